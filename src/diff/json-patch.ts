import { deepEqual, isComposite } from "./deep-equal.js";
import { commonSubsequence } from "./subsequence.js";
import { BudgetSpent, WorkBudget } from "./work-budget.js";

/** One operation of a JSON Patch (RFC 6902); these three suffice. */
export type PatchOperation =
  | { readonly op: "add"; readonly path: string; readonly value: unknown }
  | { readonly op: "remove"; readonly path: string }
  | { readonly op: "replace"; readonly path: string; readonly value: unknown };

/** Below this depth values are replaced whole. */
const maxDepth = 64;

/**
 * A patch that turns `before` into `after`, for programs: `applyPatch(a, makePatch(a, b))` equals `b`. Values are shared with `after`. Where comparing the
 * two would take more than the budget, it replaces the whole.
 */
export function makePatch(before: unknown, after: unknown, budget: WorkBudget = new WorkBudget()): readonly PatchOperation[] {
  const patch = new Patch(budget);
  try {
    patch.compare(before, after, []);
  } catch (error) {
    if (!(error instanceof BudgetSpent)) throw error;
    return [{ op: "replace", path: "", value: after }];
  }
  return patch.operations;
}

class Patch {
  readonly operations: PatchOperation[] = [];
  readonly #budget: WorkBudget;

  constructor(budget: WorkBudget) {
    this.#budget = budget;
  }

  compare(before: unknown, after: unknown, path: readonly string[]): void {
    if (this.#isSame(before, after)) return;
    if (path.length < maxDepth && isComposite(before) && isComposite(after) && Array.isArray(before) === Array.isArray(after)) {
      if (Array.isArray(before) && Array.isArray(after)) this.#compareLists(before, after, path);
      else this.#compareMaps(before, after, path);
    } else this.operations.push({ op: "replace", path: this.#pointer(path), value: after });
  }

  #compareMaps(before: Record<string, unknown>, after: Record<string, unknown>, path: readonly string[]): void {
    for (const key of Object.keys(before))
      if (!Object.hasOwn(after, key)) this.operations.push({ op: "remove", path: this.#pointer([...path, key]) });
    for (const key of Object.keys(after)) {
      if (Object.hasOwn(before, key)) this.compare(before[key], after[key], [...path, key]);
      else this.operations.push({ op: "add", path: this.#pointer([...path, key]), value: after[key] });
    }
  }

  /** Goes through both lists; `place` is the index in the list as patched so far. */
  #compareLists(before: readonly unknown[], after: readonly unknown[], path: readonly string[]): void {
    let i = 0;
    let place = 0;
    const same = (x: unknown, y: unknown) => this.#isSame(x, y);
    for (const [a, b] of [...commonSubsequence(before, after, same, this.#budget), [before.length, after.length] as const]) {
      while (i < a && place < b) this.compare(before[i++], after[place], [...path, `${place++}`]);
      for (; i < a; i++) this.operations.push({ op: "remove", path: this.#pointer([...path, `${place}`]) });
      for (; place < b; place++) this.operations.push({ op: "add", path: this.#pointer([...path, `${place}`]), value: after[place] });
      i = a + 1;
      place = b + 1;
    }
  }

  #isSame(before: unknown, after: unknown): boolean {
    return deepEqual(before, after, this.#budget);
  }

  /** Each repeats the names above it, which can be long. */
  #pointer(tokens: readonly string[]): string {
    const pointer = toPointer(tokens);
    this.#budget.spend(Math.floor(pointer.length / charactersPerUnit));
    return pointer;
  }
}

const charactersPerUnit = 8;

/** Applies a patch to a copy. Throws `RangeError` when an operation does not fit it, or leads deeper than a patch of `makePatch` does. */
export function applyPatch(document: unknown, patch: readonly PatchOperation[]): unknown {
  return patch.reduce((value, operation) => {
    const tokens = fromPointer(operation.path);
    if (tokens.length > maxDepth + 1) throw new RangeError(`more than ${maxDepth} levels at ${operation.path.slice(0, 80)}`);
    return applyAt(value, tokens, operation);
  }, document);
}

function applyAt(target: unknown, tokens: readonly string[], operation: PatchOperation): unknown {
  const [token, ...rest] = tokens;
  if (token === undefined) return operation.op === "remove" ? undefined : operation.value;
  if (!isComposite(target)) throw new RangeError(`nothing to patch at ${operation.path.slice(0, 80)}`);
  const last = rest.length === 0;
  if (Array.isArray(target)) return patchList(target, token, last, rest, operation);
  if (!Object.hasOwn(target, token) && !(last && operation.op === "add"))
    throw new RangeError(`no member for ${operation.path.slice(0, 80)}`);
  const members = Object.entries(target);
  if (last && operation.op === "remove") return Object.fromEntries(members.filter(([key]) => key !== token));
  const value = last && operation.op !== "remove" ? operation.value : applyAt(target[token], rest, operation);
  return Object.fromEntries(
    Object.hasOwn(target, token) ? members.map(([key, old]) => [key, key === token ? value : old]) : [...members, [token, value]],
  );
}

function patchList(list: readonly unknown[], token: string, last: boolean, rest: readonly string[], operation: PatchOperation): unknown {
  const index = token === "-" ? list.length : /^(0|[1-9]\d*)$/.test(token) ? Number(token) : Number.NaN;
  const limit = last && operation.op === "add" ? list.length : list.length - 1;
  if (!(index <= limit)) throw new RangeError(`no item for ${operation.path.slice(0, 80)}`);
  if (!last) return list.with(index, applyAt(list[index], rest, operation));
  if (operation.op === "remove") return list.toSpliced(index, 1);
  return operation.op === "add" ? list.toSpliced(index, 0, operation.value) : list.with(index, operation.value);
}

/** A JSON Pointer (RFC 6901) of these reference tokens: "/metadata/labels/a~1b". The empty list is the whole document: "". */
export function toPointer(tokens: readonly string[]): string {
  return tokens.map((token) => `/${token.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** The reference tokens of a JSON Pointer. Throws `RangeError` when it is not one. */
export function fromPointer(pointer: string): readonly string[] {
  if (pointer === "") return [];
  if (!pointer.startsWith("/") || /~(?![01])/.test(pointer)) throw new RangeError(`not a JSON Pointer: ${pointer.slice(0, 80)}`);
  return pointer
    .slice(1)
    .split("/")
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
}
