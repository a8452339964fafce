import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KubespyError } from "../../../../src/errors.js";
import { analyse } from "../../../../src/interpret/analyse.js";
import { isMeaningful } from "../../../../src/interpret/significance.js";
import { printable } from "../../../../src/io/printable.js";
import type { Frame } from "../../../../src/model/frame.js";
import type { FrameRange, SessionReader } from "../../../../src/model/session.js";
import { StepAnswers } from "../../../../src/web/view/steps/step-answers.js";
import { anyHistory, readerOf } from "../../../support/histories.js";
import { allSequences, answersOf, interpreted, openBundled, sought } from "./sessions.js";

describe("steps of any session", () => {
  it("have rows and details, gaps too, and no text that steers a screen", async () => {
    await fc.assert(
      fc.asyncProperty(anyHistory, async (history) => {
        const reader = readerOf(history);
        const answers = await answersOf(reader);
        const sequences = history.frames.map(({ sequence }) => sequence);
        const rows = await answers.answer("rows", { sequences });
        expect(rows.map(({ sequence, kind }) => [sequence, kind])).toEqual(history.frames.map(({ sequence, kind }) => [sequence, kind]));
        const steps = await interpreted(reader);
        const meaningful = rows.filter((row) => row.isMeaningful).map(({ sequence }) => sequence);
        expect(await allSequences(answers, history.frames.length, { meaningfulOnly: true })).toEqual(meaningful);
        expect(rows.map((row) => row.isMeaningful)).toEqual(
          steps.map((step) => isMeaningful(step.frame, step.kind === "gap" ? undefined : step.before)),
        );
        for (const sequence of sequences) {
          const detail = await answers.answer("step", { sequence, noise: true });
          for (const text of textsIn({ ...detail, by: [], row: { ...detail?.row, ref: undefined } }))
            expect(text).toBe(printable(text, 100_000));
        }
      }),
      { numRuns: 30 },
    );
  });
});

function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** A session of which these frames cannot be read. */
function damaged(reader: SessionReader, bad: ReadonlySet<number>): SessionReader {
  const readable = async function* (frames: AsyncIterable<Frame>): AsyncIterable<Frame> {
    for await (const frame of frames) {
      if (bad.has(frame.sequence)) throw new KubespyError(`line ${frame.sequence + 1}: the object is not JSON`);
      yield frame;
    }
  };
  return new Proxy(reader, {
    get(target, name) {
      if (name === "frames") return (range?: FrameRange) => readable(target.frames(range));
      if (name === "framesBackward") return (range?: FrameRange) => readable(target.framesBackward(range));
      const member = Reflect.get(target, name);
      return typeof member === "function" ? member.bind(target) : member;
    },
  });
}

describe("a recording of which some frames cannot be read", () => {
  it("shows all others: those say why in their rows, and every pass goes on behind them", async () => {
    const whole = await openBundled("deployment-rollout");
    const analysis = await analyse(whole);
    const { frames } = whole.summary;
    const bad = new Set([1, 7, 8, frames]);
    const answers = new StepAnswers(damaged(whole, bad), analysis);
    const healthy = new StepAnswers(whole, analysis);
    const rows = await answers.answer("rows", { sequences: [6, 7, 9] });
    expect(rows.map(({ sequence, kind }) => [sequence, kind])).toEqual([
      [6, "object"],
      [7, "unreadable"],
      [9, "object"],
    ]);
    expect(rows[1]?.sentence).toContain("line 8: the object is not JSON");
    await expect(answers.answer("step", { sequence: 7, noise: false })).rejects.toThrow("line 8");

    const meaningful = await allSequences(healthy, frames, { meaningfulOnly: true });
    const shown = await allSequences(answers, frames, { meaningfulOnly: true });
    expect(shown).toEqual([...new Set([...meaningful, ...bad])].sort((a, b) => a - b));

    const ref = (await healthy.answer("rows", { sequences: [9] }))[0]?.ref;
    const uids = ref === undefined ? [] : [ref.uid];
    const ofIt = await allSequences(healthy, frames, { meaningfulOnly: false, uids });
    expect(await allSequences(answers, frames, { meaningfulOnly: false, uids })).toEqual(ofIt.filter((sequence) => !bad.has(sequence)));
    expect(await sought(answers, { fromSequence: 9, direction: -1, wanted: { kind: "any" } })).toBe(9);
    expect(await sought(answers, { fromSequence: 8, direction: -1, wanted: { kind: "any" } })).toBe(6);
    expect(await sought(answers, { fromSequence: 1, direction: -1, wanted: { kind: "any" } })).toBeUndefined();
  });
});
