import { decodeUtf8 } from "./bytes/bytes.js";
import { BACKSLASH, CLOSE_BRACE, CLOSE_BRACKET, COLON, COMMA, isSpace, OPEN_BRACE, OPEN_BRACKET, QUOTE, spaceEnd } from "./characters.js";

/**
 * Finds JSON values in bytes, so that they can be cut out exactly as they were sent, without parsing and writing them again (`JSON.parse` changes
 * numbers beyond 2^53, repeated keys and escapes).
 *
 * Reads the structure and does not validate: to know that the text is JSON, parse it. The functions that return spans throw `SyntaxError` where
 * the text ends too early or a bracket, comma or colon is missing.
 */

/** Of a value: `bytes.subarray(start, end)` is its text without surrounding white space. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The members of the object that begins at `at`. Of a repeated key the last one counts, as for `JSON.parse`. */
export function memberSpans(bytes: Uint8Array, at = 0): ReadonlyMap<string, Span> {
  const members = new Map<string, Span>();
  let cursor = expect(bytes, spaceEnd(bytes, at), OPEN_BRACE);
  cursor = spaceEnd(bytes, cursor);
  if (bytes[cursor] === CLOSE_BRACE) return members;
  while (true) {
    const key = spanAt(bytes, cursor);
    const value = spanAt(bytes, expect(bytes, spaceEnd(bytes, key.end), COLON));
    members.set(keyText(bytes, key), value);
    cursor = spaceEnd(bytes, value.end);
    if (bytes[cursor] === CLOSE_BRACE) return members;
    cursor = spaceEnd(bytes, expect(bytes, cursor, COMMA));
  }
}

/** The elements of the array that begins at `at`. */
export function elementSpans(bytes: Uint8Array, at = 0): readonly Span[] {
  const elements: Span[] = [];
  let cursor = spaceEnd(bytes, expect(bytes, spaceEnd(bytes, at), OPEN_BRACKET));
  if (bytes[cursor] === CLOSE_BRACKET) return elements;
  while (true) {
    const element = spanAt(bytes, cursor);
    elements.push(element);
    cursor = spaceEnd(bytes, element.end);
    if (bytes[cursor] === CLOSE_BRACKET) return elements;
    cursor = expect(bytes, cursor, COMMA);
  }
}

/** The value that begins at `at`, white space aside. Of any depth: it counts brackets and does not recurse. */
export function spanAt(bytes: Uint8Array, at: number): Span {
  const start = spaceEnd(bytes, at);
  const first = bytes[start];
  if (first === QUOTE) return { start, end: skipString(bytes, start) };
  if (first === OPEN_BRACE || first === OPEN_BRACKET) return { start, end: skipNested(bytes, start) };
  let end = start;
  while (end < bytes.length && isScalarByte(bytes[end])) end++;
  if (end === start) throw new SyntaxError(`no JSON value at byte ${start}`);
  return { start, end };
}

/** The value at a path of member names; undefined when there is nothing at that path. */
export function findJsonSpan(bytes: Uint8Array, path: readonly string[]): Span | undefined {
  if (path.length === 0) return spanAt(bytes, 0);
  let span: Span | undefined = { start: spaceEnd(bytes, 0), end: bytes.length };
  for (const name of path) {
    if (span === undefined || bytes[span.start] !== OPEN_BRACE) return undefined;
    span = memberSpans(bytes, span.start).get(name);
  }
  return span;
}

/** Whether brackets are nested deeper than this. Almost every text has fewer brackets in all, which counting them settles. */
export function nestsDeeperThan(bytes: Uint8Array, limit: number): boolean {
  return countUpTo(bytes, OPEN_BRACE, limit + 1) + countUpTo(bytes, OPEN_BRACKET, limit + 1) > limit && nestingOf(bytes) > limit;
}

/** Whether a text holds more values than this. Strings aside, a comma or an opening bracket comes with each value. */
export function holdsMoreValuesThan(bytes: Uint8Array, limit: number): boolean {
  if (bytes.length <= limit) return false;
  let count = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) at = stringEnd(bytes, at) - 1;
    else if ((byte === COMMA || byte === OPEN_BRACE || byte === OPEN_BRACKET) && ++count > limit) return true;
  }
  return false;
}

function countUpTo(bytes: Uint8Array, byte: number, max: number): number {
  let count = 0;
  for (let at = bytes.indexOf(byte); at >= 0 && count < max; at = bytes.indexOf(byte, at + 1)) count++;
  return count;
}

/** How deeply the brackets of a text are nested: 1 for `{}`. Never throws. */
export function nestingOf(bytes: Uint8Array): number {
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) at = stringEnd(bytes, at) - 1;
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) deepest = Math.max(deepest, ++depth);
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) depth--;
  }
  return deepest;
}

function skipNested(bytes: Uint8Array, start: number): number {
  let depth = 0;
  for (let at = start; at < bytes.length; ) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      at = skipString(bytes, at);
      continue;
    }
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth++;
    else if ((byte === CLOSE_BRACE || byte === CLOSE_BRACKET) && --depth === 0) return at + 1;
    at++;
  }
  throw new SyntaxError(`the JSON value at byte ${start} is cut short`);
}

function skipString(bytes: Uint8Array, start: number): number {
  const end = stringEnd(bytes, start);
  if (end > bytes.length) throw new SyntaxError(`the JSON string at byte ${start} is cut short`);
  return end;
}

/** The offset behind the string that begins at `start`; beyond the bytes when it has no end. */
function stringEnd(bytes: Uint8Array, start: number): number {
  for (let at = start + 1; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === BACKSLASH) at++;
    else if (byte === QUOTE) return at + 1;
  }
  return bytes.length + 1;
}

/** What a number, `true`, `false` or `null` is made of: anything that neither ends a value nor is white space. */
function isScalarByte(byte: number | undefined): boolean {
  return byte !== COMMA && byte !== CLOSE_BRACE && byte !== CLOSE_BRACKET && byte !== COLON && byte !== QUOTE && !isSpace(byte);
}

function expect(bytes: Uint8Array, at: number, wanted: number): number {
  if (bytes[at] !== wanted) throw new SyntaxError(`expected ${String.fromCharCode(wanted)} at byte ${at}`);
  return at + 1;
}

/** Keys with escapes are rare but legal: `"ki\u006ed"` is `kind`. */
function keyText(bytes: Uint8Array, key: Span): string {
  const value: unknown = JSON.parse(decodeUtf8(bytes, key.start, key.end));
  if (typeof value !== "string") throw new SyntaxError(`expected a key at byte ${key.start}`);
  return value;
}
