import { gunzipSync, inflateSync } from "node:zlib";

const maxUnpackedBytes = 1024 * 1024;

/** A text, and what it and the words in it may be an encoding of: percent escapes, base64, base64url, hex, each perhaps compressed. Texts beyond `maxLength` are not looked into. */
export function* readingsOf(text: string, depth: number, maxLength: number): Generator<string> {
  yield text;
  if (depth === 0 || text.length > maxLength) return;
  if (/%[0-9a-f]{2}/i.test(text)) yield* readingsOf(percentDecoded(text), depth - 1, maxLength);
  const words = new Set([text.replace(/\s+/g, ""), ...encodedWords.flatMap((word) => text.match(word) ?? [])]);
  for (const word of words) {
    if (/^[A-Za-z0-9+/_-]{6,}[=.]{0,2}$/.test(word)) yield* decodedReadings(Buffer.from(word, "base64"), depth - 1, maxLength);
    if (/^([0-9a-f]{2}){3,}$/i.test(word)) yield* decodedReadings(Buffer.from(word, "hex"), depth - 1, maxLength);
  }
}

/** Words of base64 and base64url; a dash or a slash may also separate two. */
const encodedWords = [/[A-Za-z0-9+/_-]{6,}/g, /[A-Za-z0-9+/]{6,}/g, /[A-Za-z0-9_-]{6,}/g, /[A-Za-z0-9]{6,}/g];

function* decodedReadings(bytes: Buffer, depth: number, maxLength: number): Generator<string> {
  const text = textIn(unpacked(bytes));
  if (text !== undefined) yield* readingsOf(text, depth, maxLength);
}

function unpacked(bytes: Buffer): Buffer {
  try {
    if (bytes[0] === 0x1f && bytes[1] === 0x8b) return gunzipSync(bytes, { maxOutputLength: maxUnpackedBytes });
    if (bytes[0] === 0x78) return inflateSync(bytes, { maxOutputLength: maxUnpackedBytes });
  } catch {
    // It only looks compressed.
  }
  return bytes;
}

/** What base64, base64url or hex of a text says; undefined for what is no text. */
export function decodedText(word: string, encoding: "base64" | "hex"): string | undefined {
  return textIn(unpacked(Buffer.from(word, encoding)));
}

/** Undefined for bytes that are no text. */
export function textIn(bytes: Buffer): string | undefined {
  const text = bytes.toString("utf8");
  return text.includes("\ufffd") ? undefined : text;
}

export function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replace(/\+/g, " "));
  } catch {
    return text;
  }
}
