import {
  BACKSLASH,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  MINUS,
  OPEN_BRACE,
  OPEN_BRACKET,
  PLUS,
  POINT,
  QUOTE,
  SLASH,
  SPACE,
  spaceEnd,
  ZERO,
} from "./characters.js";

/**
 * Checks JSON in bytes, at about a nanosecond a byte, without building values.
 *
 * Stricter than spans.ts, which trusts its text: what is accepted here, `JSON.parse` accepts (RFC 8259; bytes that are not UTF-8 are accepted, as
 * decoding turns them into U+FFFD). The reverse does not hold: nesting beyond `maxNesting` is refused.
 * Every function returns the offset behind what it checked, or `malformed`. An offset beyond the end of the bytes holds `undefined`, which is not a
 * byte of JSON, so the end needs no test of its own.
 */
export const malformed = -1;

/** How many open brackets the bits of one number hold: far more than almost any API object has. */
export const maxOpenBrackets = 30;
/** API servers accept objects nested 10,000 deep (Go's decoder refuses more), and lists and watch events put a few brackets around them. */
export const maxNesting = 400 * maxOpenBrackets;

/** The offset behind the value that begins at `at`. */
export function checkedValueEnd(bytes: Uint8Array, at: number): number {
  const first = bytes[at];
  if (first === QUOTE) return checkedStringEnd(bytes, at);
  if (first === OPEN_BRACE || first === OPEN_BRACKET) return nestedEnd(bytes, at);
  return scalarEnd(bytes, at);
}

/** The offset behind the string that begins at `at`. */
export function checkedStringEnd(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== QUOTE) return malformed;
  const { length } = bytes;
  for (let end = at + 1; end < length; end++) {
    // The loop condition makes it a number; most bytes are letters, which this test settles at once.
    const byte = bytes[end] as number;
    if (byte > BACKSLASH) continue;
    if (byte === QUOTE) return end + 1;
    if (byte < SPACE) return malformed;
    if (byte !== BACKSLASH) continue;
    end = escapeEnd(bytes, end + 1);
    if (end < 0) return malformed;
  }
  return malformed;
}

/** The offset behind the object or array that begins at `start`. Does not recurse. */
function nestedEnd(bytes: Uint8Array, start: number): number {
  /** One bit for each open bracket, the innermost lowest: 1 for an object. A leading 1 marks where they begin. */
  let open = 1;
  /** What is open around these where one number does not hold them all; the outermost first. */
  let outer: number[] | undefined;
  let at = start;
  for (;;) {
    // A value is expected.
    const first = bytes[at];
    if (first === OPEN_BRACE || first === OPEN_BRACKET) {
      if (open >= 1 << maxOpenBrackets) {
        outer ??= [];
        if (outer.push(open) >= maxNesting / maxOpenBrackets) return malformed;
        open = 1;
      }
      open = (open << 1) | (first === OPEN_BRACE ? 1 : 0);
      at = spaceEnd(bytes, at + 1);
      if (bytes[at] !== (first === OPEN_BRACE ? CLOSE_BRACE : CLOSE_BRACKET)) {
        if (first === OPEN_BRACE) at = keyEnd(bytes, at);
        if (at < 0) return malformed;
        continue;
      }
    } else {
      at = spaceEnd(bytes, first === QUOTE ? checkedStringEnd(bytes, at) : scalarEnd(bytes, at));
      if (at < 0) return malformed;
    }
    // A value has ended, or an empty object or array is about to: brackets close until a comma comes.
    while (bytes[at] !== COMMA) {
      if (bytes[at] !== ((open & 1) === 1 ? CLOSE_BRACE : CLOSE_BRACKET)) return malformed;
      open >>= 1;
      if (open === 1) {
        const around = outer?.pop();
        if (around === undefined) return at + 1;
        open = around;
      }
      at = spaceEnd(bytes, at + 1);
    }
    at = spaceEnd(bytes, at + 1);
    if ((open & 1) === 1) at = keyEnd(bytes, at);
    if (at < 0) return malformed;
  }
}

/** Where the value begins whose key begins at `at`. */
export function keyEnd(bytes: Uint8Array, at: number): number {
  const end = checkedStringEnd(bytes, at);
  if (end < 0) return malformed;
  const colon = spaceEnd(bytes, end);
  return bytes[colon] === COLON ? spaceEnd(bytes, colon + 1) : malformed;
}

/** The offset of the last byte of the escape whose letter is at `at`. */
function escapeEnd(bytes: Uint8Array, at: number): number {
  const letter = bytes[at];
  if (letter === QUOTE || letter === BACKSLASH || letter === SLASH) return at;
  if (letter === 0x62 || letter === 0x66 || letter === 0x6e || letter === 0x72 || letter === 0x74) return at;
  if (letter !== 0x75) return malformed;
  for (let digit = at + 1; digit <= at + 4; digit++) if (!isHexDigit(bytes[digit])) return malformed;
  return at + 4;
}

/** The offset behind the number, `true`, `false` or `null` that begins at `at`. */
export function scalarEnd(bytes: Uint8Array, at: number): number {
  switch (bytes[at]) {
    case 0x74:
      return wordEnd(bytes, at, TRUE);
    case 0x66:
      return wordEnd(bytes, at, FALSE);
    case 0x6e:
      return wordEnd(bytes, at, NULL);
    default:
      return numberEnd(bytes, at);
  }
}

const TRUE = [0x74, 0x72, 0x75, 0x65] as const;
const FALSE = [0x66, 0x61, 0x6c, 0x73, 0x65] as const;
const NULL = [0x6e, 0x75, 0x6c, 0x6c] as const;

function wordEnd(bytes: Uint8Array, at: number, word: readonly number[]): number {
  for (let i = 0; i < word.length; i++) if (bytes[at + i] !== word[i]) return malformed;
  return at + word.length;
}

function numberEnd(bytes: Uint8Array, start: number): number {
  const first = bytes[start] === MINUS ? start + 1 : start;
  let at = digitsEnd(bytes, first);
  // No digits, or more behind a leading zero.
  if (at === first || (bytes[first] === ZERO && at > first + 1)) return malformed;
  if (bytes[at] === POINT) {
    const fraction = at + 1;
    at = digitsEnd(bytes, fraction);
    if (at === fraction) return malformed;
  }
  if (bytes[at] !== 0x65 && bytes[at] !== 0x45) return at;
  const exponent = bytes[at + 1] === PLUS || bytes[at + 1] === MINUS ? at + 2 : at + 1;
  at = digitsEnd(bytes, exponent);
  return at === exponent ? malformed : at;
}

function digitsEnd(bytes: Uint8Array, from: number): number {
  let at = from;
  while (isDigit(bytes[at])) at++;
  return at;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= 0x39;
}

function isHexDigit(byte: number | undefined): boolean {
  return isDigit(byte) || (byte !== undefined && ((byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66)));
}
