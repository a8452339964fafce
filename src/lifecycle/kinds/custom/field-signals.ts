import { at } from "../../../model/fields.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { errorSignal, messageSignal, reasonSignal } from "./error-fields.js";
import { fieldName, isStepName } from "./field-names.js";
import { componentSignal, isUnobservedBy } from "./generation-fields.js";
import { isFields, type StatusFields, type StatusPlace } from "./place.js";
import { countSignal, flagSignal, fractionSignal } from "./readiness-fields.js";
import type { Signal } from "./signal.js";
import { codeSignal, levelSignal, stateSignal } from "./state-fields.js";

/** A list below the status whose items have conditions of their own: listeners, parents, nodes. */
export interface ConditionList {
  /** "listeners". */
  readonly field: string;
  readonly items: readonly unknown[];
}

/** What the fields of a status say besides its own conditions. */
interface FieldSignals {
  readonly signals: readonly Signal[];
  readonly conditionLists: readonly ConditionList[];
  /** The controller has not observed the newest spec, by a field other than `observedGeneration`. */
  readonly isUnobserved: boolean;
}

/** A status is untrusted input: one with thousands of parts is read in part. */
const maxPlaces = 200;
const maxItems = 64;
/** The deepest known state: `pendingServiceStatus.applicationStatuses.app.status`, and the parts of its parts. */
const maxNesting = 4;

/**
 * Reads `status` and the objects one level below it: phases and states, errors, flags, counts of what is ready; and the states of its parts, which
 * are items of lists and entries of maps, and what is in them.
 */
export function readFields(object: KubeObject): FieldSignals {
  const reader = new FieldReader();
  const fields = object["status"];
  if (!isFields(fields)) return reader;
  reader.read({ object, fields, depth: 0, parent: "", isLast: false, nesting: 0, isItem: false, isInner: false, isStep: false });
  if (reader.signals.length === 0) reader.add(messageSignal(fields));
  return reader;
}

class FieldReader implements FieldSignals {
  readonly signals: Signal[] = [];
  readonly conditionLists: ConditionList[] = [];
  isUnobserved = false;
  #places = 0;

  read(place: StatusPlace): void {
    if (++this.#places > maxPlaces) return;
    const { fields } = place;
    for (const key in fields) {
      const value = fields[key];
      if (typeof value === "string") this.#readText(place, key, value);
      else if (Array.isArray(value)) this.#readList(place, key, value);
      else if (isFields(value)) this.#readObject(place, key, value);
      // Of the parts of a part, only what says in words that it fails counts.
      else if (place.isInner) continue;
      else if (typeof value === "boolean") this.add(flagSignal(place, key, value));
      else if (typeof value === "number") this.#readNumber(place, key, value);
    }
  }

  add(found: Signal | undefined): void {
    if (found !== undefined) this.signals.push(found);
  }

  #readText(place: StatusPlace, key: string, value: string): void {
    if (value === "") return;
    const name = fieldName(key);
    switch (name.meaning) {
      case "state":
      case "aspect-state":
        this.add(stateSignal(place, key, value, name));
        return;
      case "failure":
      case "error":
        this.add(errorSignal(place, key, value, name));
        return;
      case "level":
        this.add(levelSignal(place, key, value));
        return;
      case "ready-count":
        this.add(fractionSignal(key, value));
        return;
      case "good-flag":
        if (/^(true|false)$/i.test(value) && !place.isInner) this.add(flagSignal(place, key, /^t/i.test(value)));
        return;
      case "generation":
        if (place.depth === 0) this.add(componentSignal(place.object, key, value));
        return;
      default:
        if (key === "reason" && place.depth > 0) this.add(reasonSignal(place, value));
    }
  }

  #readNumber(place: StatusPlace, key: string, value: number): void {
    const name = fieldName(key);
    if (name.meaning === "state") this.add(codeSignal(place, key, value));
    else if (name.meaning !== "generation") this.add(countSignal(place, key, value, name));
    else if (place.depth === 0) {
      this.isUnobserved ||= isUnobservedBy(place.object, key, value);
      this.add(componentSignal(place.object, key, value));
    }
  }

  #readObject(place: StatusPlace, key: string, fields: StatusFields): void {
    // Not a list: `condition: { type: Ready, status: "False" }`.
    if (key === "condition" && typeof fields["status"] === "string") {
      this.conditionLists.push({ field: "", items: [{ conditions: [fields] }] });
      return;
    }
    const name = fieldName(key);
    if (name.meaning === "other-time" || place.nesting >= maxNesting) return;
    if (name.meaning === "error" || name.meaning === "failure") this.add(errorSignal(place, key, fields, name));
    else this.read(placeIn(place, { key, fields, depth: Math.min(place.depth + 1, 2), isItem: place.isItem }));
  }

  #readList(place: StatusPlace, key: string, items: readonly unknown[]): void {
    const name = fieldName(key);
    if (items.length === 0 || name.meaning === "other-time") return;
    if (name.meaning === "error") this.add(errorSignal(place, key, items, name));
    if (place.nesting >= maxNesting) return;
    if (key === "conditions") {
      // Those of the status itself are read first.
      if (place.depth > 0 && !place.isItem) this.conditionLists.push({ field: "", items: [place.fields] });
      return;
    }
    if (items.some((item) => Array.isArray(at(item, "conditions")))) this.conditionLists.push({ field: key, items });
    const end = Math.min(items.length, maxItems);
    for (let i = 0; i < end; i++) {
      const item = items[i];
      if (isFields(item)) this.read(placeIn(place, { key, fields: item, depth: 2, isItem: true }));
    }
  }
}

function placeIn(outer: StatusPlace, { key, ...inner }: { key: string } & Pick<StatusPlace, "fields" | "depth" | "isItem">): StatusPlace {
  return {
    ...inner,
    object: outer.object,
    // An object in the status is known by its own name, a part by that of its list.
    parent: outer.depth === 0 || (inner.isItem && !outer.isItem) ? key : outer.parent,
    nesting: outer.nesting + 1,
    isInner: outer.depth === 2,
    isLast: outer.isLast || fieldName(key).isLast,
    isStep: outer.isStep || isStepName(key),
  };
}
