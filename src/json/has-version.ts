import { decodeUtf8, encodeUtf8, equalLength, indexOfBytes } from "./bytes/bytes.js";
import { CLOSE_BRACE, COLON, COMMA, OPEN_BRACE, spaceEnd } from "./characters.js";
import { checkedStringEnd, checkedValueEnd, malformed } from "./check.js";

/**
 * Whether an object, which is known to be JSON, evidently has this resourceVersion: its bytes are checked only up to that field, and the
 * rest is searched for another one that would override it. False proves nothing: then read its head.
 */
export function hasVersion(bytes: Uint8Array, resourceVersion: string): boolean {
  const metadata = memberValue(bytes, spaceEnd(bytes, 0), metadataKey);
  const value = metadata === malformed ? malformed : memberValue(bytes, metadata, versionKey);
  if (value === malformed || decodeUtf8(bytes, value, checkedStringEnd(bytes, value)) !== JSON.stringify(resourceVersion)) return false;
  // Another spelling of a key would need an escape of this kind.
  return [metadataKey, versionKey].every((key) => indexOfBytes(bytes, key, value) < 0) && indexOfBytes(bytes, unicodeEscape, 0) < 0;
}

const metadataKey = encodeUtf8('"metadata"');
const versionKey = encodeUtf8('"resourceVersion"');
const unicodeEscape = encodeUtf8("\\u");

/** Where the value of the first member with this key begins, of the object at `start`; `malformed` where there is none. */
function memberValue(bytes: Uint8Array, start: number, wanted: Uint8Array): number {
  if (bytes[start] !== OPEN_BRACE) return malformed;
  let at = spaceEnd(bytes, start + 1);
  while (bytes[at] !== CLOSE_BRACE) {
    const keyEnd = checkedStringEnd(bytes, at);
    const colon = keyEnd === malformed ? malformed : spaceEnd(bytes, keyEnd);
    if (bytes[colon] !== COLON) return malformed;
    const value = spaceEnd(bytes, colon + 1);
    if (keyEnd - at === wanted.length && equalLength(bytes, at, wanted, 0) === wanted.length) return value;
    const end = checkedValueEnd(bytes, value);
    if (end === malformed) return malformed;
    const comma = spaceEnd(bytes, end);
    if (bytes[comma] !== COMMA) return malformed;
    at = spaceEnd(bytes, comma + 1);
  }
  return malformed;
}
