import { itemsAt, numberAt } from "./fields.js";
import type { KubeObject } from "./kube-object.js";

/**
 * Whether the API server removes an object in this state at once: its deletion was requested, no grace period is left and no finalizer holds it.
 * Where none is said, `graceSecondsIfAbsent` counts: what is left of it is not known otherwise.
 * A watch shows such a state twice, as the last change of the object and as its deletion.
 */
export function isFinalState(object: KubeObject, graceSecondsIfAbsent?: number): boolean {
  if (object.metadata.deletionTimestamp === undefined) return false;
  if ((numberAt(object, "metadata", "deletionGracePeriodSeconds") ?? graceSecondsIfAbsent) !== 0) return false;
  // Namespaces have finalizers in their spec too.
  return itemsAt(object, "metadata", "finalizers").length === 0 && itemsAt(object, "spec", "finalizers").length === 0;
}
