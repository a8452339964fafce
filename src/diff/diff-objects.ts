import type { KubeObject } from "../model/kube-object.js";
import { deepEqual, isComposite } from "./deep-equal.js";
import { type LineChange, textChange } from "./line-diff.js";
import { type ListMatch, matchLists } from "./match-lists.js";
import { isBoilerplate, isNoise, isOrderNoise } from "./noise.js";
import { displayPath, type PathSegment } from "./path.js";
import { BudgetSpent, WorkBudget } from "./work-budget.js";

interface ChangeBase {
  /** For people: `status.conditions[Ready].status`. Can hold recorded text. */
  readonly path: string;
  readonly segments: readonly PathSegment[];
}

/** One difference between two revisions of an object. */
export type Change =
  /** A new field or item; `after` is all of it, without noise. */
  | (ChangeBase & { readonly kind: "added"; readonly after: unknown })
  | (ChangeBase & { readonly kind: "removed"; readonly before: unknown })
  | (ChangeBase & { readonly kind: "changed"; readonly before: unknown; readonly after: unknown })
  /** A text of several lines (or JSON inside a string), by line. */
  | (ChangeBase & { readonly kind: "text"; readonly lines: readonly LineChange[] })
  /** An item of a list that moved; it is unchanged, or has changes of its own. */
  | (ChangeBase & { readonly kind: "moved"; readonly from: number; readonly to: number })
  /** Comparing this value would take too long (see `WorkBudget`). It is the last change: what follows it was not compared. */
  | (ChangeBase & { readonly kind: "too-different" });

export interface DiffOptions {
  /** Includes what `noise.ts` lists. */
  readonly noise?: boolean;
  /** How much work it may do. Default: `maxDiffWork`. */
  readonly budget?: WorkBudget;
}

/**
 * What differs between two revisions, for people, in the order of the newer one. Undefined: the object did not exist.
 * List items are matched by their keys, so one that moved is not shown as rewritten. Never throws, whatever the objects hold; the work is bounded,
 * and where the bound is reached the last change says so.
 */
export function diffObjects(before: KubeObject | undefined, after: KubeObject | undefined, options: DiffOptions = {}): readonly Change[] {
  const diff = new Diff(options.noise === true, options.budget ?? new WorkBudget());
  diff.compare(before ?? {}, after ?? {});
  return diff.changes;
}

/** Below this depth values are compared whole: no Kubernetes object is that deep, but a recording may be. */
const maxDepth = 64;
/** Units of work, for a field that may have changed: its path is made, and compared with all kinds of noise. */
const workPerField = 200;
const workPerKey = 4;

class Diff {
  readonly changes: Change[] = [];
  readonly #noise: boolean;
  readonly #budget: WorkBudget;
  /** Of the value that is compared at the moment. */
  #path: readonly PathSegment[] = [];

  constructor(noise: boolean, budget: WorkBudget) {
    this.#noise = noise;
    this.#budget = budget;
  }

