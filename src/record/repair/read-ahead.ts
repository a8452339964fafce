import type { ListWatchEvent } from "../../cluster/watch/list-watch-events.js";

/**
 * Buffers an asynchronous source while its consumer is busy, and returns the buffered items in order afterwards. `weigh` returns how much
 * an item counts towards `limit`.
 */
export class ReadAhead<T> {
  readonly #source: AsyncIterator<T>;
  readonly #weigh: (item: T) => number;
  readonly #limit: number;
  readonly #held: IteratorResult<T>[] = [];
  #weight = 0;
  #pending: Promise<IteratorResult<T>> | undefined;

  constructor(source: AsyncIterator<T>, options: { readonly limit: number; readonly weigh: (item: T) => number }) {
    this.#source = source;
    this.#weigh = options.weigh;
    this.#limit = options.limit;
  }

  next(): Promise<IteratorResult<T>> {
    const held = this.#held.shift();
    if (held === undefined) return this.#take();
    if (held.done !== true) this.#weight -= this.#weigh(held.value);
    return Promise.resolve(held);
  }

  /** Reads ahead until `work` settles. At the limit it calls `onFull` once and stops reading. */
  async during<R>(work: Promise<R>, onFull: () => void): Promise<R> {
    const settled = work.then(
      () => undefined,
      () => undefined,
    );
    for (;;) {
      if (this.#weight >= this.#limit) {
        onFull();
        return await work;
      }
      this.#pending ??= this.#source.next();
      const result = await Promise.race([settled, this.#pending]);
      if (result === undefined) return await work;
      this.#pending = undefined;
      this.#held.push(result);
      if (result.done === true) return await work;
      this.#weight += this.#weigh(result.value);
    }
  }

  /** Returns the buffered items at once; call when nothing more will be read. */
  drain(): readonly T[] {
    return this.#held.splice(0).flatMap((result) => (result.done === true ? [] : [result.value]));
  }

  /** Ends the source. */
  async return(): Promise<void> {
    await this.#source.return?.();
  }

  #take(): Promise<IteratorResult<T>> {
    const next = this.#pending ?? this.#source.next();
    this.#pending = undefined;
    return next;
  }
}

/** Limit for live events that wait during the repair of a gap; beyond it the repair is stopped. */
const heldBytes = 32 * 1024 * 1024;
/** Approximate size of an event without its revision. */
const eventBytes = 512;

/** The events of a stream, buffered while the gap before them is repaired. */
export function holdEvents(source: AsyncIterable<ListWatchEvent>): ReadAhead<ListWatchEvent> {
  return new ReadAhead(source[Symbol.asyncIterator](), { limit: heldBytes, weigh: weightOf });
}

function weightOf(event: ListWatchEvent): number {
  if (event.kind === "listed") return event.items.reduce((sum, { bytes }) => sum + bytes.length + eventBytes, eventBytes);
  if (event.kind !== "batch") return eventBytes;
  return event.batch.events.reduce((sum, one) => sum + eventBytes + ("revision" in one ? one.revision.bytes.length : 0), eventBytes);
}
