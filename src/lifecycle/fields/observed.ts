import { numberAt } from "../../model/fields.js";
import type { KubeObject } from "../../model/kube-object.js";

/** True while the controller says that it has not yet looked at the newest spec. */
export function isUnobserved(object: KubeObject): boolean {
  const observed = numberAt(object, "status", "observedGeneration");
  const wanted = numberAt(object, "metadata", "generation");
  return observed !== undefined && wanted !== undefined && observed < wanted;
}

/** True once the controller has looked at the object at all, and at its newest spec. */
export function isObserved(object: KubeObject): boolean {
  return numberAt(object, "status", "observedGeneration") !== undefined && !isUnobserved(object);
}
