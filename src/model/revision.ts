import {
  concat,
  type DeltaStep,
  decodeUtf8,
  encodeUtf8,
  hasVersion,
  holdsMoreValuesThan,
  indexOfBytes,
  maxNesting,
  nestsDeeperThan,
  readHead,
  scanHead,
} from "../json/json.js";
import type { KubeObject } from "./kube-object.js";
import { headOfObject, headOfScan, type RevisionHead } from "./revision-head.js";

/**
 * The full state of one object at one resourceVersion: the JSON exactly as the API server sent it, as UTF-8 bytes.
 *
 * The bytes are the truth; they keep what `JSON.parse` does not (integers beyond 2^53, key order, repeated keys).
 * Head, text and object are made from them on first use and kept; code that keeps many revisions keeps them `withoutParsed`. One exception to "exactly":
 * items of a list come without `kind` and `apiVersion`, so the reader of lists puts these two first (see `withTypeMeta`).
 */
export class Revision {
  /** Its difference from an earlier revision, where that is known: a writer need not compute it again. */
  readonly change: (() => RevisionChange | undefined) | undefined;
  #bytes: Uint8Array | (() => Uint8Array);
  #text: string | undefined;
  #object: KubeObject | undefined;
  #head: RevisionHead | undefined;
  /** The head could not be read without parsing. */
  #wasParsed = false;

  /** A function is called for the bytes when they are first used; what it throws, the user of the bytes gets. */
  constructor(bytes: Uint8Array | (() => Uint8Array), object?: KubeObject, change?: () => RevisionChange | undefined) {
    this.change = change;
    this.#bytes = bytes;
    this.#object = object;
  }

  /** With a head that was read before. */
  static ofHead(bytes: Uint8Array, head: RevisionHead, change?: () => RevisionChange): Revision {
    const revision = new Revision(bytes, undefined, change);
    revision.#head = head;
    return revision;
  }

  static ofText(text: string): Revision {
    const revision = new Revision(new TextEncoder().encode(text));
    revision.#text = text;
    return revision;
  }

  static ofObject(object: KubeObject): Revision {
    return new Revision(new TextEncoder().encode(JSON.stringify(object)), object);
  }

