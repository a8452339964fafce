import { numberAt } from "../../model/fields.js";
import type { KubeObject } from "../../model/kube-object.js";

/** True while the controller has not observed the newest spec, by `status.observedGeneration`. */
export function isUnobserved(object: KubeObject): boolean {
  const observed = numberAt(object, "status", "observedGeneration");
  const wanted = numberAt(object, "metadata", "generation");
  return observed !== undefined && wanted !== undefined && observed < wanted;
}

/** True once the controller has observed the object with its newest spec. */
export function isObserved(object: KubeObject): boolean {
  return numberAt(object, "status", "observedGeneration") !== undefined && !isUnobserved(object);
}
