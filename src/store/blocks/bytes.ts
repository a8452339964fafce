/** Writes numbers and texts into a buffer. Numbers have variable length: seven bits a byte, lowest first. */
export class ByteWriter {
  #bytes = Buffer.allocUnsafeSlow(1024);
  #length = 0;

  /** Starts over. */
  clear(): void {
    this.#length = 0;
  }

  get length(): number {
    return this.#length;
  }

  /** Truncates to this length. */
  cutBack(length: number): void {
    this.#length = length;
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  /** A whole number from 0 to 2^53. */
  count(value: number): void {
    this.#reserve(8);
    let rest = value;
    for (; rest >= 128; rest = Math.floor(rest / 128)) this.#bytes[this.#length++] = (rest % 128) + 128;
    this.#bytes[this.#length++] = rest;
  }

  /** A whole number of either sign, to 2^52. */
  signed(value: number): void {
    this.count(value < 0 ? -value * 2 - 1 : value * 2);
  }

  double(value: number): void {
    this.#reserve(8);
    this.#length = this.#bytes.writeDoubleLE(value, this.#length);
  }

  text(value: string): void {
    const bytes = Buffer.from(value);
    this.count(bytes.length);
    this.bytes(bytes);
  }

  bytes(value: Uint8Array): void {
    this.#reserve(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
  }

  /** A copy of the written bytes. */
  finish(): Buffer {
    const copy = Buffer.allocUnsafeSlow(this.#length);
    this.#bytes.copy(copy, 0, 0, this.#length);
    return copy;
  }

  /** The written bytes without a copy; the writer starts over with a new buffer. */
  handOver(): Uint8Array {
    const bytes = new Uint8Array(this.#bytes.buffer, 0, this.#length);
    this.#bytes = Buffer.allocUnsafeSlow(1024);
    this.#length = 0;
    return bytes;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length * 2, this.#length + more));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }
}

/** Reads what a `ByteWriter` wrote. Throws `RangeError` if the bytes are truncated. */
export class ByteReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  byte(): number {
    const byte = this.#bytes[this.#at++];
    if (byte === undefined) throw new RangeError("truncated");
    return byte;
  }

  /** Another reader that continues from this position. */
  fork(): ByteReader {
    const other = new ByteReader(this.#bytes);
    other.#at = this.#at;
    return other;
  }

  /** Skips this many numbers. */
  skipCounts(numbers: number): void {
    for (let left = numbers; left > 0; ) if (this.byte() < 128) left--;
  }

  counts(numbers: number): readonly number[] {
    const values: number[] = [];
    for (let i = 0; i < numbers; i++) values.push(this.count());
    return values;
  }

  count(): number {
    let value = this.byte();
    if (value < 128) return value;
    value -= 128;
    for (let scale = 128; ; scale *= 128) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (byte < 128) break;
    }
    if (value > Number.MAX_SAFE_INTEGER) throw new RangeError("number out of range");
    return value;
  }

  signed(): number {
    const value = this.count();
    return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
  }

  double(): number {
    const value = this.#bytes.readDoubleLE(this.#at);
    this.#at += 8;
    return value;
  }

  text(): string {
    return this.bytes(this.count()).toString("utf8");
  }

  bytes(length: number): Buffer {
    if (length > this.left) throw new RangeError("truncated");
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
}
