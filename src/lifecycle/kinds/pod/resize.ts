import { textAt } from "../../../model/fields.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { type Condition, conditionOf } from "../../fields/conditions.js";
import { asOneLine } from "../../narration/words.js";

/** The state of an in-place resize of a running Pod. */
export interface Resize {
  readonly kind: "deferred" | "infeasible" | "in progress" | "failed";
  /** "resize deferred". */
  readonly words: string;
  /** It will not succeed as requested. */
  readonly isStuck: boolean;
  /** The kubelet's message. */
  readonly message?: string;
  readonly sinceMs?: number;
}

/**
 * The unfinished resize of a Pod, as its kubelet reports it: in the conditions PodResizePending (reason Deferred or Infeasible) and
 * PodResizeInProgress (reason Error if it failed); before 1.33 in `status.resize`. Undefined when it is done. If one resize is in progress and
 * a newer one is pending, this is the newer one.
 */
export function resizeOf(pod: KubeObject): Resize | undefined {
  const pending = conditionOf(pod, "PodResizePending");
  if (pending?.status === "True") return resize(pending.reason === "Infeasible" ? "infeasible" : "deferred", pending);
  const inProgress = conditionOf(pod, "PodResizeInProgress");
  if (inProgress?.status === "True") return resize(inProgress.reason === "Error" ? "failed" : "in progress", inProgress);
  const kind = byStatusField.get(textAt(pod, "status", "resize") ?? "");
  return kind === undefined ? undefined : resize(kind);
}

const byStatusField: ReadonlyMap<string, Resize["kind"]> = new Map([
  ["Proposed", "in progress"],
  ["InProgress", "in progress"],
  ["Deferred", "deferred"],
  ["Infeasible", "infeasible"],
]);

function resize(kind: Resize["kind"], condition?: Condition): Resize {
  return {
    kind,
    words: `resize ${kind}`,
    isStuck: kind === "infeasible" || kind === "failed",
    ...(condition?.message === undefined ? {} : { message: asOneLine(condition.message) }),
    ...(condition?.lastTransitionMs === undefined ? {} : { sinceMs: condition.lastTransitionMs }),
  };
}
