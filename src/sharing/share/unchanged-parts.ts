import { jsonText } from "../../io/json-text.js";
import type { KubeObject, ObjectRef } from "../../model/kube-object.js";
import { maxDepth } from "./map-values.js";

type Members = Readonly<Record<string, unknown>>;

/** Of objects, as text, that are kept for their next revision. */
const maxKeptLength = 16 * 2 ** 20;

/**
 * Gives the unchanged parts of an object the identity that they had in its last revision, so that whoever saw such a part in that place need not look
 * again. A part is unchanged where it is equal, member by member in the same order, and so is what rules read around it: in every object that it is in, the
 * names of the members and their texts, numbers and booleans (but for those that change with every revision), and the labels of an object of Kubernetes.
 */
export class UnchangedParts {
  readonly #last = new Map<string, { readonly object: unknown; readonly length: number }>();
  #length = 0;

  /** The last object where it is equal, or the object, with unchanged parts of the last. `length`: of its text. */
  shared<T extends KubeObject>(id: string, object: T, length: number): T {
    const last = this.#last.get(id);
    const shared = last === undefined ? object : sharedWith(last.object, object, 0);
    if (last !== undefined) this.#length -= last.length;
    this.#last.delete(id);
    this.#last.set(id, { object: shared, length });
    this.#length += length;
    this.#forget();
    return shared as T;
  }

  /** Those that did not change for longest. */
  #forget(): void {
    for (const [id, { length }] of this.#last) {
      if (this.#length <= maxKeptLength) return;
      this.#last.delete(id);
      this.#length -= length;
    }
  }
}

/** What is looked at in the same way: an object under another kind is another. */
export function idOf({ uid, apiVersion, kind }: ObjectRef): string {
  return `${uid}\n${apiVersion}\n${kind}`;
}

/** Puts the parts into `after` itself, which is equal afterwards. */
function sharedWith(before: unknown, after: unknown, depth: number): unknown {
  if (before === after || !isContainer(before) || !isContainer(after) || depth > maxDepth) return after;
  if (Array.isArray(before) !== Array.isArray(after)) return after;
  return Array.isArray(after)
    ? sharedList(before as readonly unknown[], after, depth)
    : sharedRecord(before as Members, after as Members, depth);
}

function sharedList(before: readonly unknown[], after: unknown[], depth: number): readonly unknown[] {
  let isSame = before.length === after.length;
  for (let i = 0; i < after.length; i++) {
    if (i < before.length) after[i] = sharedWith(before[i], after[i], depth + 1);
    isSame &&= after[i] === before[i];
  }
  return isSame ? before : after;
}

function sharedRecord(before: Members, after: Record<string, unknown>, depth: number): Members {
  const names = Object.keys(after);
  if (!isContextSame(before, after, names)) return after;
  let isSame = true;
  for (const name of names) {
    const shared = sharedWith(before[name], after[name], depth + 1);
    isSame &&= shared === before[name];
    // Its setter would change the prototype.
    if (name !== "__proto__") after[name] = shared;
  }
  return isSame ? before : after;
}

/** Whether the members say the same about each other; what is in them may have changed. */
function isContextSame(before: Members, after: Members, names: readonly string[]): boolean {
  const namesBefore = Object.keys(before);
  return (
    names.length === namesBefore.length && names.every((name, i) => name === namesBefore[i] && saysTheSame(name, before[name], after[name]))
  );
}

function saysTheSame(name: string, before: unknown, after: unknown): boolean {
  if (before === after || changingFields.has(name)) return true;
  if (!isContainer(before) || !isContainer(after)) return false;
  if (name === "labels") return isEqual(before, after);
  return name !== "metadata" || isEqual((before as Members)["labels"], (after as Members)["labels"]);
}

function isEqual(before: unknown, after: unknown): boolean {
  return before === after || (isContainer(before) && isContainer(after) && jsonText(before) === jsonText(after));
}

function isContainer(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

const changingFields: ReadonlySet<string> = new Set(["resourceVersion", "generation", "observedGeneration", "deletionTimestamp", "time"]);
