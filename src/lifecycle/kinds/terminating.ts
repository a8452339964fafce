import { itemsAt } from "../../model/fields.js";
import type { KubeObject } from "../../model/kube-object.js";
import { listed, stageAs } from "../narration/words.js";
import type { Stage } from "./kind-rules.js";

/**
 * The stage of an object whose deletion was asked for, of any kind: it wins over all others. Undefined when nobody asked. `detail` is what
 * its kind knows better than its finalizers tell.
 */
export function terminating(object: KubeObject, detail = heldBy(object)): Stage | undefined {
  return object.metadata.deletionTimestamp === undefined ? undefined : stageAs("Terminating", "progress", detail);
}

/** What must let go of it first; undefined when nothing does. */
export function heldBy(object: KubeObject): string | undefined {
  const names = itemsAt(object, "metadata", "finalizers").filter((item): item is string => typeof item === "string");
  if (names.length === 0) return undefined;
  return names.length === 1 && names[0] === "foregroundDeletion" ? "waits for what it owns" : `held by ${listed(names, 2)}`;
}
