import { textAt } from "../../lifecycle/fields/fields.js";
import type { KubeObject } from "../../model/kube-object.js";

/** Neither over nor about to be deleted: what its containers wait for now is of interest. */
export function isPodAtWork(pod: KubeObject): boolean {
  const phase = textAt(pod, "status", "phase");
  return pod.metadata.deletionTimestamp === undefined && phase !== "Succeeded" && phase !== "Failed";
}
