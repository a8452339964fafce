import { deepEqual } from "../diff/deep-equal.js";
import type { KubeObject } from "../model/kube-object.js";
import { at, textsAt } from "./fields/fields.js";

/**
 * Whether a ReplicaSet is the new one of its Deployment, that of its newest template, or an old one. As the Deployment controller decides it: the
 * templates are the same but for the label with which it tells its ReplicaSets apart.
 */
export function rolloutRole(set: KubeObject, deployment: KubeObject): "new" | "old" {
  return deepEqual(comparable(set), comparable(deployment)) ? "new" : "old";
}

function comparable(object: KubeObject): unknown {
  const template = at(object, "spec", "template");
  const labels = new Map(textsAt(template, "metadata", "labels"));
  labels.delete("pod-template-hash");
  return { metadata: { ...fieldsOf(at(template, "metadata")), labels: Object.fromEntries(labels) }, spec: at(template, "spec") };
}

function fieldsOf(value: unknown): object {
  return typeof value === "object" && value !== null ? value : {};
}
