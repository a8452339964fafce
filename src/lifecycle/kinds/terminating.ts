import type { KubeObject } from "../../model/kube-object.js";
import { finalizersOf } from "../fields/finalizers.js";
import { listed, nounFor, stageAs } from "../narration/words.js";
import type { Stage } from "./kind-rules.js";

/**
 * The stage of an object of any kind whose deletion was requested; it takes precedence over all others. Undefined for other objects.
 * `detail`: for kinds that know more than their finalizers.
 */
export function terminating(object: KubeObject, detail = blockingFinalizers(object)): Stage | undefined {
  return object.metadata.deletionTimestamp === undefined ? undefined : stageAs("Terminating", "progress", detail);
}

/** What must be removed first; undefined if nothing. */
export function blockingFinalizers(object: KubeObject): string | undefined {
  const names = finalizersOf(object);
  if (names.length === 0) return undefined;
  if (names.length === 1 && names[0] === "foregroundDeletion") return "waiting for dependents";
  return `${nounFor(names.length, "finalizer")} ${listed(names, 2)}`;
}
