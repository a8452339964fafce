import fc from "fast-check";
import { expect, it } from "vitest";
import { FrameInterpreter, interpretFrames } from "../../src/interpret/frame-interpreter.js";
import { printable } from "../../src/io/printable.js";
import { sessionHeading } from "../../src/report/overview/session-heading.js";
import { replayEnding } from "../../src/report/replay/replay-ending.js";
import { ReplayText } from "../../src/report/replay/replay-text.js";
import { StageTrails } from "../../src/report/replay/stage-trails.js";
import { widthOf } from "../../src/report/terminal/width.js";
import { gapFrame, objectFrame, sessionOf } from "../replay/sessions.js";
import { anyHistory, type History } from "../support/histories.js";

async function wholeText(history: History, columns: number): Promise<string> {
  const session = sessionOf(history.frames);
  const summary = { ...session.summary, header: history.header };
  const look = { colour: false, columns };
  const text = new ReplayText(look);
  const trails = new StageTrails();
  const parts = [sessionHeading(summary, look)];
  for await (const step of interpretFrames(session, undefined, new FrameInterpreter({ changes: { noise: true } }))) {
    if (step.kind === "object") trails.add(step);
    parts.push(text.step(step, { full: true }));
  }
  parts.push(
    replayEnding(summary, trails, { ...look, programName: "kubespy", reference: "any", hints: true, filtered: false, findings: [] }),
  );
  return parts.join("");
}

it("whatever was recorded, its replay is text that steers no terminal and keeps within it", async () => {
  await fc.assert(
    fc.asyncProperty(anyHistory, fc.constantFrom(80, 200), async (history, columns) => {
      for (const line of (await wholeText(history, columns)).split("\n")) {
        expect(printable(line, 100_000)).toBe(line);
        expect(widthOf(line)).toBeLessThanOrEqual(columns);
      }
    }),
    { numRuns: 60 },
  );
});

it("a gap says what was not seen, for how long, why, and what is known all the same", () => {
  const text = new ReplayText({ colour: false });
  expect(text.step({ kind: "gap", frame: gapFrame(3, { repairedRevisions: 2 }), news: [] })).toMatchInlineSnapshot(`
    "   #3  +3.000s    GAP
          Nothing was received from /api/v1/pods for 0.50s (410 Gone). Changes during that time may be missing. 2 revisions were read back from history.

    "
  `);
  expect(text.step({ kind: "gap", frame: gapFrame(4, { possibleLoss: false }), news: [] })).toContain("No change was missed (verified).");
});

it("a stage that does not fit beside its object stands on a line of its own", () => {
  const stage = { name: "Stalled", detail: "ProgressDeadlineExceeded", tone: "bad" } as const;
  const frame = objectFrame(1, { name: "a-rather-long-name-of-a-pod-7d876db474" });
  const narration = {
    stage,
    from: { name: "Rolling out", tone: "progress" },
    sentence: "It stopped.",
    parts: ["it stopped"],
    changed: [],
  } as const;
  const heading = (columns: number) =>
    new ReplayText({ colour: false, columns })
      .step({ kind: "object", frame, before: undefined, narration, changes: [], by: [], news: [] })
      .split("\n")
      .slice(0, 2);
  expect(heading(80)).toEqual([
    "   #1  +1.000s    Pod/a-rather-long-name-of-a-pod-7d876db474",
    "      Rolling out → Stalled · ProgressDeadlineExceeded",
  ]);
  expect(heading(200)[0]).toBe(
    "   #1  +1.000s    Pod/a-rather-long-name-of-a-pod-7d876db474  Rolling out → Stalled · ProgressDeadlineExceeded",
  );
});
