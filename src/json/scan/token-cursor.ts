import { CLOSE_BRACE, CLOSE_BRACKET, COMMA, OPEN_BRACE, OPEN_BRACKET, QUOTE, spaceEnd } from "../characters.js";
import { checkedStringEnd, keyEnd, maxOpenBrackets, scalarEnd } from "../check.js";
import type { TokenSource } from "./token-lookahead.js";

/** The members of the outermost object, and those of the objects in it, have these values of `TokenCursor.open`. */
export const openAtTop = 0b11;
export const openBelowTop = 0b111;

/**
 * Goes through JSON from token to token. A token begins where a member of an object or an element of an array does, at any depth. What lies between
 * is checked. The brackets that are open at a token are all that the text behind it depends on: where two texts agree from a token with the same
 * brackets open, either both are JSON from there on or neither is.
 */
export class TokenCursor implements TokenSource {
  bytes: Uint8Array;
  /** Where the token begins; after the last one, the offset behind the object. */
  at = 0;
  /** One bit for each open bracket, the innermost lowest: 1 for an object. A leading 1 marks where they begin. */
  open = 1;
  ended = false;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** At a token that is known. */
  placeAt(at: number, open: number): void {
    this.at = at;
    this.open = open;
    this.ended = false;
  }

  /** To the first token of the object that the text is. False where it is not an object, or has no members. */
  enter(): boolean {
    const start = spaceEnd(this.bytes, 0);
    if (this.bytes[start] !== OPEN_BRACE) return false;
    this.placeAt(spaceEnd(this.bytes, start + 1), openAtTop);
    return this.bytes[this.at] !== CLOSE_BRACE;
  }

  /** To the next token, or to the end. False where the text is not JSON, or is nested too deeply to go on. */
  next(): boolean {
    const { bytes } = this;
    let { at } = this;
    if ((this.open & 1) === 1) at = keyEnd(bytes, at);
    if (at < 0) return false;
    const first = bytes[at];
    if (first !== OPEN_BRACE && first !== OPEN_BRACKET)
      return this.#leave(first === QUOTE ? checkedStringEnd(bytes, at) : scalarEnd(bytes, at));
    if (this.open >= 1 << maxOpenBrackets) return false;
    this.open = (this.open << 1) | (first === OPEN_BRACE ? 1 : 0);
    at = spaceEnd(bytes, at + 1);
    if (bytes[at] === (first === OPEN_BRACE ? CLOSE_BRACE : CLOSE_BRACKET)) return this.#leave(at);
    this.at = at;
    return true;
  }

  /** From behind a value, or from the bracket that closes an empty one: over the brackets that close, and the comma. */
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
