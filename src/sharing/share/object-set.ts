/** Members before a set of bits takes less memory than a list of them. */
const maxListed = 16;

/** Some of up to millions of numbered objects. Most sets have one member, a few have nearly all: a `Set` for each text of a large session takes gigabytes. */
export class ObjectSet {
  #size = 0;
  #latest = -1;
  #listed: number | number[] = -1;
  #bits: Uint32Array | undefined;

  get size(): number {
    return this.#size;
  }

  add(object: number): void {
    // Texts repeat within an object.
    if (object === this.#latest) return;
    this.#latest = object;
    if (this.#bits === undefined ? this.#list(object) : this.#mark(object)) this.#size++;
  }

  addAll(others: ObjectSet): void {
    for (const object of others.members()) this.add(object);
  }

  *members(): Generator<number> {
    const bits = this.#bits;
    if (bits === undefined) {
      if (typeof this.#listed === "number") {
        if (this.#listed >= 0) yield this.#listed;
      } else yield* this.#listed;
      return;
    }
    for (let i = 0; i < bits.length; i++)
      for (let word = bits[i] ?? 0, bit = 0; word !== 0; word >>>= 1, bit++) if ((word & 1) === 1) yield i * 32 + bit;
  }

  #list(object: number): boolean {
    const listed = this.#listed;
    if (typeof listed === "number") {
      if (listed === object) return false;
      this.#listed = listed < 0 ? object : [listed, object];
      return true;
    }
    if (listed.includes(object)) return false;
    if (listed.length < maxListed) {
      listed.push(object);
      return true;
    }
    this.#bits = new Uint32Array(8);
    this.#listed = -1;
    for (const each of listed) this.#mark(each);
    return this.#mark(object);
  }

  #mark(object: number): boolean {
    const at = object >>> 5;
    let bits = this.#bits ?? new Uint32Array(8);
    if (at >= bits.length) {
      const larger = new Uint32Array(Math.max(at + 1, bits.length * 2));
      larger.set(bits);
      bits = larger;
      this.#bits = bits;
    }
    const word = bits[at] ?? 0;
    const marked = (word | (1 << (object & 31))) >>> 0;
    bits[at] = marked;
    return marked !== word;
  }
}