  get bytes(): Uint8Array {
    if (typeof this.#bytes === "function") this.#bytes = this.#bytes();
    return this.#bytes;
  }

  /** How long the JSON is, as UTF-8. */
  get byteLength(): number {
    return this.bytes.length;
  }

  /** Its object and version, where possible without parsing. Throws `SyntaxError` when the bytes are not JSON. */
  get head(): RevisionHead {
    this.#head ??= this.#object === undefined ? (this.scan() ?? this.#readHead()) : headOfObject(this.#object);
    return this.#head;
  }

  /** The head, where a scan of the bytes finds it: undefined for what is not JSON, or is unusual. */
  scan(): RevisionHead | undefined {
    if (this.#head === undefined) {
      const head = scanHead(this.bytes);
      if (head !== undefined) this.#head = headOfScan(head);
    }
    return this.#head;
  }

  /** Whether the object has this resourceVersion; mostly known without a scan of all its bytes. They must be known to be JSON. */
  hasVersion(resourceVersion: string): boolean {
    if (this.#head === undefined && hasVersion(this.bytes, resourceVersion)) return true;
    return this.head.resourceVersion === resourceVersion;
  }

  /** Whether this text occurs anywhere in the bytes: where a field's name does not, the object lacks the field, which is known without parsing. */
  mentions(text: string): boolean {
    return indexOfBytes(this.bytes, encodeUtf8(text), 0) >= 0;
  }

  /**
   * The same without text and object, which take several times the memory of the bytes and are made again on use; and without its change, which keeps
   * an earlier revision in memory.
   */
  get withoutParsed(): Revision {
    if (this.#object === undefined && this.#text === undefined && this.change === undefined) return this;
    const copy = new Revision(this.#bytes);
    copy.#head = this.#head;
    return copy;
  }

  #readHead(): RevisionHead {
    const head = readHead(this.bytes);
    this.#wasParsed = head === undefined;
    return head === undefined ? headOfObject(this.object) : headOfScan(head);
  }

  /** Why no recording can hold it, for people; undefined for almost any. */
  get excess(): string | undefined {
    if (this.byteLength > maxRevisionBytes) return `its object is larger than ${maxRevisionBytes / 1024 / 1024} MiB`;
    // What was scanned is nested less. Each level takes two brackets.
    const mayBeDeep = (this.#head === undefined || this.#wasParsed) && this.byteLength > 2 * maxNesting;
    return mayBeDeep && nestsDeeperThan(this.bytes, maxNesting) ? `its object is nested more than ${maxNesting} deep` : undefined;
  }

  get text(): string {
    this.#text ??= decodeUtf8(this.bytes);
    return this.#text;
  }

  /**
   * Read-only: it is shared by all users of this revision. Of one that holds millions of values, only the envelope, and a field that says so: parsed they
   * take a hundred times the memory of their text. Throws `SyntaxError` when the bytes are not JSON.
   */
  get object(): KubeObject {
    this.#object ??= holdsMoreValuesThan(this.bytes, maxValues) ? this.#envelope() : parseObject(this.text);
    return this.#object;
  }

  #envelope(): KubeObject {
    const head = readHead(this.bytes);
    if (head === undefined) throw new SyntaxError("not a JSON object");
    const { apiVersion, kind, ...metadata } = head;
    const note = `it holds more than ${maxValues.toLocaleString("en")} values: too many to show`;
    return defined({ apiVersion, kind, metadata: defined(metadata), "too large": note }) as KubeObject;
  }
}

/** The largest revision that is recorded, stored and read: as large as the longest watch event that is read. */
export const maxRevisionBytes = 32 * 1024 * 1024;

export interface BorrowedRevision extends Pick<Revision, "text" | "object" | "byteLength" | "bytes"> {
  /** Where it differs from an earlier revision, where that is known without comparing them. */
  readonly edits?: (() => RevisionEdits | undefined) | undefined;
}

export type StrippedRevision = Pick<Revision, "object">;

export interface RevisionChange {
  /** The earlier revision of the same object: the sequence of its frame, or its bytes (compared by identity). */
  readonly base: number | Uint8Array;
  readonly steps: readonly DeltaStep[];
}

/** The parts of an earlier revision of the same object that a revision replaces. */
export interface RevisionEdits {
  /** The sequence of the frame with the earlier revision. */
  readonly base: number;
  /** In order, three numbers each: where it starts and ends in the earlier bytes, and how many bytes take its place. */
  readonly edits: readonly number[];
}

/**
 * Puts `kind` and `apiVersion` in front of a list item that lacks them. The rest stays byte for byte as sent.
 * `item` must be the text of a JSON object.
 */
export function withTypeMeta(
  item: Uint8Array,
  apiVersion: string,
  kind: string,
  lacks: { kind: boolean; apiVersion: boolean },
): Uint8Array {
  const members: string[] = [];
  if (lacks.kind) members.push(`"kind":${JSON.stringify(kind)}`);
  if (lacks.apiVersion) members.push(`"apiVersion":${JSON.stringify(apiVersion)}`);
  if (members.length === 0) return item;
  const rest = item.subarray(item.indexOf(openBrace) + 1);
  const empty = /^\s*\}\s*$/.test(decodeUtf8(rest, 0, Math.min(rest.length, 64)));
  return concat([encodeUtf8(`{${members.join(",")}${empty ? "" : ","}`), rest]);
}

const openBrace = 0x7b;

/** A hundred times what the largest objects known hold. */
const maxValues = 1_500_000;

function defined(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function parseObject(text: string): KubeObject {
  const value: unknown = JSON.parse(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new SyntaxError("not a JSON object");
  const meta = (value as { metadata?: unknown }).metadata;
  if (typeof meta !== "object" || meta === null) return { ...value, metadata: {} };
  return value as KubeObject;
}
