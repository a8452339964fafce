import { isTrue } from "../../lifecycle/fields/conditions.js";
import { textAt } from "../../model/fields.js";
import type { KubeObject } from "../../model/kube-object.js";

/** Ready, or succeeded. */
export function isPodWell(pod: KubeObject): boolean {
  if (pod.metadata.deletionTimestamp !== undefined) return false;
  return textAt(pod, "status", "phase") === "Succeeded" || isTrue(pod, "Ready");
}
