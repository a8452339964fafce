import type { KubeObject } from "../../model/kube-object.js";
import { itemsAt } from "../fields/fields.js";
import { listed } from "../narration/words.js";
import { type Pending, pendingOn } from "./pending.js";

/** An object whose deletion was asked for: its finalizers hold it. */
export function pendingRemoval(object: KubeObject): Pending {
  return pendingOn(finalizersToGo(object) ?? "its removal from etcd");
}

/** "finalizer x to be removed"; undefined where there is none. */
export function finalizersToGo(object: KubeObject): string | undefined {
  const names = itemsAt(object, "metadata", "finalizers").filter((name) => typeof name === "string");
  return names.length === 0 ? undefined : `${names.length === 1 ? "finalizer" : "finalizers"} ${listed(names)} to be removed`;
}
