import { concat } from "./bytes/bytes.js";
import { BACKSLASH, CLOSE_BRACE, CLOSE_BRACKET, COMMA, isSpace, NEWLINE, OPEN_BRACE, OPEN_BRACKET, QUOTE } from "./characters.js";
import { maxNesting } from "./check.js";

/** One object of a stream, with its place in the stream. */
export interface JsonValue {
  readonly bytes: Uint8Array;
  /** From 0. */
  readonly startByte: number;
  /** From 1. */
  readonly line: number;
}

/** The stream cannot be read further. What precedes this place is good. */
export class JsonSplitError extends Error {
  /** For messages: "line 12 (byte 4711)". */
  readonly place: string;

  constructor(problem: string, startByte: number, line: number) {
    super(problem);
    this.name = "JsonSplitError";
    this.place = `line ${line} (byte ${startByte})`;
  }
}

interface SplitLimits {
  readonly maxBytes: number;
  readonly maxNesting: number;
}

/** Far above what an API server sends; a List of everything in a large namespace is the largest known. */
const usualLimits: SplitLimits = { maxBytes: 256 * 1024 * 1024, maxNesting };

/**
 * Splits a stream of bytes into the JSON objects in it, whatever its pieces are: one object a line, or pretty-printed one after the other
 * (`kubectl get -w -o json`), or the elements of an array that may not be closed. White space, commas and square brackets between objects are
 * layout; anything else there is an error. Like spans.ts it does not validate the objects.
 */
export class JsonSplitter {
  readonly #limits: SplitLimits;
  /** Pieces of the object whose end has not come yet. */
  #pieces: Uint8Array[] = [];
  #pendingBytes = 0;
  #depth = 0;
  #inString = false;
  #escaped = false;
  #line = 1;
  #consumedBytes = 0;
  #begin = { startByte: 0, line: 1 };
  #openArrays = 0;

  constructor(limits: Partial<SplitLimits> = {}) {
    this.#limits = { ...usualLimits, ...limits };
  }

  /** The objects that this piece completes. They may share its memory. Throws `JsonSplitError` after the objects before the damage. */
  *push(piece: Uint8Array): Generator<JsonValue, void, void> {
    let start = 0;
    for (let at = 0; at < piece.length; at++) {
      const byte = piece[at];
      if (byte === NEWLINE) this.#line++;
      if (this.#depth === 0) {
        start = at;
        this.#between(byte, at);
      } else if (this.#within(byte, at)) yield this.#complete(piece.subarray(start, at + 1));
    }
    this.#consumedBytes += piece.length;
    if (this.#depth > 0) this.#keep(piece.subarray(start));
  }

  /** Call it when the stream has ended. True when an array that holds the objects was not closed. Throws `JsonSplitError` within an object. */
  end(): { readonly unclosed: boolean } {
    if (this.#depth > 0) throw new JsonSplitError("the input ends in the middle of an object", this.#begin.startByte, this.#begin.line);
    return { unclosed: this.#openArrays > 0 };
  }

  #between(byte: number | undefined, at: number): void {
    if (byte === OPEN_BRACE) {
      this.#depth = 1;
      this.#begin = { startByte: this.#consumedBytes + at, line: this.#line };
    } else if (byte === OPEN_BRACKET) this.#openArrays++;
    else if (byte === CLOSE_BRACKET) this.#openArrays--;
    else if (!isLayout(byte)) throw new JsonSplitError("neither an object nor white space", this.#consumedBytes + at, this.#line);
  }

  /** True when this byte ends the object. */
  #within(byte: number | undefined, at: number): boolean {
    if (this.#inString) {
      if (this.#escaped) this.#escaped = false;
      else if (byte === BACKSLASH) this.#escaped = true;
      else if (byte === QUOTE) this.#inString = false;
      return false;
    }
    if (byte === QUOTE) this.#inString = true;
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      if (++this.#depth > this.#limits.maxNesting)
        throw new JsonSplitError(`nested more than ${this.#limits.maxNesting} deep`, this.#consumedBytes + at, this.#line);
    } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) return --this.#depth === 0;
    return false;
  }

  #complete(last: Uint8Array): JsonValue {
    const bytes = this.#pieces.length === 0 ? last : concat([...this.#pieces, last]);
    this.#pieces = [];
    this.#pendingBytes = 0;
    return { bytes, ...this.#begin };
  }

  #keep(piece: Uint8Array): void {
    this.#pieces.push(piece);
    this.#pendingBytes += piece.length;
    if (this.#pendingBytes > this.#limits.maxBytes) {
      const limit = `${Math.round(this.#limits.maxBytes / 1024 / 1024)} MiB`;
      throw new JsonSplitError(`an object is larger than ${limit}`, this.#begin.startByte, this.#begin.line);
    }
  }
}

function isLayout(byte: number | undefined): boolean {
  return isSpace(byte) || byte === COMMA;
}
