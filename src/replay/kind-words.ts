import { groupOf, type ObjectRef } from "../model/kube-object.js";

/**
 * Whether a word that kubectl takes for a resource means the kind of this object: Kind, plural or singular in any case, a well-known
 * short name, each also with its group ("deployments.apps"). A session is read without a cluster, so plurals are made by rule.
 */
export function isKind(word: string, ref: Pick<ObjectRef, "kind" | "apiVersion">): boolean {
  const lower = word.toLowerCase();
  const kind = ref.kind.toLowerCase();
  if (kind === "") return false;
  const dot = lower.indexOf(".");
  const group = groupOf(ref.apiVersion);
  if (dot >= 0 && !groupMatches(lower.slice(dot + 1), ref.apiVersion, group)) return false;
  const name = dot < 0 ? lower : lower.slice(0, dot);
  return name === kind || name === pluralOf(kind) || (dot < 0 && shortNames.get(name) === kind);
}

/** Whether a word means a kind that Kubernetes itself has and people look at: "pods", "deploy", "Service". */
export function isWellKnownKind(word: string): boolean {
  return [...shortNames.values(), "job", "secret", "endpointslice"].some((kind) => isKind(word, { kind, apiVersion: "" }));
}

/** "apps" or "v1.apps". */
function groupMatches(typed: string, apiVersion: string, group: string): boolean {
  const version = apiVersion.slice(apiVersion.indexOf("/") + 1);
  return typed === group || typed === `${version}.${group}`;
}

function pluralOf(kind: string): string {
  if (kind === "endpoints") return kind;
  if (/(s|x|ch|sh)$/.test(kind)) return `${kind}es`;
  return /[^aeiou]y$/.test(kind) ? `${kind.slice(0, -1)}ies` : `${kind}s`;
}

const shortNames: ReadonlyMap<string, string> = new Map([
  ["cj", "cronjob"],
  ["cm", "configmap"],
  ["crd", "customresourcedefinition"],
  ["deploy", "deployment"],
  ["ds", "daemonset"],
  ["ep", "endpoints"],
  ["ev", "event"],
  ["hpa", "horizontalpodautoscaler"],
  ["ing", "ingress"],
  ["netpol", "networkpolicy"],
  ["no", "node"],
  ["ns", "namespace"],
  ["pdb", "poddisruptionbudget"],
  ["po", "pod"],
  ["pv", "persistentvolume"],
  ["pvc", "persistentvolumeclaim"],
  ["quota", "resourcequota"],
  ["rc", "replicationcontroller"],
  ["rs", "replicaset"],
  ["sa", "serviceaccount"],
  ["sc", "storageclass"],
  ["sts", "statefulset"],
  ["svc", "service"],
]);
