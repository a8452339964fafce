import type { ClusterReader, CollectionRequest } from "../../cluster/cluster-reader.js";
import type { Clock } from "../../io/clock.js";
import { versionNumber } from "../../model/resource-version.js";
import type { Revision } from "../../model/revision.js";
import type { RepairBudget } from "./budget.js";
import { ExactHistory, HistoryClosed } from "./exact-history.js";
import { type FoundChange, GapWalk } from "./gap-walk.js";
import { scanGap } from "./scan-gap.js";
import type { VersionSpan } from "./unaccounted-versions.js";

/** What was seen of a collection before and after a stretch whose watch events are lost. */
export interface GapToRepair {
  readonly request: CollectionRequest;
  /** The last version seen, and that of the relist. */
  readonly after: string;
  readonly upTo: string;
  /** The recorded objects that were there, as they were last seen. */
  readonly before: readonly Revision[];
  /** The relist. */
  readonly now: readonly Revision[];
  /** Whether an object is, or may yet turn out to be, one of those that are recorded. */
  readonly belongs: (revision: Revision) => boolean;
}

export interface RepairOptions {
  readonly list: ClusterReader["list"];
  readonly budget: RepairBudget;
  readonly clock: Clock;
  /** Cuts it short; the reason is words for the gap. */
  readonly signal: AbortSignal;
}

export interface RepairResult {
  /** What happened to the objects that belong, in order, the states of the relist among them. */
  readonly found: readonly FoundChange[];
  /** What history could not give, in words; absent when the account is complete: nothing else happened. */
  readonly missing?: string;
  readonly requests: number;
}

/**
 * Reads back what happened in a gap from lists at exact versions, which etcd answers until it is compacted (by default some five minutes), also
 * when the watch memory is gone, as after a restart of the API server. Walks back from every object that is there, finds the end of those
 * that are gone, then looks for those that came and went. Never rejects: what could not be read is said.
 */
export async function repairGap(gap: GapToRepair, options: RepairOptions): Promise<RepairResult> {
  const span = spanOf(gap);
  const now = gap.now.filter(gap.belongs);
  if (span === undefined) return { found: [], missing: "the server's versions cannot be compared", requests: 0 };
  const history = new ExactHistory({ ...options, request: gap.request });
  const walk = new GapWalk(history, span, holdsOneName(gap.request));
  walk.note(now);
  const cut = () => history.close(String(options.signal.reason));
  if (options.signal.aborted) cut();
  options.signal.addEventListener("abort", cut);
  const closed = await readBack({ ...gap, now, size: gap.now.length }, walk, history).catch(reasonOf);
  options.signal.removeEventListener("abort", cut);
  history.close("done");
  for (const revision of gap.before) if (!gap.now.some(isOf(revision))) walk.noteEnd(revision);
  const missing = missingWords(walk, history, closed);
  return { found: walk.found, requests: history.requests, ...(missing === undefined ? {} : { missing }) };
}

async function readBack(gap: GapToRepair & { readonly size: number }, walk: GapWalk, history: ExactHistory): Promise<undefined> {
  const { size } = gap;
  const { after, upTo } = walk.span;
  const before = new Map(gap.before.map((revision) => [uidOf(revision), revision]));
  const gone = new Map(before);
  const traceBack = async (revision: Revision) => {
    if ((await walk.traceBack(revision, upTo)) !== "beginning") gone.delete(revision.head.ref.uid);
  };
  await Promise.all(gap.now.map(traceBack));
  // With a selector, one that was there before may have left and come back: then it was gone in between.
  const findEnds = async (revision: Revision) => {
    while ((await walk.findEnd(revision, after)) === "beginning");
  };
  await Promise.all([...gone.values()].map(findEnds));
  await scanGap(walk, history, { size, belongs: gap.belongs });
  return undefined;
}

function spanOf({ after, upTo }: GapToRepair): VersionSpan | undefined {
  const [from, to] = [versionNumber(after), versionNumber(upTo)];
  return from === undefined || to === undefined || to < from ? undefined : { after: from, upTo: to };
}

/** Whether a collection can hold one object only: then seeing it at a version says all of that version. */
export function holdsOneName({ type, namespace, fieldSelector = "" }: CollectionRequest): boolean {
  return (!type.namespaced || namespace !== undefined) && fieldSelector.split(",").some((term) => /^metadata\.name=[^\\]+$/.test(term));
}

function reasonOf(error: unknown): string {
  if (error instanceof HistoryClosed) return error.message;
  throw error;
}

/** The account is complete when no version is left of which nothing is known; how the walk came to its end does not matter then. */
function missingWords({ unaccounted, span }: GapWalk, history: ExactHistory, closed: string | undefined): string | undefined {
  const { count } = unaccounted;
  if (count === 0n) return undefined;
  const versions = span.upTo - span.after - 1n;
  const unknown = `of ${count} of ${versions} versions between it is not known what came and went`;
  if (closed !== undefined) return `${closed}: ${unknown}`;
  return history.forgotten > span.after ? `history up to version ${history.forgotten} is gone: ${unknown}` : unknown;
}

function isOf(revision: Revision): (other: Revision) => boolean {
  const uid = uidOf(revision);
  return (other) => uidOf(other) === uid;
}

function uidOf(revision: Revision): string {
  return revision.head.ref.uid;
}
