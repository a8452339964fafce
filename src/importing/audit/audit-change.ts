import { decodeUtf8, elementSpans, memberSpans, parsedOrUndefined } from "../../json/json.js";
import { itemsAt, numberAt, textAt, textsAt } from "../../model/fields.js";
import type { ObjectRef } from "../../model/kube-object.js";
import { Revision, withTypeMeta } from "../../model/revision.js";
import type { AuditRequest } from "./audit-request.js";

/** How an object is to be deleted, as far as a request says it. */
export interface DeletionOptions {
  readonly graceSeconds?: number;
  /** Dependents go first or stay: a finalizer holds the object meanwhile. */
  readonly isHeld?: true;
}

/** What a request did to an object, as far as its audit event says. */
export type AuditChange =
  /** The answer has the object. `isCreation`: it did not exist before. `isDeletion`: it was to be deleted, and this is what it was then. */
  | { readonly kind: "state"; readonly revision: Revision; readonly isCreation: boolean; readonly isDeletion: boolean }
  /** The answer says that it is gone. */
  | { readonly kind: "gone"; readonly uid?: string }
  /** One of many that were to be deleted together, as it was before. */
  | ({ readonly kind: "collected"; readonly revision: Revision } & DeletionOptions)
  | { readonly kind: "binding"; readonly uid?: string; readonly node: string; readonly annotations: Readonly<Record<string, string>> }
  /** The deletion of one object was granted: as an eviction, or as one of a collection of which only metadata is in the answer. */
  | ({ readonly kind: "deletion"; readonly uid?: string; readonly name?: string; readonly isEviction?: true } & DeletionOptions)
  /**
   * The answer has its metadata only (`PartialObjectMetadata`): the garbage collector and the namespace controller ask for no more. `revision` is that.
   */
  | { readonly kind: "metadata"; readonly revision: Revision; readonly isDeletion: boolean }
  | { readonly kind: "scale"; readonly uid: string; readonly replicas: number; readonly resourceVersion: string }
  /** It changed, but nothing says into what. */
  | { readonly kind: "named" };

/** What a granted request changed: nothing where the body shows that it was a trial; one change for each object of a collection. Throws `SyntaxError`. */
export function auditChanges(request: AuditRequest): readonly AuditChange[] {
  const { actor } = request;
  if (actor.subresource === "eviction") return evictions(request);
  if (actor.verb === "deletecollection" || actor.verb === "delete") {
    const options = parsedOf(request.request);
    if (isTrial(options)) return [];
    return actor.verb === "delete" ? [deletion(request)] : collection(request, deletionOptions(options));
  }
  if (actor.subresource === "binding") return [binding(request)];
  if (actor.subresource === "scale") return [scale(request)];
  const revision = stateIn(request.response);
  const partial = revision === undefined ? partialIn(request.response) : undefined;
  if (partial !== undefined) return [{ kind: "metadata", revision: partial, isDeletion: false }];
  const isCreation = request.code === 201 || (actor.verb === "create" && actor.subresource === undefined);
  return [revision === undefined ? { kind: "named" } : { kind: "state", revision, isCreation, isDeletion: false }];
}

function evictions({ request }: AuditRequest): readonly AuditChange[] {
  const options = (parsedOf(request) as { readonly deleteOptions?: unknown } | undefined)?.deleteOptions;
  return isTrial(options) ? [] : [{ kind: "deletion", isEviction: true, ...deletionOptions(options) }];
}

/** The answer to a deletion is the object, or a `Status` that names it. */
function deletion({ response }: AuditRequest): AuditChange {
  const revision = stateIn(response);
  if (revision !== undefined) return { kind: "state", revision, isCreation: false, isDeletion: true };
  const partial = partialIn(response);
  if (partial !== undefined) return { kind: "metadata", revision: partial, isDeletion: true };
  const status = parsedOf(response);
  if (textAt(status, "kind") !== "Status") return { kind: "named" };
  const uid = textAt(status, "details", "uid");
  return { kind: "gone", ...(uid === undefined ? {} : { uid }) };
}

