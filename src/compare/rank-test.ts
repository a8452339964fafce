import { maxExactRanks, maxSuggestedRuns, sampleSizeQuantiles, significance } from "./heuristics.js";

interface RankTest {
  /** How likely a difference at least as clear is if both samples come from the same source (two-sided). 1 when one of them is empty. */
  readonly p: number;
  /** The chance that a value of the second sample is larger than one of the first, ties counted half. 0.5: neither is. */
  readonly larger: number;
}

/**
 * Mann-Whitney U: whether values of one sample tend to be larger than those of the other. It assumes nothing about their distribution, so one slow
 * outlier makes no difference: start-up times have long tails, and a t-test would need many more runs. Exact, ties included, for small samples;
 * else by the normal approximation with correction for ties. Written here because comparisons have a handful of runs with many ties, for which the
 * approximation of the usual libraries is wrong.
 */
export function rankTest(first: readonly number[], second: readonly number[]): RankTest {
  const [n, m] = [first.length, second.length];
  if (n === 0 || m === 0) return { p: 1, larger: 0.5 };
  const ranks = doubledRanks([...first, ...second]);
  const sum = ranks.slice(n).reduce((total, rank) => total + rank, 0);
  const u = sum / 2 - (m * (m + 1)) / 2;
  const p = n + m <= maxExactRanks ? exactP(ranks, m, sum) : approximateP(ranks, n, m, u);
  return { p: Math.min(1, p), larger: u / (n * m) };
}

/** The smallest p that samples of these sizes can have, however clear the difference. */
export function minP(n: number, m: number): number {
  let ways = 1;
  for (let i = 1; i <= Math.min(n, m); i++) ways = (ways * (n + m - i + 1)) / i;
  return Math.min(1, 2 / ways);
}

/** Twice the rank of each value; equal values share the middle of their ranks, which doubled is a whole number. */
function doubledRanks(values: readonly number[]): readonly number[] {
  const order = values.map((_, i) => i).sort((i, j) => (values[i] ?? 0) - (values[j] ?? 0));
  const ranks = new Array<number>(values.length).fill(0);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to] ?? 0] === values[order[from] ?? 0]) to++;
    for (const place of order.slice(from, to)) ranks[place] = from + to + 1;
    from = to;
  }
  return ranks;
}

/** The share, among all ways to choose `m` of the ranks, of those whose sum is at least as far from the middle. */
function exactP(ranks: readonly number[], m: number, sum: number): number {
  const total = ranks.reduce((all, rank) => all + rank, 0);
  const ways = Array.from({ length: m + 1 }, () => new Float64Array(total + 1));
  const [none] = ways;
  if (none !== undefined) none[0] = 1;
  for (const rank of ranks) {
    for (let chosen = m; chosen >= 1; chosen--) {
      const [here, below] = [ways[chosen], ways[chosen - 1]];
      if (here === undefined || below === undefined) continue;
      for (let at = total; at >= rank; at--) here[at] = (here[at] ?? 0) + (below[at - rank] ?? 0);
    }
  }
  const middle = (m * total) / ranks.length;
  let [all, asFar] = [0, 0];
  for (const [at, count] of (ways[m] ?? new Float64Array()).entries()) {
    all += count;
    if (Math.abs(at - middle) >= Math.abs(sum - middle) - 1e-9) asFar += count;
  }
  return all === 0 ? 1 : asFar / all;
}

function approximateP(ranks: readonly number[], n: number, m: number, u: number): number {
  const size = n + m;
  const counts = new Map<number, number>();
  for (const rank of ranks) counts.set(rank, (counts.get(rank) ?? 0) + 1);
  const ties = [...counts.values()].reduce((sum, t) => sum + (t ** 3 - t), 0);
  const variance = ((n * m) / 12) * (size + 1 - ties / (size * (size - 1)));
  if (variance <= 0) return 1;
  const z = Math.max(0, Math.abs(u - (n * m) / 2) - 0.5) / Math.sqrt(variance);
  return 2 * upperTail(z);
}

/** Of the standard normal distribution, to seven digits (Abramowitz and Stegun, 26.2.17). */
function upperTail(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * series;
}

/** Below this many runs of each group no difference, however clear, is significant. */
export const minRuns = smallestSignificantRuns();

function smallestSignificantRuns(): number {
  let runs = 1;
  while (minP(runs, runs) > significance) runs++;
  return runs;
}

/**
 * How many runs of each group find a difference as clear as the one seen four times in five (Noether 1987). `larger` is the chance that a candidate
 * is slower than a baseline. Undefined when the difference is so small that nobody makes as many runs.
 */
export function runsNeeded(larger: number): number | undefined {
  const distance = Math.abs(larger - 0.5);
  const runs = distance === 0 ? Number.POSITIVE_INFINITY : sampleSizeQuantiles ** 2 / (6 * distance * distance);
  return runs > maxSuggestedRuns ? undefined : Math.max(minRuns, Math.ceil(runs));
}