  compare(before: Record<string, unknown>, after: Record<string, unknown>): void {
    try {
      this.#members([], before, after);
    } catch (error) {
      if (!(error instanceof BudgetSpent)) throw error;
      this.changes.push({ kind: "too-different", ...at(this.#path) });
    }
  }

  #members(path: readonly PathSegment[], before: Record<string, unknown>, after: Record<string, unknown>): void {
    const keys = [...Object.keys(after), ...Object.keys(before).filter((key) => !Object.hasOwn(after, key))];
    this.#budget.spend(workPerKey * keys.length);
    for (const name of keys) {
      const [then, now] = [own(before, name), own(after, name)];
      if (then !== now) this.#value([...path, { kind: "field", name }], then, now);
    }
  }

  #value(path: readonly PathSegment[], before: unknown, after: unknown): void {
    this.#path = path;
    this.#budget.spend(workPerField);
    if (before === after || this.#isHidden(path)) return;
    const asLists = path.length >= maxDepth ? undefined : listsOf(before, after);
    if (asLists !== undefined) this.#items(path, asLists.before, asLists.after);
    else if (isUnion(path, before, after)) this.#whole(path, before, after);
    else if (path.length < maxDepth && areMaps(path, before, after)) this.#members(path, asMap(before), asMap(after));
    else if (typeof before === "string" && typeof after === "string") this.#text(path, before, after);
    else this.#whole(path, before, after);
  }

  #items(path: readonly PathSegment[], before: readonly unknown[], after: readonly unknown[]): void {
    for (const match of matchLists(fieldName(path), before, after, this.#budget)) this.#item(path, match);
  }

  #item(list: readonly PathSegment[], match: ListMatch): void {
    const path = [...list, match.segment];
    this.#path = path;
    this.#budget.spend(workPerField);
    if (match.kind !== "kept" && this.#isHidden(path)) return;
    if (match.kind === "added") this.#add(path, match.after);
    else if (match.kind === "removed") this.changes.push({ kind: "removed", ...at(path), before: this.#withoutNoise(path, match.before) });
    else {
      if (match.moved && (this.#noise || !isOrderNoise(list)))
        this.changes.push({ kind: "moved", ...at(path), from: match.from, to: match.to });
      this.#value(path, match.before, match.after);
    }
  }

  #text(path: readonly PathSegment[], before: string, after: string): void {
    const lines = textChange(before, after, this.#budget);
    this.changes.push(lines === undefined ? { kind: "changed", ...at(path), before, after } : { kind: "text", ...at(path), lines });
  }

  #whole(path: readonly PathSegment[], before: unknown, after: unknown): void {
    if (deepEqual(before, after, this.#budget)) return;
    if (before === undefined) this.#add(path, after);
    else if (after === undefined) this.changes.push({ kind: "removed", ...at(path), before: this.#withoutNoise(path, before) });
    else this.changes.push({ kind: "changed", ...at(path), before, after });
  }

  #isHidden(path: readonly PathSegment[]): boolean {
    return !this.#noise && isNoise(path);
  }

  /** A copy of what was added or removed, without the noise in it. */
  #withoutNoise(path: readonly PathSegment[], value: unknown, levels = 10): unknown {
    this.#budget.spend(workPerField);
    if (this.#noise || levels === 0 || typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return this.#itemsWithoutNoise(path, value, levels);
    const members = Object.entries(value).map(([name, member]) => [[...path, { kind: "field", name } as const], name, member] as const);
    const kept = members.filter(([at, , member]) => !isNoise(at) && !isBoilerplate(at, member));
    const cleaned = kept.map(([at, name, member]) => [name, this.#withoutNoise(at, member, levels - 1)] as const);
    return Object.fromEntries(
      cleaned.filter(([name, member], i) => member === kept[i]?.[2] || !isBoilerplate([...path, { kind: "field", name }], member)),
    );
  }

  #itemsWithoutNoise(path: readonly PathSegment[], list: readonly unknown[], levels: number): readonly unknown[] {
    return matchLists(fieldName(path), [], list, this.#budget).flatMap((match) =>
      match.kind !== "added" || isNoise([...path, match.segment])
        ? []
        : [this.#withoutNoise([...path, match.segment], match.after, levels - 1)],
    );
  }

  #add(path: readonly PathSegment[], value: unknown): void {
    const after = this.#withoutNoise(path, value);
    if (this.#noise || !isBoilerplate(path, after)) this.changes.push({ kind: "added", ...at(path), after });
  }
}

/** A list that is added or removed is shown item by item when its items have names. */
function listsOf(before: unknown, after: unknown): { before: readonly unknown[]; after: readonly unknown[] } | undefined {
  if (Array.isArray(before) && Array.isArray(after)) return { before, after };
  if (isAbsent(before) && Array.isArray(after) && after.some(isMap)) return { before: [], after };
  if (isAbsent(after) && Array.isArray(before) && before.some(isMap)) return { before, after: [] };
  return undefined;
}

/** Some servers write null for an empty list. */
function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}

/** The state of a container is a union (waiting, running, terminated): when another member is set, the state is replaced, not edited. */
function isUnion(path: readonly PathSegment[], before: unknown, after: unknown): boolean {
  const name = fieldName(path);
  if ((name !== "state" && name !== "lastState") || !isMap(before) || !isMap(after)) return false;
  return Object.keys(before).join() !== Object.keys(after).join() && Object.keys(before).length > 0;
}

/** `metadata`, `spec` and `status` are shown field by field, also when they are added or removed as a whole. */
function areMaps(path: readonly PathSegment[], before: unknown, after: unknown): boolean {
  if (isMap(before) && isMap(after)) return true;
  return path.length === 1 && ((before === undefined && isMap(after)) || (after === undefined && isMap(before)));
}

function asMap(value: unknown): Record<string, unknown> {
  return isMap(value) ? value : {};
}

function at(path: readonly PathSegment[]): ChangeBase {
  return { path: displayPath(path), segments: path };
}

function fieldName(path: readonly PathSegment[]): string {
  const last = path.at(-1);
  return last?.kind === "field" ? last.name : "";
}

function own(map: Record<string, unknown>, name: string): unknown {
  return Object.hasOwn(map, name) ? map[name] : undefined;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return isComposite(value) && !Array.isArray(value);
}
