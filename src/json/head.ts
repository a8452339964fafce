import { decodeUtf8 } from "./bytes/bytes.js";
import { BACKSLASH, CLOSE_BRACE, COLON, COMMA, OPEN_BRACE, QUOTE, spaceEnd } from "./characters.js";
import { checkedStringEnd, checkedValueEnd, malformed } from "./check.js";

/** The envelope of a Kubernetes object: the fields that identify it and its version. Undefined: the object does not have the field. */
export interface ObjectHead {
  readonly apiVersion: string | undefined;
  readonly kind: string | undefined;
  readonly name: string | undefined;
  readonly namespace: string | undefined;
  readonly uid: string | undefined;
  readonly resourceVersion: string | undefined;
}

/**
 * Reads the head of an object in one pass over its bytes, without making an object of them. The pass covers the whole text, so what has a head
 * is JSON.
 *
 * Undefined for what is not JSON, and for what is unusual: a key that is repeated or escaped where it could matter, a field of the head that is not
 * a plain string, no metadata. Parse those.
 */
export function scanHead(bytes: Uint8Array): ObjectHead | undefined {
  const found = new FoundFields();
  const end = scanMembers(bytes, spaceEnd(bytes, 0), found, false);
  if (end === malformed || spaceEnd(bytes, end) !== bytes.length || !found.hasMetadata) return undefined;
  return found;
}

/**
 * The head of any object, as parsing it would give: the last of repeated keys, escapes in keys and values decoded; a field that is not a string counts
 * as absent. Slower than `scanHead`, but unlike parsing in memory that does not grow with the object. Undefined where the text is not an object in JSON.
 */
export function readHead(bytes: Uint8Array): ObjectHead | undefined {
  const head: { -readonly [field in keyof ObjectHead]: ObjectHead[field] } = new FoundFields();
  const take = (names: readonly (keyof ObjectHead)[], key: string, start: number, end: number) => {
    const name = names.find((each) => each === key);
    if (name !== undefined) head[name] = bytes[start] === QUOTE ? (JSON.parse(decodeUtf8(bytes, start, end)) as string) : undefined;
  };
  const end = visitMembers(bytes, spaceEnd(bytes, 0), (key, start, valueEnd) => {
    take(["apiVersion", "kind"], key, start, valueEnd);
    if (key !== "metadata") return;
    for (const name of metadataNames) head[name] = undefined;
    visitMembers(bytes, start, (inner, innerStart, innerEnd) => take(metadataNames, inner, innerStart, innerEnd));
  });
  return end === malformed || spaceEnd(bytes, end) !== bytes.length ? undefined : head;
}

const metadataNames = ["name", "namespace", "uid", "resourceVersion"] as const;
/** With six characters for each of `resourceVersion`. */
const maxKeyBytes = 2 + 6 * 15;

/** Calls for each member that can be one of a head. The offset behind the object, or `malformed`. */
function visitMembers(bytes: Uint8Array, start: number, visit: (key: string, start: number, end: number) => void): number {
  if (bytes[start] !== OPEN_BRACE) return malformed;
  let at = spaceEnd(bytes, start + 1);
  if (bytes[at] === CLOSE_BRACE) return at + 1;
  for (;;) {
    const stop = checkedStringEnd(bytes, at);
    const colon = stop === malformed ? malformed : spaceEnd(bytes, stop);
    if (bytes[colon] !== COLON) return malformed;
    const value = spaceEnd(bytes, colon + 1);
    const end = checkedValueEnd(bytes, value);
    if (end === malformed) return malformed;
    if (stop - at <= maxKeyBytes) visit(JSON.parse(decodeUtf8(bytes, at, stop)) as string, value, end);
    at = spaceEnd(bytes, end);
    if (bytes[at] === CLOSE_BRACE) return at + 1;
    if (bytes[at] !== COMMA) return malformed;
    at = spaceEnd(bytes, at + 1);
  }
}

class FoundFields implements ObjectHead {
  hasMetadata = false;
  apiVersion: string | undefined = undefined;
  kind: string | undefined = undefined;
  name: string | undefined = undefined;
  namespace: string | undefined = undefined;
  uid: string | undefined = undefined;
  resourceVersion: string | undefined = undefined;
}

/** Scans the members of the object at `start` and keeps the fields of the head. The offset behind it, or `malformed`. */
function scanMembers(bytes: Uint8Array, start: number, found: FoundFields, inMetadata: boolean): number {
  if (bytes[start] !== OPEN_BRACE) return malformed;
  let at = spaceEnd(bytes, start + 1);
  if (bytes[at] === CLOSE_BRACE) return at + 1;
  for (;;) {
    const keyEnd = checkedStringEnd(bytes, at);
    if (keyEnd === malformed) return malformed;
    const colon = spaceEnd(bytes, keyEnd);
    if (bytes[colon] !== COLON) return malformed;
    const key = headKeyIn(bytes, at, keyEnd, inMetadata ? metadataKeys : topKeys);
    if (key === escaped) return malformed;
    const end = scanValue(bytes, spaceEnd(bytes, colon + 1), key, found);
    if (end === malformed) return malformed;
    at = spaceEnd(bytes, end);
    if (bytes[at] === CLOSE_BRACE) return at + 1;
    if (bytes[at] !== COMMA) return malformed;
    at = spaceEnd(bytes, at + 1);
  }
}

function scanValue(bytes: Uint8Array, at: number, key: HeadKey | undefined, found: FoundFields): number {
  if (key === undefined) return checkedValueEnd(bytes, at);
  if (key === "metadata") {
    if (found.hasMetadata) return malformed;
    found.hasMetadata = true;
    return scanMembers(bytes, at, found, true);
  }
  const end = checkedStringEnd(bytes, at);
  if (end === malformed || found[key] !== undefined || hasEscape(bytes, at, end)) return malformed;
  found[key] = decodeUtf8(bytes, at + 1, end - 1);
  return end;
}

/** A key of the head, at the top of the object or in its metadata. */
export type HeadKey = keyof ObjectHead | "metadata";

interface Key {
  readonly name: HeadKey;
  readonly bytes: Uint8Array;
}

export const topKeys = keys("apiVersion", "kind", "metadata");
export const metadataKeys = keys("name", "namespace", "uid", "resourceVersion");

function keys(...names: readonly HeadKey[]): readonly Key[] {
  return names.map((name) => ({ name, bytes: new TextEncoder().encode(name) }));
}

/** A key with an escape in it, which may be one of the head's. */
export const escaped: unique symbol = Symbol("escaped");

/** Which of these keys the string from `start` to `end`, quotes included, is; undefined for any other key. */
export function headKeyIn(bytes: Uint8Array, start: number, end: number, among: readonly Key[]): HeadKey | undefined | typeof escaped {
  const length = end - start - 2;
  for (const key of among) if (key.bytes.length === length && hasBytesAt(bytes, start + 1, key.bytes)) return key.name;
  return hasEscape(bytes, start, end) ? escaped : undefined;
}

function hasBytesAt(bytes: Uint8Array, at: number, wanted: Uint8Array): boolean {
  for (let i = 0; i < wanted.length; i++) if (bytes[at + i] !== wanted[i]) return false;
  return true;
}

function hasEscape(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] === BACKSLASH) return true;
  return false;
}
