import { deepEqual } from "../../diff/deep-equal.js";
import { at, itemsAt, textAt, textsAt } from "../../model/fields.js";
import type { KubeObject } from "../../model/kube-object.js";

/** Images of the containers in `spec.template` (or, for a CronJob, deeper): "nginx:1.27". */
export function templateImages(object: KubeObject, ...path: readonly string[]): readonly string[] {
  const template = path.length === 0 ? ["spec", "template"] : path;
  const images = ["initContainers", "containers"].flatMap((field) =>
    itemsAt(object, ...template, "spec", field).map((c) => textAt(c, "image")),
  );
  return [...new Set(images.filter((image) => image !== undefined))];
}

/**
 * Whether a ReplicaSet is the new one of its Deployment, with its newest template, or an old one. As in the Deployment controller: the
 * templates are equal except for the label `pod-template-hash`, which the controller adds.
 */
export function rolloutRole(set: KubeObject, deployment: KubeObject): "new" | "old" {
  return deepEqual(withoutHash(set), withoutHash(deployment)) ? "new" : "old";
}

function withoutHash(object: KubeObject): unknown {
  const template = at(object, "spec", "template");
  const labels = new Map(textsAt(template, "metadata", "labels"));
  labels.delete("pod-template-hash");
  return { metadata: { ...membersOf(at(template, "metadata")), labels: Object.fromEntries(labels) }, spec: at(template, "spec") };
}

function membersOf(value: unknown): object {
  return typeof value === "object" && value !== null ? value : {};
}
