import type { KubeObject } from "../model/kube-object.js";
import { at, itemsAt, numberAt, textAt, timeAt } from "./fields.js";

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
  for (const condition of conditionsOf(object)) if (isSameWord(condition.type, type)) return condition;
  return undefined;
}

function isSameWord(a: string, b: string): boolean {
  return a === b || (a.length === b.length && a.toLowerCase() === b.toLowerCase());
}

/** All conditions, in the order of the object. Items that are none are left out. */
export function conditionsOf(object: KubeObject | undefined): readonly Condition[] {
  const items = at(object, "status", "conditions");
  if (!Array.isArray(items) || items.length === 0) return none;
  const known = read.get(items);
  if (known !== undefined) return known;
  const conditions = readConditions(items);
  read.set(items, conditions);
  return conditions;
}

/** Stage, milestones and findings of one revision all ask for its conditions; a revision never changes. */
const read = new WeakMap<readonly unknown[], readonly Condition[]>();
const none: readonly Condition[] = [];

/** Conditions that stand elsewhere than in `status.conditions`. */
export function readConditions(value: unknown, ...path: readonly string[]): readonly Condition[] {
  const conditions: Condition[] = [];
  for (const item of itemsAt(value, ...path)) {
    const condition = readCondition(item);
    if (condition !== undefined) conditions.push(condition);
  }
  return conditions;
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
  const condition: { -readonly [field in keyof Condition]: Condition[field] } = { type, status };
  const reason = textAt(item, "reason");
  const message = textAt(item, "message");
  const lastTransitionMs = timeAt(item, "lastTransitionTime");
  const observedGeneration = numberAt(item, "observedGeneration");
  const severity = textAt(item, "severity");
  if (reason !== undefined) condition.reason = reason;
  if (message !== undefined) condition.message = message;
  if (lastTransitionMs !== undefined) condition.lastTransitionMs = lastTransitionMs;
  if (observedGeneration !== undefined) condition.observedGeneration = observedGeneration;
  if (severity !== undefined) condition.severity = severity;
  return condition;
}
