/**
 * Whether two JSON values are equal, key order apart. Iterative, because a recursion would run out of stack on deeply nested values. Only own keys
 * count, `__proto__` among them.
 */
export function deepEqual(left: unknown, right: unknown): boolean {
  const open: [unknown, unknown][] = [[left, right]];
  for (let pair = open.pop(); pair !== undefined; pair = open.pop()) {
    const [a, b] = pair;
    if (Object.is(a, b) || (a === 0 && b === 0)) continue;
    if (!isComposite(a) || !isComposite(b) || Array.isArray(a) !== Array.isArray(b)) return false;
    const keys = Object.keys(a);
    if (keys.length !== Object.keys(b).length) return false;
    for (const key of keys) {
      if (!Object.hasOwn(b, key)) return false;
      open.push([a[key], b[key]]);
    }
  }
  return true;
}

export function isComposite(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
