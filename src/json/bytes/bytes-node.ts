import type { BytePort } from "./byte-port.js";

/** By Node's `Buffer`; undefined where there is none. The only file of the portable rooms that names it. */
export const nodeBytes: BytePort | undefined = (globalThis.Buffer as typeof Buffer | undefined) && {
  allocate: (length) => Buffer.allocUnsafeSlow(length),
  encodeUtf8: (text) => Buffer.from(text),
  decodeUtf8: (bytes, start = 0, end = bytes.length) => asBuffer(bytes).toString("utf8", start, end),
  decodeLatin1: (bytes, start, end) => asBuffer(bytes).toString("latin1", start, end),
  decodeBase64: (text) => Buffer.from(text, "base64"),
  utf8Length: (text) => Buffer.byteLength(text),
  concat: (pieces) => Buffer.concat(pieces),
  indexOfBytes: (bytes, wanted, from) => asBuffer(bytes).indexOf(wanted, from),
  equalLength: (a, aStart, b, bStart) => equalLength(asBuffer(a), aStart, b, bStart),
};

/** The same memory. Almost all bytes are a Buffer already. */
function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Compares windows that double while they are equal; the first that differs is narrowed down by quarters, and its last bytes one by one. */
function equalLength(a: Buffer, aStart: number, b: Uint8Array, bStart: number): number {
  const limit = Math.min(a.length - aStart, b.length - bStart);
  let n = 0;
  let size = 128;
  let differs = false;
  while (n < limit && size > 16) {
    const end = Math.min(n + size, limit);
    if (a.compare(b, bStart + n, bStart + end, aStart + n, aStart + end) !== 0) {
      differs = true;
      size >>= 2;
      continue;
    }
    n = end;
    if (!differs) size *= 2;
  }
  while (n < limit && a[aStart + n] === b[bStart + n]) n++;
  return n;
}
