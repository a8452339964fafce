import { rangeLength, type TimeRange } from "./time-scale.js";

/** Shorter idle times are not folded, whatever they are of the whole. */
const minIdleMs = 20_000;
/** A fold takes at least this share of the axis, so that there are few. */
const minShare = 0.12;
const buckets = 64;

/**
 * The stretches in which nothing happens, each with a margin on both sides that stays open. `times`: of all that is drawn, in any order. Every such
 * stretch is longer than a bucket, so that the first and last time of each bucket are enough to find it.
 */
export function idleFolds(times: Iterable<number>, domain: TimeRange): readonly TimeRange[] {
  const minMs = Math.max(minIdleMs, rangeLength(domain) * minShare);
  if (rangeLength(domain) < minMs) return [];
  const first = new Float64Array(buckets).fill(Number.POSITIVE_INFINITY);
  const last = new Float64Array(buckets).fill(Number.NEGATIVE_INFINITY);
  for (const time of times) {
    const bucket = Math.floor(((time - domain.fromMs) / rangeLength(domain)) * buckets);
    if (!(bucket >= 0 && bucket < buckets)) continue;
    if (time < (first[bucket] as number)) first[bucket] = time;
    if (time > (last[bucket] as number)) last[bucket] = time;
  }
  const folds: TimeRange[] = [];
  let before = domain.fromMs;
  const addUntil = (time: number) => {
    const margin = (time - before) * 0.06;
    if (time - before >= minMs) folds.push({ fromMs: before + margin, toMs: time - margin });
  };
  for (let bucket = 0; bucket < buckets; bucket++) {
    const start = first[bucket] as number;
    if (start === Number.POSITIVE_INFINITY) continue;
    addUntil(start);
    before = last[bucket] as number;
  }
  addUntil(domain.toMs);
  return folds;
}
