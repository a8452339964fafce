import { isTrue } from "../../lifecycle/fields/conditions.js";
import { containersOf } from "../../lifecycle/kinds/pod/containers.js";
import type { KubeObject } from "../../model/kube-object.js";

/** The sandbox stands, volumes are mounted: what had to be there before any container has been there. */
export function hasStarted(pod: KubeObject): boolean {
  const conditions = ["PodReadyToStartContainers", "PodHasNetwork"];
  if (conditions.some((type) => isTrue(pod, type))) return true;
  return containersOf(pod).some(({ state, last }) => state.kind === "running" || state.kind === "terminated" || last !== undefined);
}
