import { describe, expect, test } from "vitest";
import type { Uid } from "../../../../src/model/kube-object.js";
import { timelineForest, timelineRows, wasFailing } from "../../../../src/web/view/timeline/timeline-rows.js";
import { analysed, milestone } from "./analysed.js";

const deployment = analysed("web", [[0, "Rolling out"]], { kind: "Deployment" });
const first = analysed("web-b", [[10, "Running"]], { owner: "web" });
const second = analysed(
  "web-a",
  [
    [20, "Running"],
    [30, "Crashed", "bad"],
  ],
  { owner: "web" },
);
const existing = analysed("z-old", [[0, "Ready", "good"]], { milestones: [milestone("Created", 0, { how: "found" })] });
const forest = timelineForest([deployment, first, second, existing]);
const none: ReadonlySet<Uid> = new Set();

function names(rows: ReturnType<typeof timelineRows>): readonly string[] {
  return rows.map(({ object, level }) => `${level} ${object.ref.name}`);
}

describe("the rows of the timeline", () => {
  test("objects are below their owners, in the order in which they appeared; what existed before comes first", () => {
    expect(names(timelineRows(forest, none))).toEqual(["1 z-old", "1 web", "2 web-b", "2 web-a"]);
  });

  test("each knows its place among its siblings", () => {
    expect(timelineRows(forest, none).map(({ place, siblings }) => [place, siblings])).toEqual([
      [1, 2],
      [2, 2],
      [1, 2],
      [2, 2],
    ]);
  });

  test("a collapsed object names all below it", () => {
    const [, web, ...others] = timelineRows(forest, new Set([deployment.ref.uid]));
    expect(others).toEqual([]);
    expect(web?.hidden.map(({ ref }) => ref.name)).toEqual(["web-b", "web-a"]);
  });

  test("failing only: objects that failed at some time, and their owners", () => {
    expect(names(timelineRows(forest, none, wasFailing))).toEqual(["1 web", "2 web-a"]);
  });
});
