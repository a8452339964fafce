import type { TokenSource } from "./token-lookahead.js";

/** Where tokens of a text begin (see `TokenCursor`), each with the brackets that are open there, in the order of the text. */
export class TokenOffsets {
  /** Alternating: an offset and its brackets. */
  #numbers = new Int32Array(0);
  count = 0;

  at(index: number): number {
    return this.#numbers[index * 2] as number;
  }

  open(index: number): number {
    return this.#numbers[index * 2 + 1] as number;
  }

  clear(): void {
    this.count = 0;
  }

  dropLast(): void {
    this.count--;
  }

  add(at: number, open: number): void {
    if (this.count * 2 === this.#numbers.length) this.#grow(this.count * 4 + 512);
    this.#numbers[this.count * 2] = at;
    this.#numbers[this.count * 2 + 1] = open;
    this.count++;
  }

  /** Adds those of another text from this index to before its offset `end`, moved by `shift`. Returns the index behind them. */
  addShifted(others: TokenOffsets, index: number, end: number, shift: number): number {
    let i = index;
    for (; i < others.count && others.at(i) < end; i++) this.add(others.at(i) + shift, others.open(i));
    return i;
  }

  /** Takes little more memory than the others need. */
  copyFrom(others: TokenOffsets): void {
    const length = others.count * 2;
    if (length > this.#numbers.length) this.#numbers = new Int32Array(length + (length >> 3));
    for (let i = 0; i < length; i++) this.#numbers[i] = others.#numbers[i] as number;
    this.count = others.count;
  }

  #grow(length: number): void {
    const larger = new Int32Array(length);
    larger.set(this.#numbers);
    this.#numbers = larger;
  }
}

/** Goes through tokens whose offsets are known. */
export class TokenOffsetsCursor implements TokenSource {
  offsets = new TokenOffsets();
  at = 0;
  open = 0;
  ended = true;
  #index = 0;

  placeAt(index: number): void {
    this.#index = index;
    this.at = this.offsets.at(index);
    this.open = this.offsets.open(index);
    this.ended = false;
  }

  next(): boolean {
    if (this.#index + 1 < this.offsets.count) this.placeAt(this.#index + 1);
    else this.ended = true;
    return true;
  }
}
