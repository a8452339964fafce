/**
 * An asynchronous source that can be read on while nobody takes what comes: what was read meanwhile is given out afterwards, in order.
 * `weigh` says how much an item counts towards `limit`.
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

  /** Reads on until `work` has settled. When no more can be held, says so once, and lets the source wait. */
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

  /** What is held, at once, when nothing more will be asked for. */
  drain(): readonly T[] {
    return this.#held.splice(0).flatMap((result) => (result.done === true ? [] : [result.value]));
  }

  /** Nothing more is wanted. */
  async return(): Promise<void> {
    await this.#source.return?.();
  }

  #take(): Promise<IteratorResult<T>> {
    const next = this.#pending ?? this.#source.next();
    this.#pending = undefined;
    return next;
  }
}
