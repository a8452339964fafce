import { describe, expect, test } from "vitest";
import type { GapFrame } from "../../../../src/model/frame.js";
import { concerns, gapLook, gapRuns } from "../../../../src/web/view/timeline/gap-look.js";
import { rowHit, rowStops } from "../../../../src/web/view/timeline/row-hit.js";
import { rowMarks } from "../../../../src/web/view/timeline/row-marks.js";
import { marksPoint, nameParts, stagePoint, stageTimes } from "../../../../src/web/view/timeline/row-text.js";
import { timeScale } from "../../../../src/web/view/timeline/time-scale.js";
import { timelineLayout } from "../../../../src/web/view/timeline/timeline-layout.js";
import { analysed, milestone, refTo } from "./analysed.js";

const pod = analysed(
  "web",
  [
    [0, "Pending"],
    [1200, "Running"],
    [5000, "Crashed", "bad"],
  ],
  {
    milestones: [
      milestone("Created", 0, { how: "found", timeSource: "server" }),
      milestone("Started", 1200, { container: "nginx", sequence: 7 }),
    ],
    occurrences: { events: [1500], warnings: [5000], restarts: [6000] },
  },
);
const marks = rowMarks(pod, []);
const layout = timelineLayout(1200);
const scale = timeScale({ domain: { fromMs: 0, toMs: 10_000 }, width: layout.plotWidth });
const labels = { format: "offset", startMs: 0 } as const;
const at = (ms: number, y: number) => rowHit({ x: scale.xOf(ms), y }, pod, marks, { layout, scale, endMs: 10_000 });
const [above, bar, below] = [2, layout.barTop + 3, layout.barTop + layout.barHeight + 3];

describe("what is under the pointer", () => {
  test("is a milestone above the bar, a Kubernetes Event below it, and a stage or restart on it", () => {
    expect(at(1200, above)).toMatchObject({ kind: "marks", mark: { kind: "milestone", sequence: 7 } });
    expect(at(5000, below)).toMatchObject({ kind: "marks", mark: { kind: "warning" } });
    expect(at(6000, bar)).toMatchObject({ kind: "marks", mark: { kind: "restart" } });
    expect(at(3000, bar)).toEqual({ kind: "stage", index: 1, merged: 0 });
  });

  test("is the stage where no mark is near", () => {
    expect(at(3000, above)).toMatchObject({ kind: "stage", index: 1 });
  });

  test("the keyboard reaches every stage and mark, in order of time", () => {
    expect(rowStops(pod, marks).map(({ atMs, mark }) => `${atMs} ${mark?.kind ?? "stage"}`)).toEqual([
      "0 stage",
      "0 milestone",
      "1200 stage",
      "1200 milestone",
      "1500 event",
      "5000 stage",
      "5000 warning",
      "6000 restart",
    ]);
  });
});

describe("the words of a row", () => {
  test("name each stage with its times", () => {
    expect(stageTimes(pod, labels)).toBe("Pending +0.000s to +1.200s, Running +1.200s to +5.000s, Crashed from +5.000s");
  });

  test("say since when a stage was, for how long, and whether it continues", () => {
    expect(stagePoint(pod, 1, 10_000, labels).lines).toEqual(["Running", "since +1.200s, for 3.80s"]);
    expect(stagePoint(pod, 2, 10_000, labels).lines).toEqual(["Crashed", "since +5.000s, for 5.00s until the end"]);
  });

  test("say how a milestone is known", () => {
    expect(marksPoint(pod, marks.slice(0, 1), labels).lines).toEqual([
      "Created ~+0.000s (by the server's clock, to the second and already reached when first seen) #1",
    ]);
  });

  test("of many marks the failing ones come first, and the others are counted", () => {
    const many = Array.from({ length: 9 }, (_, i) => ({ kind: "event", atMs: i, isBad: false }) as const);
    const { lines } = marksPoint(pod, [...many, { kind: "warning", atMs: 20, isBad: true }], labels);
    expect(lines[0]).toBe("Kubernetes Event (Warning) +0.020s");
    expect(lines.at(-1)).toBe("and 4 more: zoom in");
  });

  test("recorded text stays text", () => {
    const hostile = analysed("web\u202e<b>", [[0, "Run\u001b[31mning"]]);
    expect(stageTimes(hostile, labels)).toBe("Run\\e[31mning from +0.000s");
    expect(stagePoint(hostile, 0, 10, labels).title).toBe("Pod/web\\u202e<b>");
  });
});

describe("a gap", () => {
  const gap: GapFrame = {
    ...{ kind: "gap", sequence: 1, offsetMs: 9, observedAt: "", stream: "pods", reason: "410 Gone", possibleLoss: true },
    ...{ from: { offsetMs: 1, observedAt: "" }, to: { offsetMs: 9, observedAt: "" } },
  };
  const stream = { id: "pods", group: "", version: "v1", resource: "pods", kind: "Pod", namespaced: true };

  test("looks like a possible loss, as repaired, or as proven empty, also for the one object that it is proven for", () => {
    expect(gapLook(gap)).toBe("possible loss");
    expect(gapLook({ ...gap, possibleLoss: false, repairedRevisions: 2 })).toBe("repaired");
    expect(gapLook({ ...gap, possibleLoss: false })).toBe("proven empty");
    expect(gapLook({ ...gap, unchanged: [refTo("web").uid] }, refTo("web").uid)).toBe("proven empty");
  });

  test("takes some pixels however short it is, and where several are drawn in one place the worst is shown", () => {
    const pixels = timeScale({ domain: { fromMs: 0, toMs: 1000 }, width: 100 });
    const at = (fromMs: number, toMs: number, possibleLoss: boolean): GapFrame => ({
      ...{ ...gap, possibleLoss },
      ...{ from: { offsetMs: fromMs, observedAt: "" }, to: { offsetMs: toMs, observedAt: "" } },
    });
    expect(gapRuns([at(100, 400, false), at(200, 201, true)], pixels)).toEqual([
      { x: 10, width: 10, look: "proven empty" },
      { x: 20, width: 3, look: "possible loss" },
      { x: 23, width: 17, look: "proven empty" },
    ]);
  });

  test("is in the rows of the objects that its stream shows", () => {
    const streams = new Map([["pods", { ...stream, namespace: "default" }]]);
    expect(concerns(gap, streams, refTo("web"))).toBe(true);
    expect(concerns(gap, streams, { ...refTo("web"), namespace: "other" })).toBe(false);
    expect(concerns(gap, streams, refTo("web", "Deployment"))).toBe(false);
  });
});

describe("the name of a row", () => {
  test("keeps its end, by which the Pods of one owner differ", () => {
    expect(nameParts("web-7d876db474-ns2mn")).toEqual(["web-7d876db474", "-ns2mn"]);
    expect(nameParts("nginx")).toEqual(["nginx", ""]);
    expect(nameParts("")).toEqual(["", ""]);
  });

  test("is never cut within a character", () => {
    expect(nameParts("\u{1f600}".repeat(13)).map((part) => [...part].length)).toEqual([7, 6]);
  });
});
