/**
 * Settles as the work does, or rejects with the signal's reason as soon as it aborts, whatever the work waits for: a wait that ignores the
 * signal (a credential plugin, a proxy, a socket that reports neither an answer nor an error) cannot hold its owner back. Leaves nothing behind on
 * the signal.
 */
export async function orAborted<R>(work: Promise<R>, signal: AbortSignal | undefined): Promise<R> {
  if (signal === undefined) return await work;
  let stop = () => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop);
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
