import { maxLineBytes, maxSkippedBytes } from "../format.js";

/** One line without its newline, and its number from 1. */
export interface Line {
  readonly number: number;
  /** Good until the next line is asked for. */
  readonly bytes: Uint8Array;
  /** False for a last line without a newline: the file may be cut within it. */
  readonly complete: boolean;
  /** It is longer than the limit, and `bytes` are only its beginning. `endless`: so much longer that reading on is pointless. */
  readonly excess?: "long" | "endless";
}

/** Splits bytes into lines, whatever their pieces are. Blank lines are counted and skipped. */
export class FileLineSplitter {
  #number = 0;
  /** The beginning of the line that has not ended yet. */
  #held: Uint8Array = new Uint8Array(firstHeldBytes);
  #heldBytes = 0;
  /** Of a line that is too long: how many bytes were not held. */
  #skippedBytes = 0;

  /** How many lines have ended. */
  get lines(): number {
    return this.#number;
  }

  /** The lines that this piece completes. */
  *push(piece: Uint8Array): Generator<Line, void, void> {
    let from = 0;
    while (from < piece.length) {
      if (this.#heldBytes === 0) from = this.#skipBlank(piece, from);
      const end = piece.indexOf(newline, from);
      if (end < 0) break;
      const line = this.#ended(piece.subarray(from, end), true);
      if (line !== undefined) yield line;
      from = end + 1;
    }
    if (from >= piece.length) return;
    this.#hold(piece.subarray(from));
    if (this.#skippedBytes > maxSkippedBytes)
      yield { number: this.#number + 1, bytes: this.#beginning(), complete: false, excess: "endless" };
  }

  /** The last line, where the source does not end with a newline. */
  end(): Line | undefined {
    return this.#heldBytes === 0 ? undefined : this.#ended(new Uint8Array(), false);
  }

  /** Millions of them cost nothing. */
  #skipBlank(piece: Uint8Array, start: number): number {
    let at = start;
    for (;;) {
      if (piece[at] === newline) at++;
      else if (piece[at] === carriageReturn && piece[at + 1] === newline) at += 2;
      else return at;
      this.#number++;
    }
  }

  /** Undefined for a blank line. */
  #ended(last: Uint8Array, complete: boolean): Line | undefined {
    const number = ++this.#number;
    if (this.#heldBytes === 0 && last.length <= maxLineBytes) return isBlank(last) ? undefined : { number, bytes: last, complete };
    this.#hold(last);
    const bytes = this.#beginning();
    const isLong = this.#skippedBytes > 0;
    this.#heldBytes = 0;
    this.#skippedBytes = 0;
    // A large line's memory is not kept for the small ones after it.
    if (this.#held.length > usualHeldBytes) this.#held = new Uint8Array(firstHeldBytes);
    if (isLong) return { number, bytes, complete, excess: "long" };
    return isBlank(bytes) ? undefined : { number, bytes, complete };
  }

  #hold(bytes: Uint8Array): void {
    const kept = bytes.subarray(0, Math.max(0, maxLineBytes - this.#heldBytes));
    this.#skippedBytes += bytes.length - kept.length;
    const length = this.#heldBytes + kept.length;
    if (length > this.#held.length) {
      const grown = new Uint8Array(Math.min(maxLineBytes, Math.max(length, this.#held.length * 2)));
      grown.set(this.#beginning());
      this.#held = grown;
    }
    this.#held.set(kept, this.#heldBytes);
    this.#heldBytes = length;
  }

  #beginning(): Uint8Array {
    return this.#held.subarray(0, this.#heldBytes);
  }
}

const firstHeldBytes = 64 * 1024;
const usualHeldBytes = 1024 * 1024;
const newline = 0x0a;
const carriageReturn = 0x0d;

function isBlank(bytes: Uint8Array): boolean {
  return bytes.length === 0 || (bytes.length === 1 && bytes[0] === carriageReturn);
}
