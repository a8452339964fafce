/** Bytes of text in UTF-8 that tell documents and lines apart. */
export const byteOf = {
  newline: 0x0a,
  carriageReturn: 0x0d,
  tab: 0x09,
  space: 0x20,
  quote: 0x22,
  comma: 0x2c,
  openBracket: 0x5b,
  backslash: 0x5c,
  closeBracket: 0x5d,
  openBrace: 0x7b,
  closeBrace: 0x7d,
  colon: 0x3a,
} as const;

/** White space, and what separates documents in an array. NULs are what a file that was cut or not written holds. */
export function isLayout(byte: number): boolean {
  return layout.has(byte);
}

/** With them a line that is not indented goes on with an object. */
export function continuesObject(byte: number): boolean {
  return continuing.has(byte);
}

const layout: ReadonlySet<number> = new Set([
  byteOf.space,
  byteOf.tab,
  byteOf.carriageReturn,
  byteOf.newline,
  byteOf.comma,
  byteOf.closeBracket,
  0,
]);
const continuing: ReadonlySet<number> = new Set([
  byteOf.carriageReturn,
  byteOf.quote,
  byteOf.comma,
  byteOf.colon,
  byteOf.closeBracket,
  byteOf.closeBrace,
]);
