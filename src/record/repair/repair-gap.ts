import type { ClusterReader, CollectionRequest } from "../../cluster/cluster-reader.js";
import type { Clock } from "../../io/clock.js";
import { versionNumber } from "../../model/resource-version.js";
import type { Revision } from "../../model/revision.js";
import type { RepairBudget } from "./budget.js";
import { ExactHistory, HistoryClosed } from "./exact-history.js";
import { type FoundChange, GapWalk } from "./gap-walk.js";
import { RequestLanes } from "./request-lanes.js";
import { canScanAll, scanAll, scanSample } from "./scan-gap.js";
import type { VersionSpan } from "./unaccounted-versions.js";

/** What is known of a collection before and after a period whose watch events are lost. */
interface GapToRepair {
  readonly request: CollectionRequest;
  /** The last version seen, and the version of the relist. */
  readonly after: string;
  readonly upTo: string;
  /** The recorded objects that existed, as last seen. */
  readonly before: readonly Revision[];
  /** The items of the relist. */
  readonly now: readonly Revision[];
  /** Whether an object belongs to the recording, or may turn out to. */
  readonly belongs: (revision: Revision) => boolean;
}

interface RepairOptions {
  readonly list: ClusterReader["list"];
  readonly budget: RepairBudget;
  readonly clock: Clock;
  /** Stops the repair; the abort reason is text for the gap. */
  readonly signal: AbortSignal;
  /** Shared by all repairs of a recording. Default: own ones. */
  readonly lanes?: RequestLanes;
  /** Waits while the server is away; true if it was (see `ReconnectSignal.untilBack`). Default: a failed request is retried. */
  readonly untilBack?: ((signal: AbortSignal) => Promise<boolean>) | undefined;
}

export interface RepairResult {
  /** What happened to the objects that belong, in order, including the states of the relist. */
  readonly found: readonly FoundChange[];
  /** What history could not provide, as text; absent if every version is accounted for. */
  readonly missing?: string;
  readonly requests: number;
}

/**
 * Repairs a gap with lists at exact versions. etcd answers these until it is compacted (by default after about five minutes), even if the
 * watch memory is lost, as after a restart of the API server. Scans every version of the gap where that is affordable, after walking back from
 * every existing object if that saves much; else finds the end of deleted objects one by one, and searches a sample of the versions for those
 * that came and went. Continues after an outage where it was. Never rejects: the result says what could not be read.
 */
export async function repairGap(gap: GapToRepair, options: RepairOptions): Promise<RepairResult> {
  const span = spanOf(gap);
  const now = gap.now.filter(gap.belongs);
  if (span === undefined) return { found: [], missing: "the server's resourceVersions cannot be compared", requests: 0 };
  const { list, budget, clock, lanes = new RequestLanes(clock), untilBack = async () => false } = options;
  const history = new ExactHistory({ list, budget, clock, lanes, untilBack, request: gap.request });
  const walk = new GapWalk(history, span, holdsOneName(gap.request));
  walk.note(now);
  const cut = () => history.close(String(options.signal.reason));
  if (options.signal.aborted) cut();
  options.signal.addEventListener("abort", cut);
  const closed = await readBack({ ...gap, now, size: gap.now.length }, walk, history).catch(reasonOf);
  options.signal.removeEventListener("abort", cut);
  history.close("done");
  for (const revision of gap.before) if (!gap.now.some(isOf(revision))) walk.noteLost(revision);
  const missing = describeMissing(walk, history, closed);
  return { found: walk.found, requests: history.requests, ...(missing === undefined ? {} : { missing }) };
}

async function readBack(gap: GapToRepair & { readonly size: number }, walk: GapWalk, history: ExactHistory): Promise<undefined> {
  const { after, upTo } = walk.span;
  const gone = new Map(gap.before.map((revision) => [uidOf(revision), revision]));
  const traceBack = async (revision: Revision) => {
    if ((await walk.traceBack(revision, upTo)) !== "beginning") gone.delete(revision.head.ref.uid);
  };
  if (walk.oneName || !canScanAll(walk, history, gap.size, true)) await Promise.all(gap.now.map(traceBack));
  // One name needs few requests; a scan finds the ends on its way.
  if (walk.oneName || !canScanAll(walk, history, gap.size)) {
    // With a selector, an object may have left and come back: it was absent in between.
    const findEnds = async (revision: Revision) => {
      while ((await walk.findEnd(revision, after)) === "beginning");
    };
    await Promise.all([...gone.values()].map(findEnds));
    walk.accountEnds();
  }
  if (canScanAll(walk, history, gap.size)) await scanAll(walk, history, gap);
  else await scanSample(walk, history, gap);
  return undefined;
}

function spanOf({ after, upTo }: GapToRepair): VersionSpan | undefined {
  const [from, to] = [versionNumber(after), versionNumber(upTo)];
  return from === undefined || to === undefined || to < from ? undefined : { after: from, upTo: to };
}

/** Whether a collection can hold only one object: then one list at a version accounts for that version. */
export function holdsOneName({ type, namespace, fieldSelector = "" }: CollectionRequest): boolean {
  return (!type.namespaced || namespace !== undefined) && fieldSelector.split(",").some((term) => /^metadata\.name=[^\\]+$/.test(term));
}

function reasonOf(error: unknown): string {
  if (error instanceof HistoryClosed) return error.message;
  throw error;
}

/** Nothing is missing if every version is accounted for, however the walk ended. */
function describeMissing({ unaccounted, span }: GapWalk, history: ExactHistory, closed: string | undefined): string | undefined {
  const { count } = unaccounted;
  if (count === 0n) return undefined;
  const versions = span.upTo - span.after - 1n;
  const unknown = `${count} of ${versions} versions not accounted for (objects may have been created and deleted)`;
  if (closed !== undefined) return `${closed}: ${unknown}`;
  return history.forgotten > span.after ? `history up to version ${history.forgotten} has been compacted: ${unknown}` : unknown;
}

function isOf(revision: Revision): (other: Revision) => boolean {
  const uid = uidOf(revision);
  return (other) => uidOf(other) === uid;
}

function uidOf(revision: Revision): string {
  return revision.head.ref.uid;
}
