import { decodeLatin1 } from "../bytes/bytes.js";
import { QUOTE } from "../characters.js";
import { type escaped, type HeadKey, headKeyIn, metadataKeys, type ObjectHead, topKeys } from "../head.js";
import { openAtTop, openBelowTop, TokenCursor } from "./token-cursor.js";
import { TokenOffsets } from "./token-offsets.js";

/** What is known of the text of an object's last revision, so that of the next one only what differs need be read. Moves on with each revision. */
export class ScannedText {
  bytes: Uint8Array;
  view: DataView;
  head: ObjectHead;
  /** Where the member `resourceVersion` of its metadata begins. */
  versionAt: number;
  /** All tokens of the text. */
  readonly tokens: TokenOffsets;

  constructor(bytes: Uint8Array, head: ObjectHead, tokens: TokenOffsets, versionAt: number) {
    this.bytes = bytes;
    this.view = viewOf(bytes);
    this.head = head;
    this.tokens = tokens;
    this.versionAt = versionAt;
  }
}

/** Reads all tokens of a text whose head is known. Undefined where the text is unusual: its successors must be read whole, too. */
export function readTokens(bytes: Uint8Array, head: ObjectHead): ScannedText | undefined {
  const cursor = new TokenCursor(bytes);
  if (!cursor.enter()) return undefined;
  const found = new TokenOffsets();
  let versionAt = -1;
  let inMetadata = false;
  while (!cursor.ended) {
    const { at, open } = cursor;
    found.add(at, open);
    const key = headKeyAt(bytes, at, open);
    if (open === openAtTop) inMetadata = key === "metadata";
    if (inMetadata && key === "resourceVersion") versionAt = at;
    if (!cursor.next()) return undefined;
  }
  if (versionAt < 0) return undefined;
  const tokens = new TokenOffsets();
  tokens.copyFrom(found);
  return new ScannedText(bytes, head, tokens, versionAt);
}

/** Which key of a head begins at `at`; undefined for any other, and where the open brackets rule them out. */
export function headKeyAt(bytes: Uint8Array, at: number, open: number): HeadKey | typeof escaped | undefined {
  if (open !== openAtTop && open !== openBelowTop) return undefined;
  let end = at + 1;
  while (end < bytes.length && bytes[end] !== QUOTE) end++;
  return headKeyIn(bytes, at, end + 1, open === openAtTop ? topKeys : metadataKeys);
}

/** The value of the member `resourceVersion` at `at`, where it is written as by every API server known: without spaces or escapes. */
export function plainVersionAt(bytes: Uint8Array, at: number): string | undefined {
  const member = decodeLatin1(bytes, at, Math.min(at + maxMemberBytes, bytes.length));
  return /^"resourceVersion":"([\w.-]*)"/.exec(member)?.[1];
}

/** With its key: enough for a number of 64 bits. */
const maxMemberBytes = 64;

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
