import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { minP, minRuns, rankTest, runsNeeded } from "../../src/compare/rank-test.js";

const times = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 7 });

describe("the rank test", () => {
  it("gives the published probabilities of small samples", () => {
    expect(rankTest([1, 2, 3], [4, 5, 6]).p).toBeCloseTo(0.1, 10);
    expect(rankTest([1, 2, 3, 4], [5, 6, 7, 8]).p).toBeCloseTo(2 / 70, 10);
    expect(rankTest([1, 2, 4, 5, 9], [3, 6, 7, 8, 10]).p).toBeCloseTo(0.2222, 4);
  });

  it("agrees with counting every arrangement of the values, ties included", () => {
    fc.assert(
      fc.property(times, times, (a, b) => {
        expect(rankTest(a, b).p).toBeCloseTo(countedP(a, b), 9);
      }),
      { numRuns: 60 },
    );
  });

  it("does not depend on the order of the samples", () => {
    fc.assert(
      fc.property(times, times, (a, b) => {
        expect(rankTest(a, b).p).toBeCloseTo(rankTest(b, a).p, 9);
        expect(rankTest(a, b).larger).toBeCloseTo(1 - rankTest(b, a).larger, 9);
      }),
    );
  });

  it("changes to the normal approximation without a jump", () => {
    const values = (n: number, shift: number) => Array.from({ length: n }, (_, i) => ((i * 7919) % 101) + shift);
    expect(rankTest(values(16, 0), values(16, 30)).p).toBeCloseTo(rankTest(values(15, 0), values(15, 30)).p, 1);
    expect(rankTest(values(40, 0), values(40, 60)).p).toBeLessThan(0.001);
  });
});

describe("the number of runs needed", () => {
  it("is at least four of each: three against three are never significant", () => {
    expect(minP(3, 3)).toBeGreaterThan(0.05);
    expect(minP(4, 4)).toBeLessThan(0.05);
    expect(minRuns).toBe(4);
  });

  it("grows as the difference shrinks, and is not given where there is none", () => {
    expect(runsNeeded(1)).toBeLessThan(runsNeeded(0.8) ?? 0);
    expect(runsNeeded(0.5)).toBeUndefined();
  });
});

/** The two-sided probability of the rank sum, by trying all choices. */
function countedP(a: readonly number[], b: readonly number[]): number {
  const all = [...a, ...b];
  const rank = (value: number) => all.filter((other) => other < value).length + (all.filter((other) => other === value).length + 1) / 2;
  const ranks = all.map(rank);
  const middle = (ranks.reduce((sum, r) => sum + r, 0) * b.length) / all.length;
  const seen = Math.abs(ranks.slice(a.length).reduce((sum, r) => sum + r, 0) - middle);
  let [ways, asFar] = [0, 0];
  for (let chosen = 0; chosen < 1 << all.length; chosen++) {
    const picked = ranks.filter((_, i) => (chosen >> i) & 1);
    if (picked.length !== b.length) continue;
    ways++;
    if (Math.abs(picked.reduce((sum, r) => sum + r, 0) - middle) >= seen - 1e-9) asFar++;
  }
  return asFar / ways;
}
