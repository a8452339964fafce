/** Both clocks. Wall time is for display and may jump; monotonic time is for durations and never goes back. */
export interface Clock {
  /** Milliseconds since the epoch. */
  wallMs(): number;
  /** Milliseconds from an arbitrary start, with fractions. */
  monotonicMs(): number;
  /** Resolves after `ms`, or at once when the signal aborts (it never rejects). */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const done = () => {
        cancel();
        signal?.removeEventListener("abort", done);
        resolve();
      };
      const cancel = callAfter(ms, done);
      signal?.addEventListener("abort", done);
    }),
};

/** Of `setTimeout`, 24.8 days: it takes a longer one for 1 ms. */
const maxTimerMs = 2 ** 31 - 1;

/** As `setTimeout`, for any duration in ms, `Infinity` included. What it returns cancels the call. */
export function callAfter(ms: number, call: () => void): () => void {
  let leftMs = ms;
  let timer = setTimeout(next, Math.min(leftMs, maxTimerMs));
  function next(): void {
    leftMs -= maxTimerMs;
    if (leftMs <= 0) call();
    else timer = setTimeout(next, Math.min(leftMs, maxTimerMs));
  }
  return () => clearTimeout(timer);
}

/** RFC 3339 UTC with milliseconds, the form of every `...At`. */
export function toRfc3339(wallMs: number): string {
  return new Date(wallMs).toISOString();
}
