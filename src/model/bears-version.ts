import { CLOSE_BRACE, COLON, COMMA, checkedStringEnd, checkedValueEnd, malformed, OPEN_BRACE, spaceEnd } from "./json-check.js";

/**
 * Whether an object, which is known to be JSON, is seen at a glance to bear this resourceVersion: its bytes are gone over only as far as that
 * stands, and the rest is searched for another that would count instead. False proves nothing: then its head says.
 */
export function hasVersion(text: Uint8Array, resourceVersion: string): boolean {
  const bytes = Buffer.isBuffer(text) ? text : Buffer.from(text.buffer, text.byteOffset, text.byteLength);
  const metadata = memberValue(bytes, spaceEnd(bytes, 0), metadataKey);
  const value = metadata === malformed ? malformed : memberValue(bytes, metadata, versionKey);
  if (value === malformed || bytes.toString("utf8", value, checkedStringEnd(bytes, value)) !== JSON.stringify(resourceVersion))
    return false;
  // A key can be written otherwise only with an escape of this kind.
  return [metadataKey, versionKey].every((key) => bytes.indexOf(key, value) < 0) && bytes.indexOf(unicodeEscape) < 0;
}

const metadataKey = Buffer.from('"metadata"');
const versionKey = Buffer.from('"resourceVersion"');
const unicodeEscape = Buffer.from("\\u");

/** Where the value of the first member with this key begins, of the object that begins at `start`; `malformed` where there is none. */
function memberValue(bytes: Buffer, start: number, wanted: Buffer): number {
  if (bytes[start] !== OPEN_BRACE) return malformed;
  let at = spaceEnd(bytes, start + 1);
  while (bytes[at] !== CLOSE_BRACE) {
    const keyEnd = checkedStringEnd(bytes, at);
    const colon = keyEnd === malformed ? malformed : spaceEnd(bytes, keyEnd);
    if (bytes[colon] !== COLON) return malformed;
    const value = spaceEnd(bytes, colon + 1);
    if (keyEnd - at === wanted.length && wanted.compare(bytes, at, keyEnd) === 0) return value;
    const end = checkedValueEnd(bytes, value);
    if (end === malformed) return malformed;
    const comma = spaceEnd(bytes, end);
    if (bytes[comma] !== COMMA) return malformed;
    at = spaceEnd(bytes, comma + 1);
  }
  return malformed;
}
