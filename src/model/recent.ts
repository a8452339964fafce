/**
 * A set that forgets: it holds at least the last `least` keys that were added, and at most twice as many, however long it is used. Adding costs the
 * same at any size.
 */
export class RecentSet<Key> {
  readonly #keys: RecentMap<Key, true>;

  constructor(least: number) {
    this.#keys = new RecentMap(least);
  }

  add(key: Key): void {
    this.#keys.set(key, true);
  }

  has(key: Key): boolean {
    return this.#keys.has(key);
  }

  delete(key: Key): void {
    this.#keys.delete(key);
  }
}

/** As `RecentSet`, with a value for each key. A key that is set again counts as the latest. */
export class RecentMap<Key, Value> {
  readonly #least: number;
  #young = new Map<Key, Value>();
  /** The generation before: dropped as a whole when the young one is full. */
  #old = new Map<Key, Value>();

  constructor(least: number) {
    this.#least = least;
  }

  set(key: Key, value: Value): void {
    this.#young.set(key, value);
    if (this.#young.size <= this.#least) return;
    this.#old = this.#young;
    this.#young = new Map([[key, value]]);
    this.#old.delete(key);
  }

  get(key: Key): Value | undefined {
    return this.#young.get(key) ?? this.#old.get(key);
  }

  has(key: Key): boolean {
    return this.#young.has(key) || this.#old.has(key);
  }

  delete(key: Key): void {
    this.#young.delete(key);
    this.#old.delete(key);
  }
}
