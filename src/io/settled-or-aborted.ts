/**
 * Resolves when the work settles or the signal aborts, whichever is first. Leaves nothing behind on the signal, which may live for months:
 * `Promise.race` with a promise that stays pending keeps some bytes in it for each call.
 */
export function settledOrAborted(work: Promise<unknown>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      signal.removeEventListener("abort", done);
      resolve();
    };
    if (signal.aborted) return resolve();
    signal.addEventListener("abort", done);
    work.then(done, done);
  });
}
