import { jsonText } from "../io/json-text.js";
import type { KubeObject, ObjectRef } from "../model/kube-object.js";
import { Revision } from "../model/revision.js";
import { ClearValues } from "./clear-values.js";
import { isDigest, SecretDigests } from "./secret-digests.js";
import { commonTexts, keptAnnotations, knownFields, lastApplied } from "./secret-fields.js";

/**
 * Removes the values of a Secret. What is kept is listed here; everything else becomes a digest (see `SecretDigests`), in its place and under its
 * name, so that changed and equal values are still visible:
 *
 *  - `apiVersion`, `kind`, `type`, `immutable`, and the names of all fields and of the keys of `data`;
 *  - of the metadata: names, uid, versions, times, owners, finalizers, the names of labels and annotations, and who wrote which field;
 *  - values of labels, and of the few annotations in `keptAnnotations`;
 *  - the structure of `kubectl.kubernetes.io/last-applied-configuration`, by these same rules.
 *
 * Any kept text that contains a value of the Secret, encoded or in part (see `ClearValues`), becomes a digest too. Only the identity does not: the
 * object's name, namespace and uid, those of its owners, and the keys of `data`.
 *
 * The key belongs to one store or one export, so nobody who has the recording can test guesses. Returns revisions of other kinds, and those that are
 * redacted already, unchanged. Must be called before a revision is stored anywhere.
 */
export function redactSecret(revision: Revision, key: Uint8Array, ref: ObjectRef = revision.head.ref): Revision {
  if (!holdsSecretValues(ref) && !holdsSecretValues(revision.head.ref)) return revision;
  const text = JSON.stringify(new SecretRedaction(key).redact(revision.object));
  return text === revision.text ? revision : Revision.ofText(text);
}

/**
 * Whether objects of this kind are redacted: Secrets, and what can hold whole Secrets and comes in their place (a List that was taken for an object,
 * a Table, mere metadata). A kind of another group that is called Secret has a schema of its own, and is recorded as it is.
 */
export function holdsSecretValues({ apiVersion, kind }: Pick<ObjectRef, "apiVersion" | "kind">): boolean {
  if (apiVersion === "v1") return kind === "Secret" || kind === "SecretList" || kind === "List";
  return apiVersion.startsWith("meta.k8s.io/") && /^(Table|PartialObjectMetadata(List)?)$/.test(kind);
}

/** The values of a Secret that are in clear, each as it is and, of `data`, as what it encodes. */
export function clearValuesOf(secret: KubeObject, copies = maxCopies): readonly string[] {
  const data = valuesOf(secret["data"]).flatMap((value) => [value, Buffer.from(bytesOfData(value)).toString("utf8")]);
  const copy = copies === 0 ? undefined : parsedRecord(lastAppliedOf(secret));
  const values = [...data, ...valuesOf(secret["stringData"]), ...(copy === undefined ? [] : clearValuesOf(copy as KubeObject, copies - 1))];
  return values.filter((value) => !isDigest(value));
}

/** Copies of the whole Secret within copies of it: nobody writes more. */
const maxCopies = 3;
/** `fieldsV1` of a Secret is four levels deep. */
const maxFieldLevels = 12;

type JsonRecord = Readonly<Record<string, unknown>>;
type FieldRule = (value: unknown) => unknown;

class SecretRedaction {
  readonly #digests: SecretDigests;
  readonly #values: ClearValues;

  constructor(key: Uint8Array) {
    this.#digests = new SecretDigests(key);
    this.#values = new ClearValues(this.#digests);
  }

  redact(secret: KubeObject): KubeObject {
    this.#learn(secret, maxCopies);
    return this.#secret(secret, maxCopies) as KubeObject;
  }