/** The API server answers with what it found, before any of it was deleted. */
function collection({ response }: AuditRequest, options: DeletionOptions): readonly AuditChange[] {
  const spans = response === undefined ? undefined : memberSpans(response);
  const items = spans?.get("items");
  if (response === undefined || spans === undefined || items === undefined) return [{ kind: "named" }];
  const text = (name: string) => {
    const span = spans.get(name);
    const value = span === undefined ? undefined : parsedOrUndefined(decodeUtf8(response, span.start, span.end));
    return typeof value === "string" ? value : "";
  };
  const [apiVersion, kind] = [text("apiVersion"), text("kind").replace(/List$/, "")];
  return elementSpans(response, items.start).map(({ start, end }): AuditChange => {
    const item = response.subarray(start, end);
    const members = memberSpans(item);
    const lacks = { kind: !members.has("kind"), apiVersion: !members.has("apiVersion") };
    const whole = withTypeMeta(item, apiVersion, kind, lacks);
    const revision = stateIn(whole);
    if (revision !== undefined) return { kind: "collected", revision, ...options };
    const ref = partialIn(whole)?.head.ref;
    return ref === undefined ? { kind: "named" } : { kind: "deletion", uid: ref.uid, name: ref.name, ...options };
  });
}

/** The scheduler says the uid of the Pod that it means. */
function binding({ request }: AuditRequest): AuditChange {
  const body = parsedOf(request);
  const node = textAt(body, "target", "name");
  if (node === undefined) return { kind: "named" };
  const uid = textAt(body, "metadata", "uid");
  const annotations = Object.fromEntries(textsAt(body, "metadata", "annotations"));
  return { kind: "binding", ...(uid === undefined ? {} : { uid }), node, annotations };
}

/** The answer is a Scale, which has the uid and the version of the object that it scales. */
function scale({ response }: AuditRequest): AuditChange {
  const body = parsedOf(response);
  const [uid, resourceVersion] = [textAt(body, "metadata", "uid"), textAt(body, "metadata", "resourceVersion")];
  if (textAt(body, "kind") !== "Scale" || uid === undefined || resourceVersion === undefined) return { kind: "named" };
  // Zero is left out.
  return { kind: "scale", uid, replicas: numberAt(body, "spec", "replicas") ?? 0, resourceVersion };
}

/** Answers that are about an object, and are none. */
const otherAnswers = new Set(["Status", "Scale", "Binding", "Eviction", "Table", "PartialObjectMetadata", "DeleteOptions"]);

function stateIn(bytes: Uint8Array | undefined): Revision | undefined {
  return storedIn(bytes, (kind) => kind !== "" && !otherAnswers.has(kind));
}

function partialIn(bytes: Uint8Array | undefined): Revision | undefined {
  return storedIn(bytes, (kind) => kind === "PartialObjectMetadata");
}

/** What is stored has a uid and a version. A copy, so that it does not keep the line in memory. */
function storedIn(bytes: Uint8Array | undefined, isWanted: (kind: string) => boolean): Revision | undefined {
  if (bytes === undefined) return undefined;
  const revision = new Revision(new Uint8Array(bytes));
  const { ref, resourceVersion } = revision.head;
  if (!isWanted(ref.kind) || ref.apiVersion === "" || ref.name === "" || resourceVersion === "" || !hasUid(ref)) return undefined;
  return revision.excess === undefined ? revision : undefined;
}

/** A reference without a uid has one made of its kind and name. */
function hasUid({ uid, apiVersion, kind }: ObjectRef): boolean {
  return !uid.startsWith(`${apiVersion}/${kind}/`);
}

/** Bodies that are read whole are small: options, a Binding, a Status. */
const maxBodyBytes = 1024 * 1024;

function parsedOf(bytes: Uint8Array | undefined): unknown {
  return bytes === undefined || bytes.length > maxBodyBytes ? undefined : parsedOrUndefined(decodeUtf8(bytes));
}

function isTrial(options: unknown): boolean {
  return itemsAt(options, "dryRun").length > 0;
}

function deletionOptions(options: unknown): DeletionOptions {
  const graceSeconds = numberAt(options, "gracePeriodSeconds");
  const policy = textAt(options, "propagationPolicy");
  const isHeld = policy === "Foreground" || policy === "Orphan";
  return { ...(graceSeconds === undefined || graceSeconds < 0 ? {} : { graceSeconds }), ...(isHeld ? { isHeld } : {}) };
}
