import { textAt } from "../../../model/fields.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { type Condition, conditionOf } from "../../fields/conditions.js";
import { inShort } from "../../narration/words.js";

/** Where a change of the resources of a running Pod stands. */
export interface Resize {
  readonly kind: "deferred" | "infeasible" | "in progress" | "failed";
  /** "resize deferred". */
  readonly words: string;
  /** It will not happen as it was asked for. */
  readonly isStuck: boolean;
  /** What the kubelet says about it. */
  readonly message?: string;
  readonly sinceMs?: number;
}

/**
 * The resize that a Pod waits for, as its kubelet tells it: by the conditions PodResizePending (reason Deferred or Infeasible) and
 * PodResizeInProgress (reason Error when it does not work); before 1.33 by `status.resize`. When it is done it is told no more.
 * While one resize is in force and a newer one waits, the newer is meant.
 */
export function resizeOf(pod: KubeObject): Resize | undefined {
  const pending = conditionOf(pod, "PodResizePending");
  if (pending?.status === "True") return resize(pending.reason === "Infeasible" ? "infeasible" : "deferred", pending);
  const moving = conditionOf(pod, "PodResizeInProgress");
  if (moving?.status === "True") return resize(moving.reason === "Error" ? "failed" : "in progress", moving);
  const kind = ofOld.get(textAt(pod, "status", "resize") ?? "");
  return kind === undefined ? undefined : resize(kind);
}

const ofOld: ReadonlyMap<string, Resize["kind"]> = new Map([
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
    ...(condition?.message === undefined ? {} : { message: inShort(condition.message) }),
    ...(condition?.lastTransitionMs === undefined ? {} : { sinceMs: condition.lastTransitionMs }),
  };
}
