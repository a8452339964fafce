import { NumberColumn } from "./number-column.js";

/**
 * Numbers texts (uids) from 1 in the order of their appearance. Keeps two hashes of each instead of the text, some 16 bytes, so that millions of objects
 * fit. Two texts with the same 64 bits count as one, which chance brings about once in millions of large files.
 */
export class ObjectNumbers {
  readonly #first = new NumberColumn(Int32Array);
  readonly #second = new NumberColumn(Int32Array);
  /** Open addressing: numbers, 0 where there is none. Its length is a power of two, and at most half of it is used. */
  #slots = new Int32Array(512);

  get size(): number {
    return this.#first.length;
  }

  of(text: string): number | undefined {
    const number = this.#slots[this.#slotOf(hash(text, firstSeed), hash(text, secondSeed))] as number;
    return number === 0 ? undefined : number;
  }

  /** Its number; a new one where it has none. */
  add(text: string): number {
    const first = hash(text, firstSeed);
    const second = hash(text, secondSeed);
    const slot = this.#slotOf(first, second);
    const known = this.#slots[slot] as number;
    if (known !== 0) return known;
    this.#first.push(first);
    this.#second.push(second);
    this.#slots[slot] = this.size;
    if (this.size * 2 > this.#slots.length) this.#grow();
    return this.size;
  }

  /** Where it is, or the free slot where it belongs. */
  #slotOf(first: number, second: number): number {
    const mask = this.#slots.length - 1;
    for (let slot = first & mask; ; slot = (slot + 1) & mask) {
      const number = this.#slots[slot] as number;
      if (number === 0 || (this.#first.at(number - 1) === first && this.#second.at(number - 1) === second)) return slot;
    }
  }

  #grow(): void {
    this.#slots = new Int32Array(this.#slots.length * 2);
    for (let number = 1; number <= this.size; number++)
      this.#slots[this.#slotOf(this.#first.at(number - 1), this.#second.at(number - 1))] = number;
  }
}

/** Random, so that no file can choose texts that share slots. */
const firstSeed = Math.floor(Math.random() * 2 ** 32);
const secondSeed = Math.floor(Math.random() * 2 ** 32);

/** MurmurHash3 over the characters. */
function hash(text: string, seed: number): number {
  let h = seed;
  for (let i = 0; i < text.length; i++) {
    let k = Math.imul(text.charCodeAt(i), 0xcc9e2d51);
    k = (k << 15) | (k >>> 17);
    h ^= Math.imul(k, 0x1b873593);
    h = Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64;
  }
  h ^= text.length;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}
