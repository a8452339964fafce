import { setMaxListeners } from "node:events";
import { callAfter } from "../../io/clock.js";

/**
 * Runs work with a signal that aborts with the given one, or after so many ms. Leaves nothing behind on the given signal, which may live for
 * days (`AbortSignal.any` keeps some bytes for each use).
 */
export async function limitTime<R>(signal: AbortSignal, ms: number, work: (limited: AbortSignal) => Promise<R>): Promise<R> {
  const limited = new AbortController();
  // The work may make many requests at once.
  setMaxListeners(0, limited.signal);
  const stop = () => limited.abort();
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop);
  const cancel = callAfter(ms, stop);
  try {
    return await work(limited.signal);
  } finally {
    cancel();
    signal.removeEventListener("abort", stop);
  }
}
