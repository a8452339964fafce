import { concat, type DeltaStep, decodeUtf8, encodeUtf8, hasVersion, indexOfBytes, scanHead } from "../json/json.js";
import type { KubeObject } from "./kube-object.js";
import { headOfObject, headOfScan, type RevisionHead } from "./revision-head.js";

/**
 * The full state of one object at one resourceVersion: the JSON exactly as the API server sent it, as UTF-8 bytes.
 *
 * The bytes are the truth; they survive what `JSON.parse` does not (integers beyond 2^53, key order, repeated keys).
 * Head, text and object are made from them on first use and kept; who keeps many revisions keeps them `bare`. One exception to "exactly": items of a list lack `kind` and
 * `apiVersion` on the wire, so the reader of lists puts these two first (see `withTypeMeta`).
 */
export class Revision {
  /** How its bytes are told as a change of an earlier frame's, where that is known: whoever writes them on need not find it again. */
  readonly change: (() => RevisionChange | undefined) | undefined;
  #bytes: Uint8Array | (() => Uint8Array);
  #text: string | undefined;
  #object: KubeObject | undefined;
  #head: RevisionHead | undefined;

  /** A function is called for the bytes when they are first looked at; what it throws, whoever looks gets. */
  constructor(bytes: Uint8Array | (() => Uint8Array), object?: KubeObject, change?: () => RevisionChange | undefined) {
    this.change = change;
    this.#bytes = bytes;
    this.#object = object;
  }

  /** One whose head was read already. */
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

  /** Who it is of and at which version, without parsing where that can be. Throws `SyntaxError` when the bytes are not JSON. */
  get head(): RevisionHead {
    this.#head ??= this.#object === undefined ? (this.scan() ?? headOfObject(this.object)) : headOfObject(this.#object);
    return this.#head;
  }

  /** The head, where going over the bytes tells it: undefined for what is no JSON, is nested deeply, or is otherwise unusual. */
  scan(): RevisionHead | undefined {
    if (this.#head === undefined) {
      const head = scanHead(this.bytes);
      if (head !== undefined) this.#head = headOfScan(head);
    }
    return this.#head;
  }

  /** Whether the object says that this is its resourceVersion; mostly known without going over all of it. It must be known to be JSON. */
  bears(resourceVersion: string): boolean {
    if (this.#head === undefined && hasVersion(this.bytes, resourceVersion)) return true;
    return this.head.resourceVersion === resourceVersion;
  }

  /** Whether this text occurs anywhere in the bytes: where a field's name does not, the object lacks the field, which is known without parsing. */
  mentions(text: string): boolean {
    return indexOfBytes(this.bytes, encodeUtf8(text), 0) >= 0;
  }

  /**
   * The same without text and object, which take several times the memory of the bytes and are made again when asked for; and without its change,
   * which holds on to an earlier revision.
   */
  get bare(): Revision {
    if (this.#object === undefined && this.#text === undefined && this.change === undefined) return this;
    const bare = new Revision(this.#bytes);
    bare.#head = this.#head;
    return bare;
  }

  get text(): string {
    this.#text ??= decodeUtf8(this.bytes);
    return this.#text;
  }

  /** Treat it as read-only: it is shared by all who look at this revision. Throws `SyntaxError` when the bytes are not JSON. */
  get object(): KubeObject {
    this.#object ??= parseObject(this.text);
    return this.#object;
  }
}

export type BorrowedRevision = Pick<Revision, "text" | "object" | "byteLength">;

export type StrippedRevision = Pick<Revision, "object">;

export interface RevisionChange {
  /** The earlier revision of the same object: the sequence of its frame, or the very bytes that it held (told by identity). */
  readonly base: number | Uint8Array;
  readonly steps: readonly DeltaStep[];
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

function parseObject(text: string): KubeObject {
  const value: unknown = JSON.parse(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new SyntaxError("not a JSON object");
  const meta = (value as { metadata?: unknown }).metadata;
  if (typeof meta !== "object" || meta === null) return { ...value, metadata: {} };
  return value as KubeObject;
}
