import { createHmac } from "node:crypto";
import type { KubeObject } from "../model/kube-object.js";
import { Revision } from "../model/revision.js";

/**
 * Removes the values of a Secret: each value of `data` and `stringData` becomes a keyed digest of its bytes with its length, so that
 * changed and equal values are still visible. The same applies to their copies in annotations (`last-applied-configuration` holds the whole
 * Secret).
 *
 * The key belongs to one store and is never exported, so nobody who has the recording can test guesses. Returns revisions of other kinds
 * unchanged. Must be called before a revision is stored anywhere.
 */
export function redactSecret(revision: Revision, key: Uint8Array): Revision {
  const { kind, apiVersion } = revision.head.ref;
  if (kind !== "Secret" || apiVersion !== "v1") return revision;
  return Revision.ofObject(new SecretRedaction(key).redact(revision.object));
}

type JsonRecord = Readonly<Record<string, unknown>>;

class SecretRedaction {
  readonly #key: Uint8Array;
  /** Each clear-text value, as it may appear in an annotation, and its replacement. */
  readonly #replacements = new Map<string, string>();

  constructor(key: Uint8Array) {
    this.#key = key;
  }

  redact(secret: KubeObject): KubeObject {
    const redacted = this.#withoutValues(secret) as KubeObject;
    const { annotations } = secret.metadata;
    if (!isRecord(annotations)) return redacted;
    const cleaned = Object.entries(annotations).map(([name, text]) => [name, this.#annotation(text)] as const);
    return { ...redacted, metadata: { ...redacted.metadata, annotations: Object.fromEntries(cleaned) as Record<string, string> } };
  }

  #withoutValues(secret: JsonRecord): JsonRecord {
    return {
      ...secret,
      ...("data" in secret ? { data: this.#digests(secret["data"], fromBase64) } : {}),
      ...("stringData" in secret ? { stringData: this.#digests(secret["stringData"], fromText) } : {}),
    };
  }

  #digests(values: unknown, bytesOf: (text: string) => Buffer): unknown {
    if (!isRecord(values)) return values === null || values === undefined ? values : this.#digest(fromText(JSON.stringify(values)));
    return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, this.#value(value, bytesOf)]));
  }

  #value(value: unknown, bytesOf: (text: string) => Buffer): unknown {
    if (value === null || (typeof value === "string" && isDigest(value))) return value;
    if (typeof value !== "string") return this.#digest(fromText(JSON.stringify(value)));
    const bytes = bytesOf(value);
    const digest = this.#digest(bytes);
    for (const form of formsOf(value, bytes)) this.#replacements.set(form, digest);
    return digest;
  }

  #digest(bytes: Buffer): string {
    return `${digestPrefix}${createHmac("sha256", this.#key).update(bytes).digest("hex").slice(0, 16)}:${bytes.length}`;
  }

  /** An annotation that is JSON is redacted as an object; in any other, values are replaced wherever they occur. */
  #annotation(text: unknown): unknown {
    if (typeof text !== "string") return text;
    const parsed = parseRecord(text);
    const cleaned =
      parsed !== undefined && ("data" in parsed || "stringData" in parsed) ? JSON.stringify(this.#withoutValues(parsed)) : text;
    return this.#withoutCopies(parsed !== undefined && text.endsWith("\n") && cleaned !== text ? `${cleaned}\n` : cleaned);
  }

  /** Longest first, so that a value which is part of another does not break it up. Very short values are not searched for. */
  #withoutCopies(text: string): string {
    const values = [...this.#replacements].filter(([value]) => value.length >= shortestCopy).sort(([a], [b]) => b.length - a.length);
    return values.reduce((left, [value, digest]) => left.replaceAll(value, () => digest), text);
  }
}

const digestPrefix = "kubespy:hmac-sha256:";
const shortestCopy = 4;

/** The ways a value may be written elsewhere: as is, decoded, in base64, and each of them inside a JSON string. */
function formsOf(value: string, bytes: Buffer): readonly string[] {
  const forms = [value, bytes.toString("utf8"), bytes.toString("base64")];
  return [...forms, ...forms.map((form) => JSON.stringify(form).slice(1, -1))];
}

function isDigest(value: string): boolean {
  return /^kubespy:hmac-sha256:[0-9a-f]{16}:\d+$/.test(value);
}

function fromBase64(text: string): Buffer {
  return Buffer.from(text, "base64");
}

function fromText(text: string): Buffer {
  return Buffer.from(text);
}

function parseRecord(text: string): JsonRecord | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
