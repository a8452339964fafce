import type { AuditFilter } from "../../importing/audit/audit-reader.js";
import type { AuditTarget } from "../../importing/audit/audit-request.js";
import { textAt } from "../../model/fields.js";
import type { ObjectRef, Uid } from "../../model/kube-object.js";
import type { Revision } from "../../model/revision.js";
import { matchesObject } from "../../replay/choose-objects.js";
import { isKind } from "../../replay/kind-words.js";

/** Which part of an audit log is read; what is absent is all. */
export interface AuditSelection {
  readonly namespaces?: readonly string[];
  /** As kubectl takes kinds: "po", "deployments.apps". */
  readonly kinds?: readonly string[];
  /** As `--object` of other commands: "Pod/web", "web". */
  readonly objects?: readonly string[];
  /** Wall clock, in ms since the epoch; both ends are part of it. */
  readonly sinceMs?: number;
  readonly untilMs?: number;
}

/** The Kubernetes Events about chosen objects are chosen too. */
export function auditFilter({ namespaces, kinds, objects, sinceMs, untilMs }: AuditSelection): AuditFilter {
  return {
    wantsTime: (micros) => micros >= (sinceMs ?? 0) * 1000 && micros < ((untilMs ?? Number.MAX_SAFE_INTEGER / 2000) + 1) * 1000,
    wantsTarget: (target) =>
      (namespaces === undefined || (target.namespace !== undefined && namespaces.includes(target.namespace))) &&
      (kinds === undefined || kinds.some((word) => isResource(word, target))),
    wantsObject: (target, revision) => objects === undefined || objects.some((word) => isChosen(word, target, revision)),
  };
}

function isChosen(word: string, target: AuditTarget, revision: Revision | undefined): boolean {
  if (refsOf(target, revision).some((ref) => matchesObject(word, ref))) return true;
  if (target.resource !== "events" || revision === undefined) return false;
  const { object } = revision;
  const subject = textAt(object, "involvedObject", "name") === undefined ? "regarding" : "involvedObject";
  const text = (name: string) => textAt(object, subject, name) ?? "";
  return matchesObject(word, { apiVersion: text("apiVersion"), kind: text("kind"), name: text("name"), uid: text("uid") as Uid });
}

/** Without an answer only the resource is known: its kind is one of the singulars that it may have. */
function refsOf(target: AuditTarget, revision: Revision | undefined): readonly ObjectRef[] {
  if (revision !== undefined) return [revision.head.ref];
  const { name = "" } = target;
  return singulars(target).map((kind) => ({ apiVersion: apiVersionOf(target), kind, name, uid: "" as Uid }));
}

function isResource(word: string, target: AuditTarget): boolean {
  return singulars(target).some((kind) => isKind(word, { kind, apiVersion: apiVersionOf(target) }));
}

function singulars({ resource }: AuditTarget): readonly string[] {
  return [resource, resource.replace(/s$/, ""), resource.replace(/es$/, ""), resource.replace(/ies$/, "y")];
}

function apiVersionOf({ group, version }: AuditTarget): string {
  return group === "" ? version : `${group}/${version}`;
}
