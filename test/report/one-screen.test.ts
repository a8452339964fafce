import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { analysisOf } from "../../src/app/sessions/derived/derived-session.js";
import { openRecordingFile } from "../../src/index.js";
import { interpretAt } from "../../src/interpret/interpret-at.js";
import type { InterpretedFrame } from "../../src/interpret/interpreted-frame.js";
import { printable } from "../../src/io/printable.js";
import type { SessionReader } from "../../src/model/session.js";
import { type OneScreenInput, oneScreen, tellingSteps } from "../../src/report/overview/one-screen.js";
import { widthOf } from "../../src/report/terminal/width.js";
import { sessionOf } from "../replay/sessions.js";
import { anyHistory } from "../support/histories.js";
import { projectRoot } from "../support/program.js";

async function inputOf(name: string): Promise<OneScreenInput> {
  const session = await openRecordingFile(join(projectRoot, "recordings", `${name}.kubespy.gz`));
  try {
    return await inputFrom(session);
  } finally {
    await session.close();
  }
}

async function inputFrom(session: SessionReader): Promise<OneScreenInput> {
  const analysis = await analysisOf(session);
  const steps: InterpretedFrame[] = [];
  for (const sequence of tellingSteps(analysis)) {
    const step = await interpretAt(session, analysis, sequence);
    if (step !== undefined) steps.push(step);
  }
  return { summary: session.summary, analysis, steps };
}

const recordings = ["pod-nginx", "pod-bad-image-tag", "deployment-rollout"];
const rooms = [
  { columns: 80, rows: 17 },
  { columns: 200, rows: 43 },
];

describe("what happened in a session, on one screen", () => {
  it.each(recordings.flatMap((name) => rooms.map((room) => ({ name, ...room }))))(
    "$name at $columns columns and $rows lines",
    async ({ name, ...room }) => {
      const text = oneScreen(await inputOf(name), { colour: false, room });
      const lines = text.trimEnd().split("\n");
      expect(lines.length).toBeLessThanOrEqual(room.rows);
      for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(room.columns);
      expect(text).toMatchSnapshot();
    },
  );

  it.each(recordings)("%s in a pipe, where no sentence is cut", async (name) => {
    const text = oneScreen(await inputOf(name), { colour: false });
    expect(text).toMatchSnapshot();
  });

  it("the steps are those of findings, of changes of the desired state, and of the stages of objects without an owner", async () => {
    const { steps } = await inputOf("deployment-rollout");
    const kinds = new Set(steps.flatMap((step) => (step.kind === "gap" ? [] : [step.frame.ref.kind])));
    expect([...kinds].sort()).toEqual(["Deployment", "Service"]);
  });

  it("where lines are fewer than steps, the last one says how many are left out", async () => {
    const text = oneScreen(await inputOf("pod-bad-image-tag"), { colour: false, room: { columns: 80, rows: 14 } });
    expect(text.trimEnd().split("\n").at(-1)).toMatch(/^and \d+ more steps?$/);
  });

  it("whatever was recorded, it steers no terminal and keeps within its room", async () => {
    await fc.assert(
      fc.asyncProperty(anyHistory, fc.constantFrom(40, 80, 200), async ({ frames, header }, columns) => {
        const session = sessionOf(frames);
        const input = await inputFrom(session);
        const text = oneScreen({ ...input, summary: { ...session.summary, header } }, { colour: false, room: { columns, rows: 30 } });
        for (const line of text.split("\n")) {
          expect(printable(line, 100_000)).toBe(line);
          expect(widthOf(line), line).toBeLessThanOrEqual(columns);
        }
      }),
      { numRuns: 40 },
    );
  });
});
