import { expect, it } from "vitest";
import { gapFindings } from "../../src/diagnosis/engine/gap-findings.js";
import { type GapFrame, unrecordableStream } from "../../src/model/frame.js";
import { gapSentence } from "../../src/report/replay/gap-sentence.js";

const at = { offsetMs: 20, observedAt: "2026-01-01T00:00:00.020Z" };

it("a change that no recording can hold is no stream that received nothing", () => {
  const reason = "MODIFIED of Pod/web was not recorded: its object is nested more than 12000 deep";
  const gap: GapFrame = { kind: "gap", sequence: 2, ...at, stream: unrecordableStream, reason, from: at, to: at, possibleLoss: true };
  expect(gapSentence(gap)).toBe(`${reason}.`);
  expect(gapFindings([gap])[0]?.message).toBe(`${reason}: this gap may hide the cause of later findings.`);
});
