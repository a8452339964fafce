/**
 * What this program does with bytes where speed matters, so that rooms which also run in a browser need not name Node's classes. Node's own
 * functions are used where they exist (several times faster than a loop), a plain implementation elsewhere; both give the same results.
 */
export interface BytePort {
  /** Memory whose bytes may be any until they are written. */
  allocate(length: number): Uint8Array;
  encodeUtf8(text: string): Uint8Array;
  /** A byte order mark stays, and what is not UTF-8 becomes U+FFFD. Default: all of the bytes. */
  decodeUtf8(bytes: Uint8Array, start?: number, end?: number): string;
  decodeLatin1(bytes: Uint8Array, start: number, end: number): string;
  /** Characters outside the alphabet are skipped. */
  decodeBase64(text: string): Uint8Array;
  /** How many bytes `encodeUtf8` makes of a text. */
  utf8Length(text: string): number;
  concat(pieces: readonly Uint8Array[]): Uint8Array;
  /** Where `wanted` first occurs from `from` on; -1 where it does not. */
  indexOfBytes(bytes: Uint8Array, wanted: Uint8Array, from: number): number;
  /** How many bytes from `aStart` on equal those from `bStart` on. */
  equalLength(a: Uint8Array, aStart: number, b: Uint8Array, bStart: number): number;
}
