import { describe, expect, it } from "vitest";
import { type Timetable, trendsOf } from "../../src/compare/trends.js";

describe("trends of several runs against several", () => {
  it("only the step that became slower is slower; later milestones are late because of it", () => {
    const pulls = [400, 410, 390, 405];
    const [trend, after] = trendsOf(
      pulls.map((ms) => table(ms, ms + 100)),
      pulls.map((ms) => table(ms + 1000, ms + 1100)),
    );
    expect(trend).toMatchObject({ name: "Image pulled", verdict: "slower", step: { verdict: "slower" } });
    expect(after).toMatchObject({ name: "Started", verdict: "slower", step: { verdict: "noise" } });
  });

  it("a difference within the scatter is noise, with the number of runs that would decide it", () => {
    const [trend] = trendsOf(
      [400, 500, 450, 480].map((ms) => table(ms, ms)),
      [460, 430, 520, 490].map((ms) => table(ms, ms)),
    );
    expect(trend).toMatchObject({ verdict: "noise" });
    expect(trend?.runsNeeded).toBeGreaterThan(4);
  });

  it("three runs against three are too few, however clear the difference", () => {
    const [trend] = trendsOf(
      [1, 2, 3].map((ms) => table(ms, ms)),
      [1001, 1002, 1003].map((ms) => table(ms, ms)),
    );
    expect(trend).toMatchObject({ verdict: "too-few" });
  });

  it("a milestone that some runs did not reach says how many did", () => {
    const [trend] = trendsOf([table(1, 1), new Map()], [table(1, 1)]);
    expect(trend?.baseline).toMatchObject({ runs: 2, reached: 1 });
  });
});

function table(pulled: number, started: number): Timetable {
  const entry = (name: string, atMs: number) => [name, { row: { role: "Pod/web", name }, atMs, grainMs: 5 }] as const;
  return new Map([entry("Image pulled", pulled), entry("Started", started)]);
}
