import { describe, expect, it } from "vitest";
import { isMeaningful, isWarning, stageAfter } from "../../../../src/interpret/significance.js";
import { worldFactsOf } from "../../../../src/interpret/world-facts.js";
import { printable } from "../../../../src/io/printable.js";
import { bothEnds } from "../../../../src/lifecycle/narration/words.js";
import { exactMoment, momentOf } from "../../../../src/replay/moment.js";
import { stateAt } from "../../../../src/replay/state-at.js";
import { searchText } from "../../../../src/replay/wanted.js";
import { gapSentence } from "../../../../src/report/replay/gap-sentence.js";
import { yamlLines } from "../../../../src/report/terminal/yaml.js";
import { allSequences, answersOf, bundledNames, interpreted, openBundled, sought } from "./sessions.js";

describe.each(bundledNames)("the steps of %s are those that a reading in sequence gives", (name) => {
  it("rows and details have its sentences, stages and flags, at any place", async () => {
    const reader = await openBundled(name);
    const answers = await answersOf(reader);
    for (const step of [...(await interpreted(reader))].reverse()) {
      const { sequence } = step.frame;
      const [row] = await answers.answer("rows", { sequences: [sequence] });
      const detail = await answers.answer("step", { sequence, noise: false });
      const sentence = step.kind === "gap" ? gapSentence(step.frame) : step.narration.sentence;
      expect(row).toMatchObject({ sequence, offsetMs: step.frame.offsetMs, sentence: printable(bothEnds(sentence, 600)) });
      expect(detail?.row).toEqual(row);
      if (step.kind === "gap") continue;
      const { frame, before, narration, by } = step;
      expect(row).toMatchObject({
        stage: { name: narration.stage.name, tone: narration.stage.tone },
        isMeaningful: isMeaningful(frame, before),
        isWarning: isWarning(frame, before),
      });
      expect(detail).toMatchObject({ sentence: narration.sentence, by });
      expect(detail?.why).toBe(narration.why);
      const { managedFields, ...metadata } = frame.revision.object.metadata as Record<string, unknown>;
      expect(detail?.yaml).toEqual(yamlLines({ ...frame.revision.object, metadata }));
      expect(detail?.managedFields).toEqual(managedFields === undefined ? undefined : yamlLines(managedFields));
    }
  });

  it("lists the meaningful steps, of all objects and of one", async () => {
    const reader = await openBundled(name);
    const answers = await answersOf(reader);
    const steps = await interpreted(reader);
    const { frames } = reader.summary;
    const meaningful = steps.filter((step) => isMeaningful(step.frame, step.kind === "gap" ? undefined : step.before));
    const sequencesOf = (some: typeof steps) => some.map(({ frame }) => frame.sequence);
    expect(await allSequences(answers, frames, { meaningfulOnly: true })).toEqual(sequencesOf(meaningful));
    const [uid] = steps.flatMap(({ frame }) => (frame.kind === "object" ? [frame.ref.uid] : []));
    const uids = uid === undefined ? [] : [uid];
    const isOfIt = ({ frame }: (typeof steps)[number]) => frame.kind === "object" && frame.ref.uid === uid;
    expect(await allSequences(answers, frames, { meaningfulOnly: true, uids })).toEqual(sequencesOf(meaningful.filter(isOfIt)));
    expect(await allSequences(answers, frames, { meaningfulOnly: false, uids })).toEqual(sequencesOf(steps.filter(isOfIt)));
  });

  it("finds every warning and every match, forward and backward", async () => {
    const reader = await openBundled(name);
    const answers = await answersOf(reader);
    const steps = await interpreted(reader);
    const warnings = steps.filter((step) => isWarning(step.frame, step.kind === "gap" ? undefined : step.before));
    const text = steps.at(-1)?.kind === "object" ? "NODE-1" : "gap";
    const matches = steps.filter((step) => searchText(step).includes(text.toLowerCase())).map(({ frame }) => frame.sequence);
    const wanted = { kind: "warning" } as const;
    for (const direction of [1, -1] as const) {
      const found: number[] = [];
      for (let from = direction === 1 ? 1 : reader.summary.frames; ; ) {
        const sequence = await sought(answers, { fromSequence: from, direction, wanted });
        if (sequence === undefined) break;
        found.push(sequence);
        from = sequence + direction;
      }
      expect(found).toEqual((direction === 1 ? warnings : [...warnings].reverse()).map(({ frame }) => frame.sequence));
    }
    const shown: number[] = [];
    for (let from = 1; ; ) {
      const { rows, upTo, isEnd } = await answers.answer("search", { text, fromSequence: from, most: 3 });
      shown.push(...rows.map(({ sequence }) => sequence));
      if (isEnd) break;
      from = upTo + 1;
    }
    expect(shown).toEqual(matches);
  });

  it("knows the world after each step", async () => {
    const reader = await openBundled(name);
    const answers = await answersOf(reader);
    for (const sequence of [1, Math.ceil(reader.summary.frames / 2), reader.summary.frames]) {
      const { living, gone } = await stateAt(reader, sequence);
      const world = await answers.answer("world", { sequence });
      const objects = living.filter(({ ref }) => ref.kind !== "Event");
      expect(world.living).toEqual(objects.map(({ ref, sequence }) => ({ ref, sequence })));
      expect(world.deleted).toEqual(gone.filter(({ ref }) => ref.kind !== "Event").map(({ ref, sequence }) => ({ ref, sequence })));
      expect(world.kubeEvents).toBe(living.length - objects.length);
      const facts = await answers.answer("worldFacts", {
        objects: world.living.map(({ ref, sequence }) => ({ uid: ref.uid, sequence })),
      });
      const frames = await Promise.all(objects.map((object) => object.frame()));
      expect(facts).toEqual(frames.map(worldFactsOf));
      expect(facts.map((each) => each?.stage)).toEqual(frames.map(stageAfter));
    }
  });
});

describe("steps by their moment", () => {
  it("is the last at or before it, and of chosen objects else the first after it", async () => {
    const reader = await openBundled("pod-nginx");
    const answers = await answersOf(reader);
    const at = (offsetMs: number) => answers.answer("sequenceAt", { moment: exactMoment(offsetMs) });
    const frames = (await interpreted(reader)).map(({ frame }) => frame);
    for (const frame of frames)
      expect(await at(frame.offsetMs)).toBe(frames.findLast(({ offsetMs }) => offsetMs <= frame.offsetMs)?.sequence);
    expect(await at(-1)).toBe(1);
    const last = frames.findLast((frame) => frame.kind === "object");
    if (last?.kind !== "object") throw new Error("it has objects");
    const first = frames.find((frame) => frame.kind === "object" && frame.ref.uid === last.ref.uid);
    expect(await answers.answer("sequenceAt", { moment: exactMoment(0), uids: [last.ref.uid] })).toBe(first?.sequence);
    expect(await answers.answer("sequenceAt", { moment: momentOf("100%", reader.summary, { flag: "moment" }), uids: [last.ref.uid] })).toBe(
      last.sequence,
    );
  });

  it("leaves out steps that the session does not have", async () => {
    const reader = await openBundled("pod-nginx");
    const answers = await answersOf(reader);
    const { frames } = reader.summary;
    expect((await answers.answer("rows", { sequences: [0, frames, frames + 1] })).map(({ sequence }) => sequence)).toEqual([frames]);
    expect(await answers.answer("step", { sequence: frames + 1, noise: false })).toBeUndefined();
  });
});
