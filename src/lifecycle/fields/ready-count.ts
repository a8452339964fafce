import { at, countAt, numberAt, textAt } from "../../model/fields.js";
import type { KubeObject } from "../../model/kube-object.js";
import { type FieldName, fieldName } from "../kinds/custom/field-names.js";
import { kindKey } from "./kind-key.js";
import { type Readiness, readinessOf } from "./readiness.js";
import { replicasOf } from "./replica-counts.js";

/**
 * How many of its parts are ready, as the column READY of `kubectl get` counts them: containers of a Pod, Pods of a workload, completions of a Job;
 * of a custom resource, what the usual fields of its status say. Undefined where an object counts nothing.
 */
export function readyCountOf(object: KubeObject): Readiness | undefined {
  const count = counters.get(kindKey(object));
  return count === undefined ? (readinessOf(object) ?? customCount(object)) : count(object);
}

const counters: ReadonlyMap<string, (object: KubeObject) => Readiness> = new Map([
  ["apps/Deployment", readyReplicas],
  ["apps/ReplicaSet", readyReplicas],
  ["apps/StatefulSet", readyReplicas],
  ["/ReplicationController", readyReplicas],
  ["apps/DaemonSet", perNode],
]);

function readyReplicas(workload: KubeObject): Readiness {
  const { ready, wanted } = replicasOf(workload);
  return { ready, wanted };
}

function perNode(set: KubeObject): Readiness {
  return { ready: countAt(set, "status", "numberReady"), wanted: countAt(set, "status", "desiredNumberScheduled") };
}

/** A status has few fields; a recording may hold any number. */
const maxFields = 200;

function customCount(object: KubeObject): Readiness | undefined {
  const status = at(object, "status");
  if (typeof status !== "object" || status === null || Array.isArray(status)) return undefined;
  const keys = Object.keys(status).slice(0, maxFields).filter(isCount);
  return counted(object, keys) ?? uncounted(object, keys) ?? fraction(object);
}

/** Counts of what is ready, and of what is available: `readyReplicas`, `numberReady`, `availableNodes`. */
function isCount(key: string): boolean {
  return fieldName(key).meaning === "ready-count" && /^(ready|available|updated|number(Ready|Available)$)/.test(key);
}

/** What is ready is counted before what is available. */
function counted(object: KubeObject, keys: readonly string[]): Readiness | undefined {
  const current = keys.filter((key) => !key.startsWith("updated"));
  for (const key of [...current.filter((each) => /ready/i.test(each)), ...current]) {
    const ready = numberAt(object, "status", key);
    const wanted = wantedOf(object, fieldName(key));
    if (ready !== undefined && wanted !== undefined) return { ready, wanted };
  }
  return undefined;
}

/** Controllers leave out a count of 0. */
function uncounted(object: KubeObject, keys: readonly string[]): Readiness | undefined {
  const wanted = numberAt(object, "spec", "replicas");
  const countsPods = keys.includes("updatedReplicas") || numberAt(object, "status", "unavailableReplicas") !== undefined;
  return wanted !== undefined && countsPods ? { ready: 0, wanted } : undefined;
}

/** `ready: 1/3`, `statusReplicas: 1/3`. */
function fraction(object: KubeObject): Readiness | undefined {
  const text = textAt(object, "status", "ready") ?? textAt(object, "status", "statusReplicas") ?? "";
  const [, ready, wanted] = /^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? [];
  return ready === undefined ? undefined : { ready: Number(ready), wanted: Number(wanted) };
}

/** Replicas are desired by the spec: those of the status are the ones that exist. */
function wantedOf(object: KubeObject, { desired }: FieldName): number | undefined {
  const inSpec = desired.includes("replicas") ? numberAt(object, "spec", "replicas") : undefined;
  if (inSpec !== undefined) return inSpec;
  for (const name of desired) {
    const found = numberAt(object, "status", name);
    if (found !== undefined) return found;
  }
  return undefined;
}
