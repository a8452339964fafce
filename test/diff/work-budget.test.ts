import { describe, expect, it } from "vitest";
import { type Change, diffObjects } from "../../src/diff/diff-objects.js";
import { applyPatch, makePatch } from "../../src/diff/json-patch.js";
import { maxDiffWork, WorkBudget } from "../../src/diff/work-budget.js";
import type { KubeObject } from "../../src/model/kube-object.js";
import { changeLines } from "../../src/report/replay/change-lines.js";
import { noTimeBase } from "../../src/report/replay/recorded-value.js";
import { paintWith } from "../../src/report/terminal/paint.js";

const times = <T>(n: number, of: (i: number) => T) => Array.from({ length: n }, (_, i) => of(i));

/** Pairs of objects that have much in common and differ everywhere, in so many places. */
const pairs: Readonly<Record<string, (n: number, seed: string) => object>> = {
  "a list of items without keys that begin alike": (n, seed) => ({
    spec: { list: times(n, (i) => ({ begin: { a: times(50, (j) => j), text: "x".repeat(500) }, end: `${seed}${i}` })) },
  }),
  "a list of lists": (n, seed) => ({ spec: { list: times(n, (i) => [times(40, (j) => j), `${seed}${i}`]) } }),
  "a text of long lines that begin alike": (n, seed) => ({ data: { text: times(n, (i) => `${"x".repeat(2000)}${seed}${i}`).join("\n") } }),
  "a map of many keys": (n, seed) => ({ data: Object.fromEntries(times(n * 100, (i) => [`k${i}`, `${seed}${i}`])) }),
  "a list of numbers": (n, seed) => ({ spec: { list: times(n * 100, (i) => (seed === "a" ? i : -i)) } }),
};

const asObject = (fields: object): KubeObject => ({ metadata: {}, ...fields });

function diffOf(before: object, after: object): { changes: readonly Change[]; spent: number } {
  const budget = new WorkBudget();
  const changes = diffObjects(asObject(before), asObject(after), { budget });
  return { changes, spent: budget.spent };
}

describe("a diff has one budget of work, deep equality included", () => {
  it.each(Object.keys(pairs))("%s: the budget ends it, and the last change says so", (name) => {
    const make = pairs[name] ?? (() => ({}));
    const { changes, spent } = diffOf(make(1000, "a"), make(1000, "b"));
    expect(spent).toBeLessThan(maxDiffWork * 1.2);
    expect(changes.at(-1)?.kind).toBe("too-different");
    const [line] = changeLines(changes.slice(-1), { paint: paintWith(false), base: noTimeBase });
    expect(line).toMatch(/^~ (spec|data)\S* +too different to show in detail; what follows it is not compared$/);
  });

  it.each(Object.keys(pairs))("%s: what differs in one place is shown there", (name) => {
    const before = pairs[name]?.(800, "a") ?? {};
    const after = JSON.parse(JSON.stringify(before).replace("a799", "c")) as object;
    if (name === "a list of numbers") return;
    const { changes } = diffOf(before, after);
    expect(changes).toHaveLength(1);
    expect(changes[0]?.kind).not.toBe("too-different");
  });

  it("what did not change costs work in proportion to its size", () => {
    for (const make of Object.values(pairs)) {
      const [small, large] = [100, 400].map((n) => diffOf(make(n, "a"), make(n, "a")).spent);
      expect(large).toBeLessThan(5 * (small ?? 0));
    }
  });

  it("a JSON Patch replaces the whole then", () => {
    const make = pairs["a list of lists"] ?? (() => ({}));
    const [before, after] = [make(1000, "a"), make(1000, "b")];
    const budget = new WorkBudget();
    const patch = makePatch(before, after, budget);
    expect(patch).toEqual([{ op: "replace", path: "", value: after }]);
    expect(budget.spent).toBeLessThan(maxDiffWork * 1.2);
    expect(applyPatch(before, patch)).toEqual(after);
  });

  it("names of any length are not repeated in every path below them", () => {
    const make = (seed: number) => ({ data: { ["n".repeat(100_000)]: Object.fromEntries(times(1000, (i) => [`k${i}`, i + seed])) } });
    const { changes } = diffOf(make(1), make(2));
    expect(changes.length).toBeGreaterThan(900);
    expect(changes.reduce((sum, { path }) => sum + path.length, 0)).toBeLessThan(1000 * 400);
  });
});
