import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { barSegments, failingColumns } from "../../../../src/web/view/timeline/bar-segments.js";
import { densityOf } from "../../../../src/web/view/timeline/density.js";
import { markGroups, type RowMark } from "../../../../src/web/view/timeline/row-marks.js";
import { timeScale } from "../../../../src/web/view/timeline/time-scale.js";
import { analysed, type StageSketch } from "./analysed.js";

/** A pixel is 100 ms. */
const scale = timeScale({ domain: { fromMs: 0, toMs: 10_000 }, width: 100 });
const columns = { scale, pixelRatio: 1, endMs: 10_000 };

function drawn(stages: readonly StageSketch[], options = columns): readonly string[] {
  const { stageIntervals } = analysed("web", stages);
  return barSegments(stageIntervals, options).map(
    ({ from, to, index, merged }) => `${from}-${to} ${stageIntervals[index]?.stage.name}${merged > 0 ? ` +${merged}` : ""}`,
  );
}

describe("the bar of an object", () => {
  test("each stage takes the columns of its time", () => {
    expect(
      drawn([
        [0, "Created"],
        [2000, "Running"],
        [6000, "Ready", "good"],
      ]),
    ).toEqual(["0-20 Created", "20-60 Running", "60-100 Ready"]);
  });

  test("a failing stage shorter than a pixel takes it whole, before others and after them", () => {
    expect(
      drawn([
        [0, "Running"],
        [2010, "Crashed", "bad"],
        [2020, "Ready", "good"],
      ]),
    ).toEqual(["0-20 Running", "20-21 Crashed", "21-100 Ready"]);
    expect(
      drawn([
        [0, "Running"],
        [2010, "Crashed", "bad"],
        [2020, "Ready"],
        [2030, "Done"],
      ]),
    ).toEqual(["0-20 Running", "20-21 Crashed +1", "21-100 Done"]);
    expect(
      drawn([
        [2010, "Created"],
        [2020, "Scheduled"],
        [2030, "Crashed", "bad"],
        [2040, "Ready"],
      ]),
    ).toEqual(["20-21 Crashed +2", "21-100 Ready"]);
  });

  test("of short stages that do not fail, the last one of a pixel is drawn, and how many gave way to it", () => {
    expect(
      drawn([
        [2010, "Created"],
        [2020, "Scheduled"],
        [2030, "Creating"],
        [2110, "Ready"],
      ]),
    ).toEqual(["20-21 Creating +2", "21-100 Ready"]);
  });

  test("the last stage is drawn although the session ends with it", () => {
    expect(
      drawn([
        [0, "Running"],
        [9999, "Crashed", "bad"],
      ]),
    ).toEqual(["0-99 Running", "99-100 Crashed"]);
  });

  test("a finer screen shows what a coarser one merges", () => {
    const stages: readonly StageSketch[] = [
      [2000, "Created"],
      [2050, "Ready", "good"],
    ];
    expect(drawn(stages)).toEqual(["20-100 Ready +1"]);
    expect(drawn(stages, { ...columns, pixelRatio: 2 })).toEqual(["40-41 Created", "41-200 Ready"]);
  });

  test("columns never overlap, and no failing stage in view is without one", () => {
    const anyStages = fc.array(fc.tuple(fc.integer({ min: 0, max: 800 }), fc.boolean()), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(anyStages, fc.integer({ min: 0, max: 8000 }), fc.integer({ min: 2, max: 2000 }), (steps, fromMs, lengthMs) => {
        let at = 0;
        const stages = steps.map(([ms, isBad]): StageSketch => {
          at += ms;
          return isBad ? [at, "Failed", "bad"] : [at, "Running", "good"];
        });
        const { stageIntervals } = analysed("web", stages);
        const range = { fromMs, toMs: fromMs + lengthMs };
        const part = timeScale({ domain: { fromMs: 0, toMs: 60_000 }, range, width: 80 });
        const segments = barSegments(stageIntervals, { scale: part, pixelRatio: 1, endMs: 60_000 });
        for (const [i, { from, to }] of segments.entries()) {
          expect(to).toBeGreaterThan(from);
          expect(from).toBeGreaterThanOrEqual(segments[i - 1]?.to ?? 0);
          expect(to).toBeLessThanOrEqual(80);
        }
        for (const [i, { fromMs: start, stage }] of stageIntervals.entries()) {
          const end = stageIntervals[i + 1]?.fromMs ?? 60_000;
          if (stage.tone !== "bad" || start >= range.toMs || end <= range.fromMs) continue;
          const column = Math.max(0, Math.floor(part.xOf(start)));
          const shown = segments.find(({ from, to }) => from <= column && column < to);
          expect(stageIntervals[shown?.index ?? -1]?.stage.tone).toBe("bad");
        }
      }),
    );
  });
});

describe("what is drawn of many objects at once", () => {
  const short = analysed("a", [
    [0, "Running"],
    [5010, "Crashed", "bad"],
    [5020, "Ready", "good"],
  ]);
  const long = analysed("b", [[1000, "Failed", "bad"]]);

  test("a collapsed row marks each pixel in which an object below it failed", () => {
    expect([...failingColumns([short], columns)].flatMap((isBad, x) => (isBad ? [x] : []))).toEqual([50]);
    expect([...failingColumns([short, long], columns)].filter((isBad) => isBad === 1)).toHaveLength(90);
  });

  test("the minimap counts failing objects in each pixel, the shortest failure too", () => {
    const { failing, changes, maxFailing } = densityOf([short, long], scale, 10_000);
    expect([failing[9], failing[10], failing[50], failing[51]]).toEqual([0, 1, 2, 1]);
    expect([changes[0], changes[50], maxFailing]).toEqual([1, 2, 2]);
  });
});

describe("marks that are too close", () => {
  const event = (atMs: number): RowMark => ({ kind: "event", atMs, isBad: false });
  const warning = (atMs: number): RowMark => ({ kind: "warning", atMs, isBad: true });

  test("a failing one is drawn for all of them, and none is lost", () => {
    const groups = markGroups([event(1000), warning(1100), event(1200), event(4000)], scale, 5);
    expect(groups.map(({ x, mark, all }) => [x, mark.kind, all.length])).toEqual([
      [10, "warning", 3],
      [40, "event", 1],
    ]);
  });

  test("what happened before the axis begins is shown at its start", () => {
    expect(markGroups([event(-60_000)], scale, 5, 0).map(({ x }) => x)).toEqual([0]);
  });
});
