/** A set that forgets: it holds the last `most` keys that were added, however long it is used. Adding costs the same at any size. */
export class RecentSet<Key> {
  readonly #keys: RecentMap<Key, true>;

  constructor(most: number) {
    this.#keys = new RecentMap(most);
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

/** As `RecentSet`, with a value for each key. A key that is set again keeps its age. */
export class RecentMap<Key, Value> {
  readonly #most: number;
  readonly #entries = new Map<Key, Entry<Value>>();
  /** A ring of the last keys that were added. A `Map` knows their order too, but takes long to find its first after many were deleted. */
  readonly #ring: Key[] = [];
  #added = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Returns the key that is forgotten instead, if any. */
  set(key: Key, value: Value): Key | undefined {
    const known = this.#entries.get(key);
    if (known !== undefined) {
      known.value = value;
      return undefined;
    }
    const place = this.#added % this.#most;
    const oldest = this.#ring[place];
    const isForgotten = oldest !== undefined && this.#entries.get(oldest)?.number === this.#added - this.#most;
    if (isForgotten) this.#entries.delete(oldest);
    this.#ring[place] = key;
    this.#entries.set(key, { value, number: this.#added++ });
    return isForgotten ? oldest : undefined;
  }

  get(key: Key): Value | undefined {
    return this.#entries.get(key)?.value;
  }

  has(key: Key): boolean {
    return this.#entries.has(key);
  }

  delete(key: Key): void {
    this.#entries.delete(key);
  }
}

interface Entry<Value> {
  value: Value;
  /** How many were added before. */
  readonly number: number;
}
