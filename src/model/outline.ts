import type { TokenSource } from "./beginnings-ahead.js";
import { QUOTE } from "./json-check.js";
import { JsonCursor, openAtTop, openBelowTop } from "./json-cursor.js";
import { type escaped, type HeadKey, keyAt, metadataKeys, type RevisionHead, topKeys } from "./revision-head.js";

/** What is known of the text of an object's last revision, so that the next one need be looked at only where it differs. Moves on with it. */
export class OutlinedText {
  bytes: Buffer;
  view: DataView;
  head: RevisionHead;
  /** Where the member `resourceVersion` of its metadata begins. */
  versionAt: number;
  /** All beginnings of the text (see `JsonCursor`), in order. */
  readonly places: TokenOffsets;

  constructor(bytes: Buffer, head: RevisionHead, places: TokenOffsets, versionAt: number) {
    this.bytes = bytes;
    this.view = viewOf(bytes);
    this.head = head;
    this.places = places;
    this.versionAt = versionAt;
  }
}

/** Looks through all of a text, whose head was read by `scanHead`. Undefined where it is unusual: its successors must be looked through too. */
export function outlined(bytes: Buffer, head: RevisionHead): OutlinedText | undefined {
  const cursor = new JsonCursor(bytes);
  if (!cursor.enter()) return undefined;
  scratch.clear();
  let versionAt = -1;
  let inMetadata = false;
  while (!cursor.ended) {
    const { at, open } = cursor;
    scratch.add(at, open);
    const key = headKeyAt(bytes, at, open);
    if (open === openAtTop) inMetadata = key === "metadata";
    if (inMetadata && key === "resourceVersion") versionAt = at;
    if (!cursor.next()) return undefined;
  }
  if (versionAt < 0) return undefined;
  const places = new TokenOffsets();
  places.copyFrom(scratch);
  return new OutlinedText(bytes, head, places, versionAt);
}

/** Beginnings of a text, each with the brackets that are open there. */
export class TokenOffsets {
  /** In turns a place and its brackets. */
  #numbers = new Int32Array(0);
  count = 0;

  at(index: number): number {
    return this.#numbers[index * 2] as number;
  }

  open(index: number): number {
    return this.#numbers[index * 2 + 1] as number;
  }

  clear(): void {
    this.count = 0;
  }

  dropLast(): void {
    this.count--;
  }

  add(at: number, open: number): void {
    if (this.count * 2 === this.#numbers.length) this.#grow(this.count * 4 + 512);
    this.#numbers[this.count * 2] = at;
    this.#numbers[this.count * 2 + 1] = open;
    this.count++;
  }

  /** Those of another text from this index to before `end` in that text, which lie so much further on in this one. Returns the index behind them. */
  addShifted(others: TokenOffsets, index: number, end: number, shift: number): number {
    let i = index;
    for (; i < others.count && others.at(i) < end; i++) this.add(others.at(i) + shift, others.open(i));
    return i;
  }

  /** Becomes the same as others; takes little more memory than they need. */
  copyFrom(others: TokenOffsets): void {
    const length = others.count * 2;
    if (length > this.#numbers.length) this.#numbers = new Int32Array(length + (length >> 3));
    for (let i = 0; i < length; i++) this.#numbers[i] = others.#numbers[i] as number;
    this.count = others.count;
  }

  #grow(length: number): void {
    const larger = new Int32Array(length);
    larger.set(this.#numbers);
    this.#numbers = larger;
  }
}

/** Goes along an outline. */
export class TokenOffsetsCursor implements TokenSource {
  places = new TokenOffsets();
  at = 0;
  open = 0;
  ended = true;
  #index = 0;

  placeAt(index: number): void {
    this.#index = index;
    this.at = this.places.at(index);
    this.open = this.places.open(index);
    this.ended = false;
  }

  next(): boolean {
    if (this.#index + 1 < this.places.count) this.placeAt(this.#index + 1);
    else this.ended = true;
    return true;
  }
}

/** Kept from text to text. */
const scratch = new TokenOffsets();

/** Which key of a head begins at `at`; undefined for any other, and where none of them could stand with these brackets open. */
export function headKeyAt(bytes: Uint8Array, at: number, open: number): HeadKey | typeof escaped | undefined {
  if (open !== openAtTop && open !== openBelowTop) return undefined;
  let end = at + 1;
  while (end < bytes.length && bytes[end] !== QUOTE) end++;
  return keyAt(bytes, at, end + 1, open === openAtTop ? topKeys : metadataKeys);
}

/** The value of the member `resourceVersion` that begins at `at`, where it is written as in every version known, without spaces or escapes. */
export function plainVersionAt(bytes: Uint8Array, at: number): string | undefined {
  const member = Buffer.from(bytes.buffer, bytes.byteOffset + at, Math.min(maxVersion, bytes.length - at)).toString("latin1");
  return /^"resourceVersion":"([\w.-]*)"/.exec(member)?.[1];
}

/** With its key: enough for a number of 64 bits. */
const maxVersion = 64;

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
