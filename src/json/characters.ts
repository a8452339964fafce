/** The bytes that have a meaning in JSON (RFC 8259). */
export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const COLON = 0x3a;
export const BACKSLASH = 0x5c;
export const SLASH = 0x2f;
export const OPEN_BRACE = 0x7b;
export const CLOSE_BRACE = 0x7d;
export const OPEN_BRACKET = 0x5b;
export const CLOSE_BRACKET = 0x5d;
export const SPACE = 0x20;
export const NEWLINE = 0x0a;
const RETURN = 0x0d;
const TAB = 0x09;
export const PLUS = 0x2b;
export const MINUS = 0x2d;
export const POINT = 0x2e;
export const ZERO = 0x30;

/** White space between JSON tokens. Beyond the end of the bytes is `undefined`, which is none. */
export function isSpace(byte: number | undefined): boolean {
  return byte !== undefined && byte <= SPACE && (byte === SPACE || byte === NEWLINE || byte === RETURN || byte === TAB);
}

/** The first offset from `from` on that is not white space. */
export function spaceEnd(bytes: Uint8Array, from: number): number {
  let at = from;
  while (isSpace(bytes[at])) at++;
  return at;
}
