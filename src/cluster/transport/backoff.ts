/** How long to wait before the next try, in ms. */
export interface BackoffTiming {
  /** Upper bound of the first wait; doubled with every failure in a row. */
  readonly baseMs: number;
  readonly capMs: number;
  /** Between the openings of two streams, even where all is well: a server that ends each stream at once must not make us spin. */
  readonly betweenStreamsMs: number;
}

/** The cap is low for what a try costs: what the server's watch memory and etcd forget while we wait is lost. */
export const defaultBackoff: BackoffTiming = { baseMs: 200, capMs: 10_000, betweenStreamsMs: 250 };

/**
 * Exponential, with jitter over the upper half so that many clients of one restarted server spread out. A `Retry-After` is a lower bound.
 * `failures` counts those in a row, the present one among them.
 */
export function backoffMs(failures: number, random: () => number, retryAfterMs: number | undefined, timing: BackoffTiming): number {
  const bound = Math.min(timing.capMs, timing.baseMs * 2 ** Math.min(failures - 1, 30));
  return Math.max(Math.round(bound * (0.5 + random() / 2)), retryAfterMs ?? 0);
}
