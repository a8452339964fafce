import type { TokenSource } from "./beginnings-ahead.js";
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COMMA,
  checkedStringEnd,
  deepest,
  keyEnd,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  scalarEnd,
  spaceEnd,
} from "./json-check.js";

/** The members of the outermost object, and those of the objects in it, have these values of `JsonCursor.open`. */
export const openAtTop = 0b11;
export const openBelowTop = 0b111;

/**
 * Goes through JSON from beginning to beginning: to where a member of an object or an element of an array begins, in the order of the text, whatever
 * the nesting. What it passes, it checks. A beginning and the brackets that are open there are all that there is to know of the text before it: where
 * two texts agree on these, they are JSON from there on, or are not, alike.
 */
export class JsonCursor implements TokenSource {
  bytes: Uint8Array;
  /** A beginning; when it has ended, the place behind the value. */
  at = 0;
  /** One bit a bracket that is open, the innermost lowest: 1 for an object. A leading 1 marks where they begin. */
  open = 1;
  ended = false;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** Stands at a beginning that is known. */
  placeAt(at: number, open: number): void {
    this.at = at;
    this.open = open;
    this.ended = false;
  }

  /** Goes to the first beginning of the object that the text is. False where it is none, or has no members. */
  enter(): boolean {
    const start = spaceEnd(this.bytes, 0);
    if (this.bytes[start] !== OPEN_BRACE) return false;
    this.placeAt(spaceEnd(this.bytes, start + 1), openAtTop);
    return this.bytes[this.at] !== CLOSE_BRACE;
  }

  /** Goes to the next beginning, or to the end. False where the text is no JSON, or is nested too deeply to go on. */
  next(): boolean {
    const { bytes } = this;
    let { at } = this;
    if ((this.open & 1) === 1) at = keyEnd(bytes, at);
    if (at < 0) return false;
    const first = bytes[at];
    if (first !== OPEN_BRACE && first !== OPEN_BRACKET)
      return this.#leave(first === QUOTE ? checkedStringEnd(bytes, at) : scalarEnd(bytes, at));
    if (this.open >= 1 << deepest) return false;
    this.open = (this.open << 1) | (first === OPEN_BRACE ? 1 : 0);
    at = spaceEnd(bytes, at + 1);
    if (bytes[at] === (first === OPEN_BRACE ? CLOSE_BRACE : CLOSE_BRACKET)) return this.#leave(at);
    this.at = at;
    return true;
  }

  /** Behind a value, or before the bracket that closes an empty one: goes over the brackets that close, and over the comma. */
  #leave(end: number): boolean {
    if (end < 0) return false;
    const { bytes } = this;
    let at = spaceEnd(bytes, end);
    for (; bytes[at] !== COMMA; at = spaceEnd(bytes, at + 1)) {
      if (bytes[at] !== ((this.open & 1) === 1 ? CLOSE_BRACE : CLOSE_BRACKET)) return false;
      this.open >>= 1;
      if (this.open !== 1) continue;
      this.at = at + 1;
      this.ended = true;
      return true;
    }
    this.at = spaceEnd(bytes, at + 1);
    return true;
  }
}
