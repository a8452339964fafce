import { at, numberAt } from "../../model/fields.js";
import type { KubeObject } from "../../model/kube-object.js";

/** True while the controller has not observed the newest spec, by `status.observedGeneration`. */
export function isUnobserved(object: KubeObject): boolean {
  const observed = observedGenerationOf(object);
  const wanted = numberAt(object, "metadata", "generation");
  return observed !== undefined && wanted !== undefined && observed < wanted;
}

/** True once the controller has observed the object with its newest spec. */
export function isObserved(object: KubeObject): boolean {
  return observedGenerationOf(object) !== undefined && !isUnobserved(object);
}

/** As a number; as digits too: Argo Rollouts writes text, which in old versions was a hash. */
export function observedGenerationOf(object: KubeObject): number | undefined {
  const observed = at(object, "status", "observedGeneration");
  if (typeof observed === "string") return /^\d{1,9}$/.test(observed) ? Number(observed) : undefined;
  return typeof observed === "number" && Number.isFinite(observed) ? observed : undefined;
}
