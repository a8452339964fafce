/** Waits before the next attempt, in ms. */
export interface BackoffTiming {
  /** Upper bound of the first wait; doubles with every consecutive failure. */
  readonly baseMs: number;
  readonly capMs: number;
  /**
   * Minimum time between the starts of two streams, even without failures: a server that ends each stream at once must not cause a busy
   * loop.
   */
  readonly betweenStreamsMs: number;
}

/** The cap is low, because what the watch memory of the server and etcd forget during the wait is lost. */
export const defaultBackoff: BackoffTiming = { baseMs: 200, capMs: 10_000, betweenStreamsMs: 250 };

/**
 * Exponential, with jitter over the upper half so that many clients of one restarted server spread out. A `Retry-After` is a lower bound.
 * `failures` counts consecutive failures, including the current one.
 */
export function backoffMs(failures: number, random: () => number, retryAfterMs: number | undefined, timing: BackoffTiming): number {
  const bound = Math.min(timing.capMs, timing.baseMs * 2 ** Math.min(failures - 1, 30));
  return Math.max(Math.round(bound * (0.5 + random() / 2)), retryAfterMs ?? 0);
}
