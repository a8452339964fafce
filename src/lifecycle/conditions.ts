import type { KubeObject } from "../model/kube-object.js";
import { itemsAt, numberAt, textAt, timeAt } from "./fields.js";

export type ConditionStatus = "True" | "False" | "Unknown";

/** One item of `status.conditions`. */
export interface Condition {
  readonly type: string;
  readonly status: ConditionStatus;
  readonly reason?: string;
  readonly message?: string;
  /** ms since the epoch; one-second grain. */
  readonly lastTransitionMs?: number;
  readonly observedGeneration?: number;
  /** Knative's and Cluster API's: "Error", "Warning", "Info". */
  readonly severity?: string;
}

/** The condition of this type; undefined when the object does not report it. Types are compared as kubectl does, in any case. */
export function conditionOf(object: KubeObject | undefined, type: string): Condition | undefined {
  const wanted = type.toLowerCase();
  for (const item of itemsAt(object, "status", "conditions")) {
    if (textAt(item, "type")?.toLowerCase() !== wanted) continue;
    const found = readCondition(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** All conditions, in the order of the object. Items that are none are left out. */
export function conditionsOf(object: KubeObject | undefined): readonly Condition[] {
  return readConditions(object, "status", "conditions");
}

/** Conditions that stand elsewhere than in `status.conditions`. */
export function readConditions(value: unknown, ...path: readonly string[]): readonly Condition[] {
  return itemsAt(value, ...path).flatMap((item) => readCondition(item) ?? []);
}

export function isTrue(object: KubeObject | undefined, type: string): boolean {
  return conditionOf(object, type)?.status === "True";
}

export function isFalse(object: KubeObject | undefined, type: string): boolean {
  return conditionOf(object, type)?.status === "False";
}

function readCondition(item: unknown): Condition | undefined {
  const type = textAt(item, "type");
  const status = textAt(item, "status");
  if (type === undefined || (status !== "True" && status !== "False" && status !== "Unknown")) return undefined;
  const reason = textAt(item, "reason");
  const message = textAt(item, "message");
  const lastTransitionMs = timeAt(item, "lastTransitionTime");
  const observedGeneration = numberAt(item, "observedGeneration");
  const severity = textAt(item, "severity");
  return {
    type,
    status,
    ...(reason === undefined ? {} : { reason }),
    ...(message === undefined ? {} : { message }),
    ...(lastTransitionMs === undefined ? {} : { lastTransitionMs }),
    ...(observedGeneration === undefined ? {} : { observedGeneration }),
    ...(severity === undefined ? {} : { severity }),
  };
}
