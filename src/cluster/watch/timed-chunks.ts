import type { Readable } from "node:stream";
import type { Clock } from "../../io/clock.js";

/** The data of one read of the socket, with the time of that read on both clocks. */
export interface TimedChunk {
  readonly pieces: readonly Buffer[];
  readonly monotonicMs: number;
  readonly wallMs: number;
}

/** Reading pauses at this limit. It bounds memory; a stall of several seconds stays far below it. */
const maxWaitingBytes = 32 * 1024 * 1024;

/**
 * Reads a stream as fast as data arrives, even if the consumer is slower: the server disconnects slow readers, and an event must get the
 * time of its arrival, not of its processing. Ends when the stream ends; throws the error that broke it after the chunks before it.
 * Destroys the stream with the error of `onIdle` after `idleMs` without data. A consumer that stops early must destroy the stream.
 */
export function timedChunks(stream: Readable, clock: Clock, idleMs: number, onIdle: () => Error): AsyncIterable<TimedChunk> {
  const queue = new ChunkQueue(stream, clock);
  // Silence while reading is paused does not count.
  const idle = setTimeout(() => (stream.isPaused() ? idle.refresh() : stream.destroy(onIdle())), idleMs);
  stream.on("data", (piece: Buffer) => {
    idle.refresh();
    queue.add(piece);
  });
  stream.once("end", () => queue.end());
  // Never removed: a destroyed stream may report several errors, and an error without a listener ends the process.
  stream.on("error", (error) => queue.end(error));
  stream.once("close", () => {
    clearTimeout(idle);
    queue.end(stream.readableEnded ? undefined : new Error("the connection was closed"));
  });
  return queue.taken();
}

/**
 * Releases a chunk only after the event loop has polled all sockets once more. The event loop reports sockets in order of arrival, except
 * that it polls the socket it has just read first the next time. Processing a chunk at once, if that takes long, would lose the order of
 * arrival across streams.
 */
class ChunkQueue {
  readonly #stream: Readable;
  readonly #clock: Clock;
  #first: Waiting | undefined;
  #last: Waiting | undefined;
  #waitingBytes = 0;
  /** The chunk that this turn of the event loop is still adding to. */
  #current: Buffer[] | undefined;
  /** How many of the queued chunks may be taken. */
  #released = 0;
  #over: { readonly error: Error | undefined } | undefined;
  #wake = () => {};

  constructor(stream: Readable, clock: Clock) {
    this.#stream = stream;
    this.#clock = clock;
  }

  /** One read of the socket gives one piece per HTTP chunk in it, all before any microtask runs. */
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

/** A linked list: taking the first costs the same at any length, and does not retain it. */
interface Waiting {
  readonly arrival: TimedChunk;
  next: Waiting | undefined;
}
