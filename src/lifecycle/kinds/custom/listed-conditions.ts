import { at, itemsAt, numberAt, textAt } from "../../../model/fields.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { type Condition, conditionAs, readConditions } from "../../fields/conditions.js";
import { conditionSignal } from "./condition-signals.js";
import type { ConditionList } from "./field-signals.js";
import { unobserved } from "./generation-fields.js";
import { partName } from "./place.js";
import type { Signal } from "./signal.js";
import { polarityOf } from "./vocabulary.js";

/** Of the items of `status.conditions`. */
export function ownSignals(object: KubeObject, conditions: readonly Condition[]): readonly Signal[] {
  return [...signalsOf(withoutHistory(object, conditions)), ...errorsByPresence(object, conditions.length)];
}

function signalsOf(conditions: readonly Condition[]): readonly Signal[] {
  const isRun = !conditions.some(({ type }) => type === "Created" || type === "Running");
  const signals: Signal[] = [];
  for (const condition of conditions) {
    const found = conditionSignal(condition, isRun);
    if (found !== undefined) signals.push(found);
  }
  return signals;
}

/** Without a status: an error by its presence, as of Argo CD; or the log of what the object went through, of which the last is about now. */
function errorsByPresence(object: KubeObject, count: number): readonly Signal[] {
  const items = itemsAt(object, "status", "conditions");
  // All of them have a status.
  if (items.length === count) return [];
  return items.flatMap((item, i) => {
    const type = textAt(item, "type");
    if (type === undefined || at(item, "status") !== undefined) return [];
    if (!type.endsWith("Error") && !(i === items.length - 1 && polarityOf(type) === "bad")) return [];
    return conditionSignal(conditionAs(type, "True", item), false) ?? [];
  });
}

/**
 * The conditions that are about now: those that observed the newest spec, where some did; and where the conditions are the log of a state
 * ("initializing", "ready", "error", as Percona has them), the one of the present state.
 */
function withoutHistory(object: KubeObject, conditions: readonly Condition[]): readonly Condition[] {
  const wanted = numberAt(object, "metadata", "generation");
  const current = conditions.filter(({ observedGeneration }) => wanted === undefined || (observedGeneration ?? wanted) >= wanted);
  if (!current.some(({ type }) => /^[a-z]/.test(type))) return current;
  const state = (
    textAt(object, "status", "state") ??
    textAt(object, "status", "status") ??
    textAt(object, "status", "phase")
  )?.toLowerCase();
  const present = current.findLast(({ type, status }) => type.toLowerCase() === state && status === "True");
  if (present === undefined) return current;
  return current.filter((each) => each === present || !["busy", "bad", "good", "over", "suspended"].includes(polarityOf(each.type)));
}

/**
 * The conditions of parts. A part whose conditions are about an older spec waits for its controller; unless the same controller has since
 * reported on another one: then it is a part that is no more.
 */
export function nestedSignals({ field, items }: ConditionList, object: KubeObject): readonly Signal[] {
  const wanted = numberAt(object, "metadata", "generation");
  const parts = items.slice(0, maxParts).map((item) => ({ item, conditions: readConditions(item, "conditions") }));
  const isOld = ({ conditions }: (typeof parts)[number]) =>
    wanted !== undefined && conditions.length > 0 && conditions.every(({ observedGeneration }) => (observedGeneration ?? wanted) < wanted);
  const current = parts.filter((part) => part.conditions.length > 0 && !isOld(part));
  const controllers = new Set(current.map(({ item }) => textAt(item, "controllerName")));
  const waiting = parts.filter((part) => isOld(part) && !controllers.has(textAt(part.item, "controllerName")));
  const isNamed = !/^(parents|ancestors)$/.test(field) || parts.length > 1;
  const signals = current.flatMap(({ item, conditions }) => {
    const part = isNamed ? partName(field, item) : undefined;
    return signalsOf(conditions).map((each): Signal => ({ ...each, source: "nested-condition", part }));
  });
  return waiting.length > 0 ? [...signals, unobserved(field)] : signals;
}

/** Of one list: a status is untrusted input. */
const maxParts = 64;
