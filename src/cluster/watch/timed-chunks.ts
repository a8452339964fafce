import type { Readable } from "node:stream";
import type { Clock } from "../../io/clock.js";

/** What came in one read of the socket, with the time of that read on both clocks. */
export interface TimedChunk {
  readonly pieces: readonly Buffer[];
  readonly monotonicMs: number;
  readonly wallMs: number;
}

/** With so much waiting the socket is no longer read: a bound for memory, far above what a stall of some seconds brings. */
const maxWaitingBytes = 32 * 1024 * 1024;

/**
 * Reads a stream from now on as fast as it comes, whether or not the one who works on it keeps up: the server cuts slow readers off, and
 * the time of an arrival is when it came, not when it was looked at. Ends when the stream ends; throws what broke it, after the pieces
 * that came before. `idleMs` without a byte break it with the error of `onIdle`. Whoever stops early destroys the stream.
 */
export function timedChunks(stream: Readable, clock: Clock, idleMs: number, onIdle: () => Error): AsyncIterable<TimedChunk> {
  const queue = new ChunkQueue(stream, clock);
  // Silence that we cause ourselves, by not reading, does not count.
  const idle = setTimeout(() => (stream.isPaused() ? idle.refresh() : stream.destroy(onIdle())), idleMs);
  stream.on("data", (piece: Buffer) => {
    idle.refresh();
    queue.add(piece);
  });
  stream.once("end", () => queue.end());
  // Stays: a stream that is destroyed while it breaks may report more than once, and an error without a listener ends the process.
  stream.on("error", (error) => queue.end(error));
  stream.once("close", () => {
    clearTimeout(idle);
    queue.end(stream.readableEnded ? undefined : new Error("the connection was closed"));
  });
  return queue.taken();
}

/**
 * What came is worked on when the event loop has looked at all sockets once more. Of several sockets the loop hears in the order in which data came,
 * but for one whose data it has just read: that it looks at first the next time, though others had data before it. Were the work done at
 * once, and took long, the order of arrival between streams would be lost.
 */
class ChunkQueue {
  readonly #stream: Readable;
  readonly #clock: Clock;
  #first: Waiting | undefined;
  #last: Waiting | undefined;
  #waitingBytes = 0;
  /** The arrival that is still being read, in this turn of the event loop. */
  #current: Buffer[] | undefined;
  /** Of those that wait, how many may be taken. */
  #released = 0;
  #over: { readonly error: Error | undefined } | undefined;
  #wake = () => {};

  constructor(stream: Readable, clock: Clock) {
    this.#stream = stream;
    this.#clock = clock;
  }

  /** One read of the socket gives a piece for each HTTP chunk in it, all before any microtask runs. */
  add(piece: Buffer): void {
    if (this.#current === undefined) this.#begin();
    this.#current?.push(piece);
    this.#waitingBytes += piece.length;
    if (this.#waitingBytes > maxWaitingBytes) this.#stream.pause();
  }

  end(error?: Error): void {
    this.#over ??= { error };
    this.#wake();
  }

  async *taken(): AsyncGenerator<TimedChunk> {
    while (true) {
      const arrival = this.#take();
      if (arrival !== undefined) yield arrival;
      else if (this.#first !== undefined) await this.#next();
      else if (this.#over?.error !== undefined) throw this.#over.error;
      else if (this.#over !== undefined) return;
      else await this.#next();
    }
  }

  #begin(): void {
    this.#current = [];
    const waiting: Waiting = {
      arrival: { pieces: this.#current, monotonicMs: this.#clock.monotonicMs(), wallMs: this.#clock.wallMs() },
      next: undefined,
    };
    if (this.#last === undefined) this.#first = waiting;
    else this.#last.next = waiting;
    this.#last = waiting;
    queueMicrotask(() => {
      this.#current = undefined;
    });
    setImmediate(() => setImmediate(() => this.#release()));
  }

  #release(): void {
    this.#released++;
    this.#wake();
  }

  #next(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #take(): TimedChunk | undefined {
    if (this.#released === 0) return undefined;
    this.#released--;
    const { arrival, next } = this.#first ?? {};
    this.#first = next;
    if (next === undefined) this.#last = undefined;
    for (const piece of arrival?.pieces ?? []) this.#waitingBytes -= piece.length;
    if (this.#waitingBytes <= maxWaitingBytes / 2 && this.#stream.isPaused()) this.#stream.resume();
    return arrival;
  }
}

/** A link of a chain: the first is taken at the same cost however many wait, and what is taken is not held any longer. */
interface Waiting {
  readonly arrival: TimedChunk;
  next: Waiting | undefined;
}
