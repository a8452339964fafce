/** The times of one milestone in several runs. */
export interface Sample {
  /** Of how many runs, how many got there. */
  readonly runs: number;
  readonly reached: number;
  /** ms; absent when no run got there. */
  readonly medianMs?: number;
  readonly leastMs?: number;
  readonly mostMs?: number;
}

export function sampleOf(values: readonly number[], runs: number): Sample {
  const sorted = [...values].sort((a, b) => a - b);
  const [leastMs, mostMs, medianMs] = [sorted[0], sorted.at(-1), medianOf(sorted)];
  if (leastMs === undefined || mostMs === undefined || medianMs === undefined) return { runs, reached: 0 };
  return { runs, reached: sorted.length, medianMs, leastMs, mostMs };
}

/** Of sorted values. */
function medianOf(sorted: readonly number[]): number | undefined {
  const middle = sorted.length >> 1;
  const [below, above] = [sorted[middle - 1], sorted[middle]];
  return sorted.length % 2 === 1 || below === undefined || above === undefined ? above : (below + above) / 2;
}
