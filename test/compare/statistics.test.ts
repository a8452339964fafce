import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { minP, minRuns, rankTest, runsNeeded } from "../../src/compare/rank-test.js";
import type { Timetable } from "../../src/compare/trends.js";
import { trendsOf } from "../../src/compare/trends.js";

const times = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 7 });

describe("the rank test", () => {
  it("knows the published probabilities of small samples", () => {
    expect(rankTest([1, 2, 3], [4, 5, 6]).p).toBeCloseTo(0.1, 10);
    expect(rankTest([1, 2, 3, 4], [5, 6, 7, 8]).p).toBeCloseTo(2 / 70, 10);
    expect(rankTest([1, 2, 4, 5, 9], [3, 6, 7, 8, 10]).p).toBeCloseTo(0.2222, 4);
  });

  it("agrees with counting every way to deal the values out, ties included", () => {
    fc.assert(
      fc.property(times, times, (a, b) => {
        expect(rankTest(a, b).p).toBeCloseTo(countedP(a, b), 9);
      }),
      { numRuns: 60 },
    );
  });

  it("does not depend on which sample is called the first", () => {
    fc.assert(
      fc.property(times, times, (a, b) => {
        expect(rankTest(a, b).p).toBeCloseTo(rankTest(b, a).p, 9);
        expect(rankTest(a, b).larger).toBeCloseTo(1 - rankTest(b, a).larger, 9);
      }),
    );
  });

  it("goes over into the normal approximation without a jump", () => {
    const values = (n: number, shift: number) => Array.from({ length: n }, (_, i) => ((i * 7919) % 101) + shift);
    expect(rankTest(values(16, 0), values(16, 30)).p).toBeCloseTo(rankTest(values(15, 0), values(15, 30)).p, 1);
    expect(rankTest(values(40, 0), values(40, 60)).p).toBeLessThan(0.001);
  });
});

describe("how many runs it takes", () => {
  it("three against three never tell anything, four against four can", () => {
    expect(minP(3, 3)).toBeGreaterThan(0.05);
    expect(minP(4, 4)).toBeLessThan(0.05);
    expect(minRuns).toBe(4);
  });

  it("the smaller the difference, the more runs; none that anybody makes where there is none", () => {
    expect(runsNeeded(1)).toBeLessThan(runsNeeded(0.8) ?? 0);
    expect(runsNeeded(0.5)).toBeUndefined();
  });
});

describe("several runs against several", () => {
  it("a step that got slower is told apart from those that are only late after it", () => {
    const pulls = [400, 410, 390, 405];
    const [trend, after] = trendsOf(
      pulls.map((ms) => table(ms, ms + 100)),
      pulls.map((ms) => table(ms + 1000, ms + 1100)),
    );
    expect(trend).toMatchObject({ name: "Image pulled", verdict: "slower", step: { verdict: "slower" } });
    expect(after).toMatchObject({ name: "Started", verdict: "slower", step: { verdict: "noise" } });
  });

  it("what scatters as before is noise, and how many runs would tell is said where it is not hopeless", () => {
    const [trend] = trendsOf(
      [400, 500, 450, 480].map((ms) => table(ms, ms)),
      [460, 430, 520, 490].map((ms) => table(ms, ms)),
    );
    expect(trend).toMatchObject({ verdict: "noise" });
    expect(trend?.runsNeeded).toBeGreaterThan(4);
  });

  it("with three against three nothing is claimed, however clear it looks", () => {
    const [trend] = trendsOf(
      [1, 2, 3].map((ms) => table(ms, ms)),
      [1001, 1002, 1003].map((ms) => table(ms, ms)),
    );
    expect(trend).toMatchObject({ verdict: "too-few" });
  });

  it("a milestone that some runs never reached says how many did", () => {
    const [trend] = trendsOf([table(1, 1), new Map()], [table(1, 1)]);
    expect(trend?.baseline).toMatchObject({ runs: 2, reached: 1 });
  });
});

function table(pulled: number, started: number): Timetable {
  const entry = (name: string, atMs: number, stepMs: number) =>
    [name, { row: { role: "Pod/web", name }, atMs, stepMs, grainMs: 5 }] as const;
  return new Map([entry("Image pulled", pulled, pulled), entry("Started", started, started - pulled)]);
}

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
