import type { Revision } from "../../model/revision.js";
import type { ExactHistory } from "./exact-history.js";
import type { GapWalk } from "./gap-walk.js";
import type { UnaccountedVersions, VersionRange } from "./unaccounted-versions.js";

/** Sample sizes if not every version can be scanned: versions just before a change, and versions in between. */
const maxSampled = 32;
const atOnce = 8;
/** In memory at once, of lists that run ahead. */
const maxItemsAhead = 10_000;
/**
 * Every scan lists the whole collection. This limits the scans of a large one, so that the server need not read all of it a thousand times.
 */
const maxItems = 200_000;
/** Up to here, scanning alone is better than walking back object by object before it: no request waits for another. */
const maxUntracedItems = 20_000;

interface ScanScope {
  /** How many objects the collection holds now. */
  readonly size: number;
  /** The recorded objects that existed before the gap, and the items of the relist. */
  readonly before: readonly Revision[];
  readonly now: readonly Revision[];
  readonly belongs: (revision: Revision) => boolean;
}

/** The collection at one version, by uid. */
interface Snapshot {
  readonly version: bigint;
  readonly items: ReadonlyMap<string, Revision>;
}

/** Whether every unaccounted version can be scanned, without walking back first if `untraced`. */
export function canScanAll({ unaccounted }: GapWalk, history: ExactHistory, size: number, untraced = false): boolean {
  const scans = Math.min(history.requestsLeft, Math.floor((untraced ? maxUntracedItems : maxItems) / Math.max(1, size)));
  return unaccounted.count <= BigInt(scans);
}

/**
 * Lists the whole collection at every unaccounted version, newest first, and compares each with the next newer one: nothing that happened is
 * missing then, and every deletion has its version. If it is cut short, this holds for the part that was read.
 */
export async function scanAll(walk: GapWalk, history: ExactHistory, { size, before, now, belongs }: ScanScope): Promise<void> {
  const { after, upTo } = walk.span;
  const maxAhead = Math.max(1, Math.min(atOnce, Math.floor(maxItemsAhead / Math.max(1, size))));
  const isRecorded = new Set(before.map(uidOf));
  let newer = snapshot(upTo, now);
  const compareWith = (older: Snapshot) => {
    // Of a collection of one name, walking back has found versions at which it was empty.
    const emptyAt = walk.unaccounted.scannedAbove(older.version) ?? newer.version;
    const later = emptyAt < newer.version ? snapshot(emptyAt, []) : newer;
    for (const [uid, revision] of older.items) {
      if (!walk.knows(revision) && belongs(revision)) walk.noteState(revision, true);
      if (!later.items.has(uid) && (isRecorded.has(uid) || belongs(revision))) walk.noteEnd(revision, older.version, later.version);
    }
    newer = older;
  };
  try {
    for await (const { version, items } of newestFirst(walk.unaccounted, history, maxAhead)) {
      if (items === undefined) break;
      walk.unaccounted.markScanned(version);
      compareWith(snapshot(version, items));
    }
  } finally {
    compareWith(snapshot(after, before));
  }
}

interface Scanned {
  readonly version: bigint;
  /** Undefined: compacted. */
  readonly items: readonly Revision[] | undefined;
}

/** Some requests ahead, without versions that are accounted for meanwhile. */
async function* newestFirst(unaccounted: UnaccountedVersions, history: ExactHistory, maxAhead: number): AsyncGenerator<Scanned> {
  const ahead: Promise<Scanned>[] = [];
  const scan = async (version: bigint) => ({ version, items: await history.at(version) });
  for (let next = unaccounted.ranges.at(-1)?.to; ; ) {
    while (next !== undefined && ahead.length < maxAhead) {
      const scanning = scan(next);
      // Those behind a failed one are not awaited.
      scanning.catch(() => {});
      ahead.push(scanning);
      next = unaccounted.below(next);
    }
    const oldest = ahead.shift();
    if (oldest === undefined) return;
    yield await oldest;
  }
}

function snapshot(version: bigint, items: readonly Revision[]): Snapshot {
  return { version, items: new Map(items.map((revision) => [uidOf(revision), revision])) };
}

function uidOf(revision: Revision): string {
  return revision.head.ref.uid;
}

/**
 * Searches a gap with too many versions to scan for objects that came and went: lists the whole collection at a sample of the unaccounted
 * versions.
 */
export async function scanSample(walk: GapWalk, history: ExactHistory, { size, belongs }: ScanScope): Promise<void> {
  const scans = Math.min(history.requestsLeft, Math.floor(maxItems / Math.max(1, size)));
  for (const batch of batches(sample(walk.unaccounted).slice(0, scans), walk.unaccounted)) {
    const seen = await Promise.all(batch.map(async (version) => ({ version, items: await history.at(version) })));
    for (const { version, items } of seen) {
      if (items === undefined) continue;
      // Later states were walked back already, so an unknown state has ended.
      for (const item of items) if (!walk.knows(item) && belongs(item)) await walk.findEnd(item, version);
      walk.unaccounted.markScanned(version);
    }
  }
  walk.accountEnds();
}

/** A few versions at a time, without those accounted for meanwhile. */
function* batches(versions: Iterable<bigint>, free: UnaccountedVersions): Iterable<readonly bigint[]> {
  let batch: bigint[] = [];
  for (const version of versions) {
    if (free.has(version)) batch.push(version);
    if (batch.length < atOnce) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

function sample(free: UnaccountedVersions): readonly bigint[] {
  const ranges = [...free.ranges].reverse();
  const between = Array.from({ length: maxSampled }, (_, n) => nth(ranges, (free.count * BigInt(n + 1)) / BigInt(maxSampled + 1)));
  return [...ranges.slice(0, maxSampled).map(({ to }) => to), ...between];
}

/** The n-th version of these ranges, newest first, counting from 0. */
function nth(ranges: readonly VersionRange[], n: bigint): bigint {
  let left = n;
  for (const { from, to } of ranges) {
    if (left <= to - from) return to - left;
    left -= to - from + 1n;
  }
  return 0n;
}
