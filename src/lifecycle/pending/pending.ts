import { itemsAt } from "../../model/fields.js";
import type { KubeObject } from "../../model/kube-object.js";
import { listed } from "../narration/words.js";

/** What an object needs before it matches its spec, or before it is deleted. */
export interface Pending {
  /** The rest of a sentence that starts "… waits for": "the scheduler to choose a node". Can hold recorded text. */
  readonly what: string;
  /**
   * It waits for objects below it (Pods that it owns, endpoints), and what those wait for explains it: `coming` for some to be ready,
   * `going` for some to be deleted.
   */
  readonly below?: "coming" | "going";
}

export function pendingOn(what: string): Pending {
  return { what };
}

export function pendingBelow(what: string, below: "coming" | "going" = "coming"): Pending {
  return { what, below };
}

/** A terminating object: its finalizers keep it. */
export function pendingRemoval(object: KubeObject): Pending {
  return pendingOn(finalizersToRemove(object) ?? "its removal from etcd");
}

/** "finalizer x to be removed"; undefined if it has none. */
export function finalizersToRemove(object: KubeObject): string | undefined {
  const names = itemsAt(object, "metadata", "finalizers").filter((name) => typeof name === "string");
  return names.length === 0 ? undefined : `${names.length === 1 ? "finalizer" : "finalizers"} ${listed(names)} to be removed`;
}
