import { describe, expect, test } from "vitest";
import { chartTable } from "../../../../src/web/view/charts/chart-table.js";
import { countsAt, podsByStage, stackedAreas } from "../../../../src/web/view/charts/pods-by-stage.js";
import { stepLine, valueAt } from "../../../../src/web/view/charts/step-line.js";
import { timeScale } from "../../../../src/web/view/timeline/time-scale.js";
import { analysed } from "../timeline/analysed.js";

/** A pixel is 100 ms. */
const scale = timeScale({ domain: { fromMs: 0, toMs: 10_000 }, width: 100 });
const yOf = (value: number) => 10 - value;

describe("a number over time", () => {
  const points = [
    { offsetMs: 0, value: 1 },
    { offsetMs: 5000, value: 3 },
  ];

  test("stays until it changes", () => {
    expect(stepLine(points, scale, 10_000, yOf)).toBe("M0 9H50V7V7V7H100");
    expect([valueAt(points, 4999), valueAt(points, 5000), valueAt(points, -1)]).toEqual([1, 3, undefined]);
  });

  test("a change that is undone within a pixel is visible", () => {
    const short = [...points, { offsetMs: 5010, value: 9 }, { offsetMs: 5020, value: 3 }];
    expect(stepLine(short, scale, 10_000, yOf)).toBe("M0 9H50V7V1V7H100");
  });

  test("begins with the value from before the range", () => {
    const part = timeScale({ domain: { fromMs: 0, toMs: 10_000 }, range: { fromMs: 6000, toMs: 8000 }, width: 100 });
    expect(stepLine(points, part, 10_000, yOf)).toBe("M0 7H100");
  });
});

describe("Pods by stage", () => {
  const pods = podsByStage([
    analysed("a", [
      [0, "Created"],
      [1000, "Ready", "good"],
      [9000, "Deleted", "ended"],
    ]),
    analysed("b", [
      [500, "Created"],
      [2000, "Crashed", "bad"],
      [2010, "Ready", "good"],
    ]),
    analysed("web", [[0, "Available", "good"]], { kind: "Deployment" }),
  ]);

  test("each Pod counts in one stage, and in none before it appears and after it is deleted", () => {
    expect(pods.stages.map(({ name }) => name)).toEqual(["Crashed", "Created", "Ready"]);
    expect([-1, 0, 600, 1000, 2005, 2010, 9500].map((ms) => countsAt(pods, ms).join())).toEqual([
      "0,0,0",
      "0,1,0",
      "0,2,0",
      "0,1,1",
      "1,0,1",
      "0,0,2",
      "0,0,1",
    ]);
    expect(pods.max).toBe(2);
  });

  test("a failure shorter than a pixel is drawn in that pixel", () => {
    const [crashed] = stackedAreas(pods, scale, 10_000, yOf);
    expect(crashed).toMatch(/H20V9H21V10/);
  });

  test("the table has the same numbers at the moments at which they change", () => {
    const metric = { name: "containers ready", points: [{ offsetMs: 3000, value: 1 }] } as const;
    const { columns, rows, left } = chartTable([metric], pods, { fromMs: 0, toMs: 5000 });
    expect(columns).toEqual(["containers ready (all Pods)", "Crashed", "Created", "Ready"]);
    expect(rows.map(({ ms }) => ms)).toEqual([0, 500, 1000, 2000, 2010, 3000]);
    expect(rows.at(-1)?.values).toEqual([1, 0, 0, 2]);
    expect(left).toBe(0);
  });
});
