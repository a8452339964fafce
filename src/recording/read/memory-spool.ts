import type { ReadBytes, Spool } from "./platform.js";

/** Keeps all bytes in memory. */
export class MemorySpool implements Spool {
  #bytes = new Uint8Array(initialBytes);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** All that was appended so far; good until the next append. */
  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  async append(bytes: Uint8Array): Promise<void> {
    const length = this.#length + bytes.length;
    if (length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(length, this.#bytes.length * 2));
      grown.set(this.bytes);
      this.#bytes = grown;
    }
    this.#bytes.set(bytes, this.#length);
    this.#length = length;
  }

  cursor(): ReadBytes {
    return (start, end) => this.#bytes.subarray(start, end);
  }

  async close(): Promise<void> {
    this.#bytes = new Uint8Array();
  }
}

const initialBytes = 256 * 1024;
