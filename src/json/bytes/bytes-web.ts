import type { BytePort } from "./byte-port.js";

/** By what every browser offers. */
export const webBytes: BytePort = {
  allocate: (length) => new Uint8Array(length),
  encodeUtf8: (text) => new TextEncoder().encode(text),
  decodeUtf8: (bytes, start = 0, end = bytes.length) => utf8.decode(bytes.subarray(start, Math.max(start, end))),
  decodeLatin1: (bytes, start, end) => {
    let text = "";
    for (let at = start; at < Math.min(end, bytes.length); at++) text += String.fromCharCode(bytes[at] as number);
    return text;
  },
  decodeBase64,
  utf8Length: (text) => new TextEncoder().encode(text).length,
  concat: (pieces) => {
    const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
    let at = 0;
    for (const piece of pieces) {
      whole.set(piece, at);
      at += piece.length;
    }
    return whole;
  },
  indexOfBytes: (bytes, wanted, from) => {
    const [first] = wanted;
    if (first === undefined) return Math.min(from, bytes.length);
    for (let at = bytes.indexOf(first, from); at >= 0; at = bytes.indexOf(first, at + 1))
      if (wanted.every((byte, i) => bytes[at + i] === byte)) return at;
    return -1;
  },
  equalLength: (a, aStart, b, bStart) => {
    const limit = Math.min(a.length - aStart, b.length - bStart);
    let n = 0;
    while (n < limit && a[aStart + n] === b[bStart + n]) n++;
    return n;
  },
};

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** As lenient as Node: either alphabet, padding or none; the first `=` ends the text. */
function decodeBase64(text: string): Uint8Array {
  const digits = text
    .replace(/=.*$/s, "")
    .replaceAll("-", "+")
    .replaceAll("_", "/")
    .replace(/[^A-Za-z0-9+/]/g, "");
  const usable = digits.length % 4 === 1 ? digits.slice(0, -1) : digits;
  return Uint8Array.from(atob(usable), (character) => character.charCodeAt(0));
}
