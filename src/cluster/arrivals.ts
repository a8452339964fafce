import type { Readable } from "node:stream";
import type { Clock } from "../io/clock.js";

/** What came in one read of the socket (or in several, while nobody took it), with the time of the first on both clocks. */
export interface Arrival {
  readonly pieces: readonly Buffer[];
  readonly monotonicMs: number;
  readonly wallMs: number;
}

/** Beyond this the socket is no longer read: a bound for memory, far above what a stall of some seconds brings. */
const mostWaitingBytes = 64 * 1024 * 1024;

/**
 * Reads a stream as fast as it comes, whether or not the one who works on it keeps up: the server cuts slow readers off, and the time
 * of an arrival is when it came, not when it was looked at. Ends when the stream ends; throws what broke it. Pieces that came before a
 * break are given first.
 *
 * `idleMs` without a byte breaks the stream by `onIdle()`.
 */
export async function* arrivals(stream: Readable, clock: Clock, idleMs: number, onIdle: () => Error): AsyncGenerator<Arrival> {
  let waiting: { pieces: Buffer[]; monotonicMs: number; wallMs: number }[] = [];
  let waitingBytes = 0;
  let sameTurn = false;
  let over: { readonly error?: Error } | undefined;
  let wake = () => {};

  // Silence that we cause ourselves, by not reading, does not count.
  const idle = setTimeout(() => (stream.isPaused() ? idle.refresh() : stream.destroy(onIdle())), idleMs);
  const end = (error?: Error) => {
    over ??= error === undefined ? {} : { error };
    wake();
  };
  stream.on("data", (piece: Buffer) => {
    idle.refresh();
    const open = sameTurn ? waiting.at(-1) : undefined;
    if (open === undefined) waiting.push({ pieces: [piece], monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() });
    else open.pieces.push(piece);
    // One read of the socket calls us once for each HTTP chunk in it, all before any microtask runs.
    sameTurn = true;
    queueMicrotask(() => {
      sameTurn = false;
    });
    waitingBytes += piece.length;
    if (waitingBytes > mostWaitingBytes) stream.pause();
    wake();
  });
  stream.once("end", () => end());
  // Stays: a stream that is destroyed while it breaks may report more than once, and an error without a listener ends the process.
  stream.on("error", end);
  stream.once("close", () => end(stream.readableEnded ? undefined : new Error("the connection was closed")));

  try {
    while (true) {
      if (waiting.length === 0 && over === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const taken = waiting;
      waiting = [];
      waitingBytes = 0;
      if (stream.isPaused()) stream.resume();
      yield* taken;
      if (waiting.length > 0) continue;
      if (over?.error !== undefined) throw over.error;
      if (over !== undefined) return;
    }
  } finally {
    clearTimeout(idle);
    stream.destroy();
  }
}
