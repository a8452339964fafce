import { itemsAt } from "../../model/fields.js";
import type { KubeObject } from "../../model/kube-object.js";

/** The finalizers of an object: it is not removed before all of them are. */
export function finalizersOf(object: KubeObject): readonly string[] {
  return itemsAt(object, "metadata", "finalizers").filter((item): item is string => typeof item === "string");
}
