import { textWork, type WorkBudget } from "./work-budget.js";

/**
 * Whether two JSON values are equal, key order apart. Iterative, because a recursion would run out of stack on deeply nested values. Only own keys
 * count, `__proto__` among them. With a budget it throws `BudgetSpent` when that is spent.
 */
export function deepEqual(left: unknown, right: unknown, budget?: WorkBudget): boolean {
  const open: [unknown, unknown][] = [[left, right]];
  for (let pair = open.pop(); pair !== undefined; pair = open.pop()) {
    const [a, b] = pair;
    budget?.spend(typeof a === "string" && typeof b === "string" ? textWork(a, b) : workPerValue);
    if (Object.is(a, b) || (a === 0 && b === 0)) continue;
    if (!isComposite(a) || !isComposite(b) || Array.isArray(a) !== Array.isArray(b)) return false;
    const keys = Object.keys(a);
    budget?.spend(workPerKey * keys.length);
    if (keys.length !== Object.keys(b).length) return false;
    for (const key of keys) {
      if (!Object.hasOwn(b, key)) return false;
      open.push([a[key], b[key]]);
    }
  }
  return true;
}

/** Units of work. */
const workPerValue = 2;
const workPerKey = 4;

export function isComposite(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
