import { concat, decodeUtf8, encodeUtf8 } from "./bytes/bytes.js";
import { BACKSLASH, CLOSE_BRACE, COLON, COMMA, OPEN_BRACE, spaceEnd } from "./characters.js";
import { checkedStringEnd, checkedValueEnd, malformed } from "./check.js";
import type { Span } from "./spans.js";

/** An object without the values of one key. */
interface CutObject {
  /** Its text, with 0 in their place. */
  readonly rest: Uint8Array;
  /** The last of them, which counts; undefined where there is none. */
  readonly value: Span | undefined;
}

/**
 * Takes what may be large out of an object, so that the rest can be parsed at little cost. All of the text is checked: undefined where it is not JSON
 * (or nested deeper than `maxNesting`), or not an object.
 */
export function cutMember(bytes: Uint8Array, name: string): CutObject | undefined {
  const start = spaceEnd(bytes, 0);
  if (bytes[start] !== OPEN_BRACE) return undefined;
  const wanted = encodeUtf8(JSON.stringify(name));
  const pieces: Uint8Array[] = [];
  let value: Span | undefined;
  let keptFrom = 0;
  let at = spaceEnd(bytes, start + 1);
  for (let isEmpty = bytes[at] === CLOSE_BRACE; !isEmpty; ) {
    const keyEnd = checkedStringEnd(bytes, at);
    const colon = keyEnd === malformed ? malformed : spaceEnd(bytes, keyEnd);
    if (bytes[colon] !== COLON) return undefined;
    const valueStart = spaceEnd(bytes, colon + 1);
    const valueEnd = checkedValueEnd(bytes, valueStart);
    if (valueEnd === malformed) return undefined;
    if (isKey(bytes, at, keyEnd, wanted, name)) {
      value = { start: valueStart, end: valueEnd };
      pieces.push(bytes.subarray(keptFrom, valueStart), placeholder);
      keptFrom = valueEnd;
    }
    at = spaceEnd(bytes, valueEnd);
    if (bytes[at] === CLOSE_BRACE) break;
    if (bytes[at] !== COMMA) return undefined;
    at = spaceEnd(bytes, at + 1);
  }
  if (spaceEnd(bytes, at + 1) !== bytes.length) return undefined;
  return { rest: pieces.length === 0 ? bytes : concat([...pieces, bytes.subarray(keptFrom)]), value };
}

const placeholder = encodeUtf8("0");

/** `wanted`: the key as it is usually written, with its quotes. */
function isKey(bytes: Uint8Array, start: number, end: number, wanted: Uint8Array, name: string): boolean {
  if (end - start === wanted.length && wanted.every((byte, i) => bytes[start + i] === byte)) return true;
  // Six characters for each one, at most.
  if (end - start < wanted.length || end - start > wanted.length * 6) return false;
  return bytes.subarray(start, end).includes(BACKSLASH) && JSON.parse(decodeUtf8(bytes, start, end)) === name;
}
