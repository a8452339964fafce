/** Numbers and texts that depend on a seed alone: a failing run is repeated by its seed. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** mulberry32: below 1. */
  fraction(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** Both bounds are included. */
  integer(from: number, to: number): number {
    return from + Math.floor(this.fraction() * (to - from + 1));
  }

  chance(share: number): boolean {
    return this.fraction() < share;
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.integer(0, items.length - 1)];
    if (item === undefined) throw new RangeError("nothing to pick from");
    return item;
  }

  shuffled<T>(items: readonly T[]): T[] {
    const keyed = items.map((item) => ({ item, at: this.fraction() }));
    return keyed.sort((a, b) => a.at - b.at).map(({ item }) => item);
  }

  text(alphabet: string, length: number): string {
    return Array.from({ length }, () => alphabet[this.integer(0, alphabet.length - 1)]).join("");
  }

  /** At least one letter of each case and one digit, as every password rule wants it. */
  mixed(length: number): string {
    const text = this.text(alphanumeric, length - 3);
    return `${text}${this.text(upper, 1)}${this.text(lower, 1)}${this.text(digits, 1)}`;
  }

  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.integer(0, 255)));
  }

  hex(length: number): string {
    return this.text("0123456789abcdef", length);
  }

  base64(bytes: number): string {
    return this.bytes(bytes).toString("base64");
  }

  base64url(bytes: number): string {
    return this.bytes(bytes).toString("base64url");
  }

  uuid(): string {
    return `${this.hex(8)}-${this.hex(4)}-4${this.hex(3)}-${this.pick(["8", "9", "a", "b"])}${this.hex(3)}-${this.hex(12)}`;
  }

  /** What Kubernetes appends to generated names. */
  suffix(length = 5): string {
    return this.text("bcdfghjklmnpqrstvwxz2456789", length);
  }

  /** Can be said aloud, and is in no dictionary. */
  spoken(syllables: number): string {
    return Array.from({ length: syllables }, () => `${this.text("bdfgklmnprstvz", 1)}${this.text("aeiou", 1)}`).join("");
  }
}

export const lower = "abcdefghijklmnopqrstuvwxyz";
export const upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
export const digits = "0123456789";
export const alphanumeric = `${upper}${lower}${digits}`;
