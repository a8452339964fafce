import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { analyse } from "../../src/interpret/analyse.js";
import { allTimeFormats } from "../../src/io/moment-format.js";
import { printable } from "../../src/io/printable.js";
import type { Uid } from "../../src/model/kube-object.js";
import { overviewJson } from "../../src/report/overview/overview-json.js";
import { overviewText } from "../../src/report/overview/overview-text.js";
import { ownerTree } from "../../src/report/overview/owner-tree.js";
import { momentsOfSession } from "../../src/report/overview/session-display.js";
import { stageBar } from "../../src/report/overview/stage-bar.js";
import { jsonLine } from "../../src/report/terminal/json-line.js";
import { sample } from "../../src/report/terminal/number-chart.js";
import { paintWith } from "../../src/report/terminal/paint.js";
import { cut, widthOf } from "../../src/report/terminal/width.js";
import { gapFrame, objectFrame, sessionOf } from "../replay/sessions.js";
import { anyHistory } from "../support/histories.js";

it("whatever was recorded, it is shown as text that steers no terminal and keeps within it, and as JSON", async () => {
  await fc.assert(
    fc.asyncProperty(
      anyHistory,
      fc.constantFrom(40, 80, 200),
      fc.constantFrom(...allTimeFormats),
      async ({ frames, header, markers }, columns, time) => {
        const session = sessionOf(frames);
        const shown = { summary: { ...session.summary, header }, analysis: await analyse(session), markers };
        const moments = momentsOfSession(shown.summary, time);
        for (const line of overviewText(shown, { colour: false, columns, moments }).split("\n")) {
          expect(printable(line, 100_000)).toBe(line);
          expect(widthOf(line), line).toBeLessThanOrEqual(columns);
        }
        expect(JSON.parse(jsonLine(overviewJson(shown)))).toMatchObject({ schemaVersion: 1 });
      },
    ),
    { numRuns: 60 },
  );
});

it("a stream names each gap with what is known about it, also one that the header does not know", async () => {
  const session = sessionOf([objectFrame(1), gapFrame(2), gapFrame(3, { stream: "/api/v1/pods", possibleLoss: false })]);
  const text = overviewText({ summary: session.summary, analysis: await analyse(session), markers: [] }, { colour: false });
  expect(text.slice(text.indexOf("Streams"))).toMatchInlineSnapshot(`
    "Streams
      # frame
      /api/v1/pods  2 gaps
        #2 +1.500s to +2.000s: Nothing was received from /api/v1/pods for 0.50s (410 Gone). Changes during that
          time may be missing.
        #3 +2.500s to +3.000s: Nothing was received from /api/v1/pods for 0.50s (410 Gone). No change was missed
          (verified).
    "
  `);
});

describe("the tree of owners", () => {
  const item = (name: string, ...owners: readonly string[]) => ({
    ref: { uid: name as Uid, apiVersion: "v1", kind: "Thing", name },
    owners: owners.map((uid, i) => ({ uid, controller: i === 0 })),
  });
  const drawn = (...items: ReturnType<typeof item>[]) => ownerTree(items).map((branch) => `${branch.lead}${branch.item.ref.name}`);

  it("stands each object below the one that manages it, siblings by name", () => {
    expect(drawn(item("z", "b"), item("c", "b", "a"), item("b", "a"), item("a"), item("d", "gone"))).toEqual([
      "a",
      "└ b",
      "  ├ c",
      "  └ z",
      "d",
    ]);
  });

  it("shows every object once, whatever circles their owners make", () => {
    expect(drawn(item("a", "b"), item("b", "a"), item("c", "c")).sort()).toEqual(["a", "c", "└ b"].sort());
  });
});

describe("a chart's samples", () => {
  const points = [
    { offsetMs: 0, value: 2 },
    { offsetMs: 501, value: 0 },
    { offsetMs: 502, value: 2 },
    { offsetMs: 950, value: 3 },
  ];

  it("show also what went away and came back within one column", () => {
    expect(sample(points, 1000, 11)).toEqual([2, 2, 2, 2, 2, 2, 0, 2, 2, 2, 3]);
  });

  it("end on the last value, also when it came after the end that is known", () => {
    expect(sample([...points, { offsetMs: 5000, value: 7 }], 1000, 3).at(-1)).toBe(7);
  });
});

describe("a bar of stages", () => {
  const plain = { paint: paintWith(false), widthOf, cut };

  it("is as long as the stages lasted, with names where they have room", () => {
    const intervals = [
      { fromMs: 0, stage: { name: "Created", tone: "progress" as const } },
      { fromMs: 500, stage: { name: "Ready", tone: "good" as const } },
    ];
    expect(stageBar(intervals, 1000, 20, plain)).toBe("Created───Ready━━━━━");
    expect(stageBar(intervals, 1000, 8, plain)).toBe("────━━━━");
  });

  it("is named as kubectl names the trouble, cut where only a part has room", () => {
    const intervals = [
      { fromMs: 0, stage: { name: "Creating", tone: "bad" as const, status: "ErrImagePull" } },
      { fromMs: 500, stage: { name: "Creating", tone: "bad" as const, status: "ImagePullBackOff" } },
    ];
    expect(stageBar(intervals, 1000, 40, plain)).toBe("ErrImagePull!!!!!!!!ImagePullBackOff!!!!");
    expect(stageBar(intervals, 1000, 24, plain)).toBe("ErrImagePu…!ImagePullB…!");
    expect(stageBar(intervals, 1000, 18, plain)).toBe("ErrImag…!ImagePu…!");
    expect(stageBar(intervals, 1000, 16, plain)).toBe("!".repeat(16));
  });

  it("never hides what went wrong, however short it was", () => {
    const intervals = [
      { fromMs: 0, stage: { name: "Ready", tone: "good" as const } },
      { fromMs: 500, stage: { name: "Running", tone: "bad" as const } },
      { fromMs: 501, stage: { name: "Ready", tone: "good" as const } },
    ];
    expect(stageBar(intervals, 1000, 12, plain)).toBe("Ready━!Ready");
  });
});
