import type { KubeObject } from "../../model/kube-object.js";
import { finalizersOf } from "../fields/finalizers.js";
import { listed, nounFor } from "../narration/words.js";

/** What an object needs before it matches its spec, or before it is deleted. */
export interface Pending {
  /** The rest of a sentence that starts "… waits for": "the scheduler to assign it to a node". Can hold recorded text. */
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
  return pendingOn(finalizersToRemove(object) ?? "the API server to remove it");
}

/** "finalizer x to be removed"; undefined if it has none. */
export function finalizersToRemove(object: KubeObject): string | undefined {
  const names = finalizersOf(object);
  return names.length === 0 ? undefined : `${nounFor(names.length, "finalizer")} ${listed(names)} to be removed`;
}
