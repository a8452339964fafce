import type { Revision } from "../../model/revision.js";
import type { ExactHistory } from "./exact-history.js";
import type { GapWalk } from "./gap-walk.js";
import type { UnaccountedVersions, VersionRange } from "./unaccounted-versions.js";

/** Sample sizes if not every version can be scanned: versions just before a change, and versions in between. */
const maxSampled = 32;
const atOnce = 4;
/**
 * Every scan lists the whole collection. This limits the scans of a large one, so that the server need not read all of it a thousand times.
 */
const maxItems = 200_000;

interface ScanScope {
  /** How many objects the collection holds now. */
  readonly size: number;
  readonly belongs: (revision: Revision) => boolean;
}

/**
 * Searches the gap for objects that came and went: lists the whole collection at unaccounted versions. If the budget allows, at all of
 * them, newest first (then every version is accounted for); else at a sample.
 */
export async function scanGap(walk: GapWalk, history: ExactHistory, collection: ScanScope): Promise<void> {
  const { size, belongs } = collection;
  const looks = Math.min(history.requestsLeft, Math.floor(maxItems / Math.max(1, size)));
  const all = walk.unaccounted.count <= BigInt(looks);
  const versions = all ? everyVersion(walk.unaccounted) : sample(walk.unaccounted).slice(0, looks);
  for (const batch of batches(versions, walk.unaccounted)) {
    const seen = await Promise.all(batch.map(async (version) => ({ version, items: await history.at(version) })));
    for (const { version, items } of seen) {
      if (items === undefined) continue;
      // Later states were walked back already, so an unknown state has ended.
      for (const item of items) if (!walk.knows(item) && belongs(item)) await walk.findEnd(item, version);
      walk.unaccounted.markScanned(version);
    }
    // Older versions are compacted as well.
    if (all && seen.some(({ items }) => items === undefined)) return;
  }
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

function* everyVersion(free: UnaccountedVersions): Iterable<bigint> {
  for (const { from, to } of [...free.ranges].reverse()) for (let version = to; version >= from; version--) yield version;
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
