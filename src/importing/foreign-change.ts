import { decodeUtf8, elementSpans, memberSpans } from "../json/json.js";
import { textAt } from "../model/fields.js";
import { Revision, withTypeMeta } from "../model/revision.js";
import type { ChangeType } from "../model/watch-event.js";

/** A state of an object. `type` is absent where the input holds objects only. */
export interface ForeignState {
  readonly kind: "change";
  readonly type?: ChangeType;
  readonly revision: Revision;
}

/** What existed when a List was made, in no order. */
export interface ForeignList {
  readonly kind: "list";
  /** Its own kind with its version: "v1/List" says nothing of its items, "v1/PodList" does. */
  readonly of: string;
  readonly items: readonly Revision[];
  /** It is one page, and another one follows. */
  readonly continues: boolean;
}

/** What one JSON object of a foreign input means. */
export type ForeignChange =
  | ForeignState
  | ForeignList
  /** Not a change of an object, but worth a warning: an ERROR event, a Status. */
  | { readonly kind: "note"; readonly text: string }
  /** Nothing: a bookmark. */
  | { readonly kind: "nothing" };

/** It is neither a Kubernetes object nor a watch event. */
export class NotKubernetes extends Error {
  /** Another value in JSON, as the log of a program that writes JSON. */
  readonly isJson: boolean;

  constructor(message: string, { isJson = true } = {}) {
    super(message);
    this.isJson = isJson;
  }
}

/**
 * Reads one JSON object of a foreign input: a watch event (`{"type","object"}`), a Kubernetes object, or a List.
 * Objects keep their bytes. Throws `NotKubernetes`.
 */
export function readForeign(bytes: Uint8Array): ForeignChange {
  const value = parse(bytes);
  if ("sequence" in value && "offsetMs" in value)
    throw new NotKubernetes('it comes from "kubespy export --as watch"; import the output of "kubespy export" without --as watch');
  if (isRecord(value["object"]) && typeof value["type"] === "string" && value["kind"] === undefined) return readEvent(value["type"], bytes);
  if (typeof value["kind"] !== "string" || typeof value["apiVersion"] !== "string")
    throw new NotKubernetes("it has no kind and apiVersion");
  if (value["apiVersion"].startsWith("audit.k8s.io/"))
    throw new NotKubernetes('it is of the audit log of an API server, which "kubespy import" reads');
  if (value["kind"] === "Status" && value["apiVersion"] === "v1") return { kind: "note", text: statusText(value) };
  if (value["kind"].endsWith("List") && Array.isArray(value["items"])) return readList(value, bytes);
  return { kind: "change", revision: revisionOf(bytes) };
}

function readEvent(type: string, bytes: Uint8Array): ForeignChange {
  const span = memberSpans(bytes).get("object");
  if (span === undefined) throw new NotKubernetes(`${type} without an object`);
  const object = bytes.subarray(span.start, span.end);
  switch (type) {
    case "ADDED":
    case "MODIFIED":
    case "DELETED":
      return { kind: "change", type, revision: revisionOf(object) };
    case "BOOKMARK":
      return { kind: "nothing" };
    case "ERROR":
      return { kind: "note", text: statusText(parse(object)) };
    default:
      throw new NotKubernetes(`unknown type ${JSON.stringify(type.slice(0, 100))}`);
  }
}

/** `kubectl get -o json` writes a List whose items have their kind; an API server sends a PodList whose items lack it. */
function readList(list: Readonly<Record<string, unknown>>, bytes: Uint8Array): ForeignList {
  const kind = textAt(list, "kind") ?? "List";
  const apiVersion = textAt(list, "apiVersion") ?? "v1";
  const span = memberSpans(bytes).get("items");
  const items = span === undefined ? [] : elementSpans(bytes, span.start);
  return {
    kind: "list",
    of: `${apiVersion}/${kind}`,
    items: items.map(({ start, end }) => itemOf(bytes.subarray(start, end), apiVersion, kind)),
    continues: textAt(list, "metadata", "continue") !== undefined,
  };
}

function itemOf(item: Uint8Array, apiVersion: string, listKind: string): Revision {
  const fields = parse(item);
  const lacks = { kind: fields["kind"] === undefined, apiVersion: fields["apiVersion"] === undefined };
  if (listKind === "List" && (lacks.kind || lacks.apiVersion)) throw new NotKubernetes("an item of a List has no kind and apiVersion");
  return revisionOf(withTypeMeta(item, apiVersion, listKind.slice(0, -"List".length), lacks));
}

/** A copy, so that it does not keep the whole input in memory; checked for the fields of every object. */
function revisionOf(bytes: Uint8Array): Revision {
  const revision = new Revision(new Uint8Array(bytes));
  const { kind, apiVersion, metadata } = revision.object;
  if (typeof kind !== "string" || typeof apiVersion !== "string") throw new NotKubernetes("an object has no kind and apiVersion");
  if (typeof metadata.name !== "string" || metadata.name === "") throw new NotKubernetes(`${withArticle(kind.slice(0, 100))} has no name`);
  for (const field of ["uid", "namespace", "resourceVersion"] as const)
    if (metadata[field] !== undefined && typeof metadata[field] !== "string") throw new NotKubernetes(`metadata.${field} is not a string`);
  return revision;
}

function statusText(status: Readonly<Record<string, unknown>>): string {
  const { message, reason } = status;
  return [reason, message].filter((part) => typeof part === "string" && part !== "").join(": ") || "an error without a message";
}

function parse(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(decodeUtf8(bytes));
  } catch {
    throw new NotKubernetes("it is not JSON", { isJson: false });
  }
  if (!isRecord(value)) throw new NotKubernetes("it is not a JSON object");
  return value;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** By its first letter, but for a `u` that sounds like "you", as in UserGroup. */
function withArticle(kind: string): string {
  return `${/^(?:[aeio]|u(?!se|ni))/i.test(kind) ? "an" : "a"} ${kind}`;
}
