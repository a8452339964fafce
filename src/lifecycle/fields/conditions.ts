import { at, itemsAt, numberAt, textAt, timeAt } from "../../model/fields.js";
import type { KubeObject } from "../../model/kube-object.js";

export type ConditionStatus = "True" | "False" | "Unknown";

/** One item of `status.conditions`. Every field is always present: conditions are read for every revision, and objects of one shape are faster to read. */
export interface Condition {
  readonly type: string;
  readonly status: ConditionStatus;
  readonly reason: string | undefined;
  readonly message: string | undefined;
  /** ms since the epoch; one-second grain. */
  readonly lastTransitionMs: number | undefined;
  readonly observedGeneration: number | undefined;
  /** Knative's and Cluster API's: "Error", "Warning", "Info". */
  readonly severity: string | undefined;
}

/** The condition of this type; undefined if the object does not report it. As in kubectl, the case of the type does not matter. */
export function conditionOf(object: KubeObject | undefined, type: string): Condition | undefined {
  const conditions = conditionsOf(object);
  if (conditions.length > maxUnindexed) return byTypeOf(conditions).get(type.toLowerCase());
  for (const condition of conditions) if (equalIgnoringCase(condition.type, type)) return condition;
  return undefined;
}

/** Objects have few conditions, and these are asked for in every revision: only of many is an index made. */
const maxUnindexed = 32;
const indexes = new WeakMap<readonly Condition[], ReadonlyMap<string, Condition>>();

/** By type in lower case; of several the first. */
function byTypeOf(conditions: readonly Condition[]): ReadonlyMap<string, Condition> {
  const known = indexes.get(conditions);
  if (known !== undefined) return known;
  const index = new Map(conditions.toReversed().map((condition) => [condition.type.toLowerCase(), condition]));
  indexes.set(conditions, index);
  return index;
}

function equalIgnoringCase(a: string, b: string): boolean {
  return a === b || (a.length === b.length && a.toLowerCase() === b.toLowerCase());
}

/** All conditions, in the order of the object. Malformed items are left out. */
export function conditionsOf(object: KubeObject | undefined): readonly Condition[] {
  const items = at(object, "status", "conditions");
  if (!Array.isArray(items) || items.length === 0) return none;
  const known = read.get(items);
  if (known !== undefined) return known;
  const conditions = readConditions(items);
  read.set(items, conditions);
  return conditions;
}

/** Stage, milestones and findings of one revision each read its conditions; a revision never changes. */
const read = new WeakMap<readonly unknown[], readonly Condition[]>();
const none: readonly Condition[] = [];

/** Conditions outside of `status.conditions`. */
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
  const status = statusOf(at(item, "status"));
  if (type === undefined || status === undefined) return undefined;
  const condition = conditionAs(type, status, item);
  return status === "False" && condition.severity === undefined && at(item, "status") !== "False" && isBadStatus(at(item, "status"))
    ? { ...condition, severity: "Error" }
    : condition;
}

/** Some controllers write `true`, or "true"; what is neither true nor false is unknown. */
function statusOf(value: unknown): ConditionStatus | undefined {
  if (value === "True" || value === "False" || value === "Unknown") return value;
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value !== "string" || value === "") return undefined;
  const text = value.toLowerCase();
  return text === "true" ? "True" : text === "false" || isBadStatus(value) ? "False" : "Unknown";
}

/** Prometheus has Available "Degraded". */
function isBadStatus(value: unknown): boolean {
  return typeof value === "string" && /^(degraded|failed|failure|error)$/i.test(value);
}

/** A condition with the other fields of an item of `status.conditions`. */
export function conditionAs(type: string, status: ConditionStatus, item: unknown): Condition {
  return {
    type,
    status,
    reason: textAt(item, "reason"),
    message: textAt(item, "message"),
    lastTransitionMs: timeAt(item, "lastTransitionTime"),
    observedGeneration: numberAt(item, "observedGeneration"),
    severity: textAt(item, "severity"),
  };
}