  /** Notes all values before any text is judged by them. */
  #learn(secret: JsonRecord, copies: number): void {
    for (const value of valuesOf(secret["data"])) {
      this.#learnValue(value);
      if (!isDigest(value)) this.#values.add(Buffer.from(value, "base64"));
    }
    for (const value of valuesOf(secret["stringData"])) this.#learnValue(value);
    const copy = copies === 0 ? undefined : parsedRecord(lastAppliedOf(secret));
    if (copy !== undefined) this.#learn(copy, copies - 1);
  }

  #learnValue(value: string): void {
    if (isDigest(value)) this.#values.addDigest(value);
    else this.#values.add(Buffer.from(value));
  }

  #secret(secret: JsonRecord, copies: number): JsonRecord {
    return this.#record(secret, {
      apiVersion: (value) => this.#text(value),
      kind: (value) => this.#text(value),
      metadata: (value) => (isRecord(value) ? this.#metadata(value, copies) : this.#other(value)),
      type: (value) => this.#text(value),
      immutable: (value) => this.#flag(value),
      data: (value) => this.#data(value, bytesOfData),
      stringData: (value) => this.#data(value, Buffer.from),
    });
  }

  /** Each member by its rule; without one, its value becomes a digest. */
  #record(record: JsonRecord, rules: Readonly<Record<string, FieldRule>>): JsonRecord {
    return mapMembers(record, (name, value) => {
      const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
      return rule === undefined ? [this.#name(name), this.#other(value)] : [name, rule(value)];
    });
  }

  #data(values: unknown, bytesOf: (text: string) => Uint8Array): unknown {
    if (!isRecord(values)) return this.#other(values);
    return mapMembers(values, (name, value) => [
      name,
      typeof value === "string" && !isDigest(value) ? this.#digests.ofBytes(bytesOf(value)) : this.#other(value),
    ]);
  }

  #metadata(metadata: JsonRecord, copies: number): JsonRecord {
    const text: FieldRule = (value) => this.#text(value);
    return this.#record(metadata, {
      ...this.#identity,
      generateName: text,
      selfLink: text,
      generation: (value) => this.#count(value),
      deletionGracePeriodSeconds: (value) => this.#count(value),
      creationTimestamp: (value) => this.#time(value),
      deletionTimestamp: (value) => this.#time(value),
      labels: (value) => (isRecord(value) ? mapMembers(value, (name, label) => [this.#name(name), this.#text(label)]) : this.#other(value)),
      annotations: (value) =>
        isRecord(value)
          ? mapMembers(value, (name, annotation) => [this.#name(name), this.#annotation(name, annotation, copies)])
          : this.#other(value),
      finalizers: (value) => this.#list(value, text),
      ownerReferences: (value) => this.#list(value, (owner) => this.#owner(owner)),
      managedFields: (value) => this.#list(value, (entry) => this.#manager(entry)),
    });
  }

  /** What identifies an object, whatever the values. */
  readonly #identity: Readonly<Record<string, FieldRule>> = {
    name: (value) => this.#identifier(value),
    namespace: (value) => this.#identifier(value),
    uid: (value) => this.#identifier(value),
    resourceVersion: (value) => this.#identifier(value),
  };

  #owner(owner: unknown): unknown {
    if (!isRecord(owner)) return this.#other(owner);
    return this.#record(owner, {
      ...this.#identity,
      apiVersion: (value) => this.#identifier(value),
      kind: (value) => this.#identifier(value),
      controller: (value) => this.#flag(value),
      blockOwnerDeletion: (value) => this.#flag(value),
    });
  }

  #manager(entry: unknown): unknown {
    if (!isRecord(entry)) return this.#other(entry);
    const text: FieldRule = (value) => this.#text(value);
    return this.#record(entry, {
      manager: text,
      operation: text,
      apiVersion: text,
      subresource: text,
      fieldsType: text,
      time: (value) => this.#time(value),
      fieldsV1: (value) => this.#fields(value, "", maxFieldLevels),
    });
  }

  /** The set of fields that a manager wrote: names alone. Below `f:data` they are keys of data; a value elsewhere is in a key too ("v:..."). */
  #fields(set: unknown, parent: string, levels: number): unknown {
    if (!isRecord(set) || levels === 0) return this.#other(set);
    return mapMembers(set, (field, below) => {
      const isKnown = knownFields.has(field) || parent === "f:data" || parent === "f:stringData";
      const name = isKnown ? field : field.startsWith("f:") ? `f:${this.#name(field.slice(2))}` : this.#name(field);
      return [name, this.#fields(below, field, levels - 1)];
    });
  }

  #annotation(name: string, value: unknown, copies: number): unknown {
    if (name === lastApplied && typeof value === "string" && copies > 0) {
      const copy = parsedRecord(value);
      if (copy !== undefined) return `${JSON.stringify(this.#secret(copy, copies - 1))}${value.endsWith("\n") ? "\n" : ""}`;
    }
    return keptAnnotations.has(name) && typeof value === "string" && /^[\w./:-]{0,253}$/.test(value)
      ? this.#text(value)
      : this.#other(value);
  }

  /** A text is kept unless it contains a value. */
  #text(value: unknown): unknown {
    return typeof value === "string" && (commonTexts.has(value) || !this.#values.areIn(value)) ? value : this.#other(value);
  }

  #name(name: string): string {
    return commonTexts.has(name) || !this.#values.areIn(name) ? name : this.#digests.ofValue(name);
  }

  #identifier(value: unknown): unknown {
    return typeof value === "string" ? value : this.#other(value);
  }

  #count(value: unknown): unknown {
    const isCount = typeof value === "number" && Number.isSafeInteger(value);
    return isCount && !this.#values.areIn(String(value)) ? value : this.#other(value);
  }

  #time(value: unknown): unknown {
    return typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/.test(value)
      ? value
      : this.#other(value);
  }

  #flag(value: unknown): unknown {
    return typeof value === "boolean" ? value : this.#other(value);
  }

  #list(values: unknown, rule: FieldRule): unknown {
    return Array.isArray(values) ? values.map(rule) : this.#other(values);
  }

  #other(value: unknown): unknown {
    return value === null ? null : this.#digests.ofValue(value);
  }
}

/** What is not a text, as JSON. */
function valuesOf(data: unknown): readonly string[] {
  const values = isRecord(data) ? Object.values(data) : [data];
  return values
    .filter((value) => value !== null && value !== undefined)
    .map((value) => (typeof value === "string" ? value : jsonText(value)));
}

/** What a value of `data` is the base64 of; of one that is not base64, its text. */
function bytesOfData(value: string): Uint8Array {
  const bytes = Buffer.from(value, "base64");
  return bytes.toString("base64") === value ? bytes : Buffer.from(value);
}

function lastAppliedOf(secret: JsonRecord): unknown {
  const { metadata } = secret;
  const annotations = isRecord(metadata) ? metadata["annotations"] : undefined;
  return isRecord(annotations) ? annotations[lastApplied] : undefined;
}

/** Keeps the order, and a member that is called `__proto__`. */
function mapMembers(record: JsonRecord, map: (name: string, value: unknown) => readonly [string, unknown]): JsonRecord {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => map(name, value)));
}

function parsedRecord(text: unknown): JsonRecord | undefined {
  if (typeof text !== "string") return undefined;
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
