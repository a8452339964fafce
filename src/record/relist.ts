import type { ListWatchEvent } from "../cluster/watch/list-watch-events.js";
import type { GapFrame } from "../model/frame.js";
import { compareResourceVersions } from "../model/resource-version.js";
import type { Revision } from "../model/revision.js";
import { type Arrival, type KnownObject, resourceVersionOf, uidOf } from "./known-objects.js";
import { holdsOneName, type RepairResult } from "./repair/repair-gap.js";
import type { FrameTime, StreamState } from "./stream-state.js";

/** A list after a 410, with what is known about the gap before it. */
interface Relist {
  readonly state: StreamState;
  readonly event: Extract<ListWatchEvent, { kind: "listed" }>;
  readonly moment: FrameTime;
  /** Objects of this stream that were alive when it disconnected. */
  readonly known: readonly KnownObject[];
  readonly repaired: RepairResult;
}

/** What is known about the gap. */
export function describeGap({
  state,
  event,
  moment,
  known,
  repaired,
}: Relist): Pick<GapFrame, "reason" | "possibleLoss" | "to"> & Partial<GapFrame> {
  const { found, missing } = repaired;
  const listed = new Map(event.items.map((revision) => [uidOf(revision), revision]));
  const unchanged = known.filter(({ ref, revision }) => sameVersion(listed.get(ref.uid), revision)).map(({ ref }) => ref.uid);
  // Only for one name: of several objects, one may have come and gone.
  const proven = holdsOneName(state.stream.request) && known.length === 1 && unchanged.length === 1;
  const repairedRevisions = found.filter((one) => one.kind === "state" && one.fromHistory).length;
  return {
    reason: reasonOf(state, event.resourceVersion),
    possibleLoss: missing !== undefined && !proven,
    ...(unchanged.length === 0 ? {} : { unchanged }),
    ...(repairedRevisions === 0 ? {} : { repairedRevisions }),
    ...(missing === undefined || proven ? {} : { unrepaired: missing }),
    to: { ...moment, resourceVersion: event.resourceVersion },
  };
}

/** What happened to the objects of the stream during the gap, where known, in order; some may turn out not to belong. */
export function relistArrivals({ state, event, moment, known, repaired }: Relist): readonly Arrival[] {
  const before = new Map<string, Revision>(known.map(({ ref, revision }) => [ref.uid, revision]));
  const listed = new Set(event.items.map(uidOf));
  const found = repaired.found.map((one): Arrival => {
    if (one.kind === "end") return inferredDeletion(state, one.revision, moment, one.exact ? one.version : undefined);
    return { ...changed(state, one.revision, moment), ...(one.fromHistory ? { repaired: true } : { relisted: true }) };
  });
  // If versions cannot be compared, nothing was found and only the difference between both lists is known.
  const reported = new Set(repaired.found.map(({ revision }) => revision));
  const ended = new Set(repaired.found.flatMap((one) => (one.kind === "end" ? [uidOf(one.revision)] : [])));
  const gone = known.filter(({ ref: { uid } }) => !listed.has(uid) && !ended.has(uid));
  const deletions = gone.map(({ revision }) => inferredDeletion(state, revision, moment, undefined));
  const changedItems = event.items.filter((revision) => !reported.has(revision) && !sameVersion(before.get(uidOf(revision)), revision));
  return [
    ...found,
    ...deletions,
    ...changedItems.sort(byResourceVersion).map((revision): Arrival => ({ ...changed(state, revision, moment), relisted: true })),
  ];
}

/** `FrameMaker` decides whether this is the first state of its object. */
function changed(state: StreamState, revision: Revision, moment: FrameTime): Arrival {
  return { state, type: "MODIFIED", revision, moment, initial: false };
}

/** `goneAt`: the version at which the object was gone, if history shows it. */
function inferredDeletion(state: StreamState, revision: Revision, moment: FrameTime, goneAt: bigint | undefined): Arrival {
  const inferred = { state, type: "DELETED", revision, moment, initial: false, inferred: true } as const;
  return goneAt === undefined ? inferred : { ...inferred, repaired: true, goneAt: String(goneAt) };
}

function reasonOf(state: StreamState, relistedAt: string): string {
  const reason = state.expiredReason ?? state.disconnectReason ?? "the watch history has expired";
  const order = compareResourceVersions(relistedAt, state.resourceVersion ?? relistedAt);
  if (order === undefined || order >= 0) return reason;
  return `${reason}; resourceVersions went backwards (${state.resourceVersion} to ${relistedAt}): etcd was restored or replaced`;
}

function sameVersion(a: Revision | undefined, b: Revision): boolean {
  return a !== undefined && resourceVersionOf(a) === resourceVersionOf(b);
}

/** Equal or incomparable versions keep the order of the list. */
function byResourceVersion(a: Revision, b: Revision): number {
  return compareResourceVersions(resourceVersionOf(a), resourceVersionOf(b)) ?? 0;
}
