/**
 * Runs work with a signal that aborts with either of two. Leaves nothing behind on them, which may live for days (`AbortSignal.any` keeps some
 * bytes for each use).
 */
export async function untilEither<R>(a: AbortSignal, b: AbortSignal, work: (either: AbortSignal) => Promise<R>): Promise<R> {
  const either = new AbortController();
  const abort = () => either.abort();
  const signals = [a, b];
  if (signals.some(({ aborted }) => aborted)) abort();
  for (const signal of signals) signal.addEventListener("abort", abort);
  try {
    return await work(either.signal);
  } finally {
    for (const signal of signals) signal.removeEventListener("abort", abort);
  }
}
