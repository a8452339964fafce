/** Gathers bits into bytes, the lowest first, as deflate has them. */
export class BitWriter {
  #bytes = new Uint8Array(4096);
  #length = 0;
  #bits = 0;
  #count = 0;

  /** The lowest `count` bits of a value; at most 16. */
  write(value: number, count: number): void {
    this.#bits |= value << this.#count;
    this.#count += count;
    while (this.#count >= 8) {
      this.#push(this.#bits & 255);
      this.#bits >>>= 8;
      this.#count -= 8;
    }
  }

  finish(): Uint8Array {
    if (this.#count > 0) this.#push(this.#bits & 255);
    return this.#bytes.subarray(0, this.#length);
  }

  #push(byte: number): void {
    if (this.#length === this.#bytes.length) {
      const grown = new Uint8Array(this.#length * 2);
      grown.set(this.#bytes);
      this.#bytes = grown;
    }
    this.#bytes[this.#length++] = byte;
  }
}
