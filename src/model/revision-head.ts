import { BACKSLASH, CLOSE_BRACE, COLON, COMMA, checkedStringEnd, checkedValueEnd, malformed, OPEN_BRACE, spaceEnd } from "./json-check.js";
import { type KubeObject, type ObjectRef, type RefFields, refOf, refOfFields } from "./kube-object.js";

/** What the envelope of a revision says: enough to record it without knowing the rest. */
export interface RevisionHead {
  readonly ref: ObjectRef;
  /** "" for the rare object that bears none. */
  readonly resourceVersion: string;
}

/**
 * Reads the head of an object in one pass over its bytes, without making an object of them. It goes over all of the text, so what has a head
 * is JSON.
 *
 * Undefined for what is no JSON, and for what is unusual: a key that is repeated or escaped where it could matter, a name that is no plain
 * string, no metadata. `refOf` of the parsed object judges those.
 */
export function scanHead(text: Uint8Array): RevisionHead | undefined {
  // One view for all the names that are read from it.
  const bytes = Buffer.isBuffer(text) ? text : Buffer.from(text.buffer, text.byteOffset, text.byteLength);
  const found = new HeadFields();
  const end = scanMembers(bytes, spaceEnd(bytes, 0), found, false);
  if (end === malformed || spaceEnd(bytes, end) !== bytes.length || !found.hasMetadata) return undefined;
  return { ref: refOfFields(found), resourceVersion: found.resourceVersion ?? "" };
}

/** The head of an object that was parsed. */
export function headOf(object: KubeObject): RevisionHead {
  const { resourceVersion } = object.metadata as { readonly resourceVersion?: unknown };
  return { ref: refOf(object), resourceVersion: typeof resourceVersion === "string" ? resourceVersion : "" };
}

class HeadFields implements RefFields {
  hasMetadata = false;
  apiVersion: string | undefined = undefined;
  kind: string | undefined = undefined;
  name: string | undefined = undefined;
  namespace: string | undefined = undefined;
  uid: string | undefined = undefined;
  resourceVersion: string | undefined = undefined;
}

/** The keys that matter at the top, and those of metadata. */
export const topKeys = keys("apiVersion", "kind", "metadata");
export const metadataKeys = keys("name", "namespace", "uid", "resourceVersion");

/** Goes over the members of the object at `start` and takes from them what matters. The place behind it, or `malformed`. */
function scanMembers(bytes: Buffer, start: number, found: HeadFields, inMetadata: boolean): number {
  if (bytes[start] !== OPEN_BRACE) return malformed;
  let at = spaceEnd(bytes, start + 1);
  if (bytes[at] === CLOSE_BRACE) return at + 1;
  for (;;) {
    const keyEnd = checkedStringEnd(bytes, at);
    if (keyEnd === malformed) return malformed;
    const colon = spaceEnd(bytes, keyEnd);
    if (bytes[colon] !== COLON) return malformed;
    const key = keyAt(bytes, at, keyEnd, inMetadata ? metadataKeys : topKeys);
    if (key === escaped) return malformed;
    const end = scanValue(bytes, spaceEnd(bytes, colon + 1), key, found);
    if (end === malformed) return malformed;
    at = spaceEnd(bytes, end);
    if (bytes[at] === CLOSE_BRACE) return at + 1;
    if (bytes[at] !== COMMA) return malformed;
    at = spaceEnd(bytes, at + 1);
  }
}

function scanValue(bytes: Buffer, at: number, key: HeadKey | undefined, found: HeadFields): number {
  if (key === undefined) return checkedValueEnd(bytes, at);
  if (key === "metadata") {
    if (found.hasMetadata) return malformed;
    found.hasMetadata = true;
    return scanMembers(bytes, at, found, true);
  }
  const end = checkedStringEnd(bytes, at);
  if (end === malformed || found[key] !== undefined) return malformed;
  found[key] = plainText(bytes, at + 1, end - 1);
  return found[key] === undefined ? malformed : end;
}

export type HeadKey = "apiVersion" | "kind" | "metadata" | "name" | "namespace" | "uid" | "resourceVersion";

interface Key {
  readonly name: HeadKey;
  readonly bytes: Uint8Array;
}

function keys(...names: readonly HeadKey[]): readonly Key[] {
  return names.map((name) => ({ name, bytes: Buffer.from(name) }));
}

/** An escape in a key, which may make it one of those that matter. */
export const escaped: unique symbol = Symbol("escaped");

/** Which key stands, with its quotes, between two places. */
export function keyAt(bytes: Uint8Array, start: number, end: number, among: readonly Key[]): HeadKey | undefined | typeof escaped {
  const length = end - start - 2;
  for (const key of among) if (key.bytes.length === length && standsAt(bytes, start + 1, key.bytes)) return key.name;
  return hasEscape(bytes, start, end) ? escaped : undefined;
}

function standsAt(bytes: Uint8Array, at: number, text: Uint8Array): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text[i]) return false;
  return true;
}

function hasEscape(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at] === BACKSLASH) return true;
  return false;
}

/** Undefined when it is written with an escape. */
function plainText(bytes: Buffer, start: number, end: number): string | undefined {
  if (hasEscape(bytes, start, end)) return undefined;
  return bytes.toString("utf8", start, end);
}
