import { describe, expect, it } from "vitest";
import { compareRuns } from "../../src/compare/compare-runs.js";
import { findingsUntil, readRun, revisionAt } from "../../src/compare/run/read-run.js";
import { readDiagnosis } from "../../src/diagnosis/engine/diagnose.js";
import { analyse } from "../../src/interpret/analyse.js";
import { FrameInterpreter, interpretFrames } from "../../src/interpret/frame-interpreter.js";
import { TimeSlices } from "../../src/io/time-slices.js";
import { objectFrame, sessionOf } from "../replay/sessions.js";

const frames = Array.from({ length: 100 }, (_, i) => objectFrame(i + 1, { name: `pod-${i % 5}`, object: { spec: { replicas: i } } }));

/** A clock by which each look at it takes this long; and slices that count how often others had theirs, and do something then. */
function countingSlices(msPerLook: number, during: () => void = () => undefined): { slices: TimeSlices; taken: () => number } {
  let now = 0;
  let taken = 0;
  const slices = new TimeSlices(
    () => {
      now += msPerLook;
      return now;
    },
    async () => {
      taken++;
      during();
    },
  );
  return { slices, taken: () => taken };
}

describe("long work gives others their turn, by the time that it took", () => {
  it("work that takes no time gives none, and makes no promise", async () => {
    const { slices, taken } = countingSlices(0);
    expect(slices.pause()).toBeUndefined();
    await analyse(sessionOf(frames), { slices });
    expect(taken()).toBe(0);
  });

  it("an analysis, a diagnosis, a replay", async () => {
    const ways: readonly ((slices: TimeSlices) => Promise<unknown>)[] = [
      (slices) => analyse(sessionOf(frames), { slices }),
      (slices) => readDiagnosis(sessionOf(frames), { slices }),
      async (slices) => {
        for await (const _ of interpretFrames(sessionOf(frames), undefined, new FrameInterpreter(), slices));
      },
    ];
    for (const way of ways) {
      const { slices, taken } = countingSlices(10);
      await way(slices);
      expect(taken()).toBeGreaterThan(30);
    }
  });

  it("an interruption that comes in one ends the work there", async () => {
    for (const way of [analyse, readDiagnosis]) {
      const abort = new AbortController();
      let visits = 0;
      const reader = sessionOf(frames);
      const counted = {
        summary: reader.summary,
        visitFrames: (visit: Parameters<typeof reader.visitFrames>[0], options: Parameters<typeof reader.visitFrames>[1]) =>
          reader.visitFrames((frame) => {
            visits++;
            return visit(frame);
          }, options),
      };
      const { slices } = countingSlices(10, () => abort.abort());
      await way(counted, { signal: abort.signal, slices });
      expect(visits).toBeLessThan(5);
    }
  });

  it("so does one that comes while two runs are compared", async () => {
    const readers = {
      a: sessionOf(frames),
      b: sessionOf(frames.map((frame, i) => objectFrame(i + 1, { name: frame.ref.name, object: { spec: { other: i } } }))),
    };
    const runs = { a: await readRun(readers.a), b: await readRun(readers.b) };
    const abort = new AbortController();
    let read = 0;
    const loader = {
      revision: (side: "a" | "b", sequence: number) => {
        read++;
        return revisionAt(readers[side], sequence);
      },
      findings: (side: "a" | "b", until: Parameters<typeof findingsUntil>[1]) => findingsUntil(readers[side], until),
    };
    const all = countingSlices(10);
    await compareRuns(runs.a, runs.b, loader, { slices: all.slices });
    expect(all.taken()).toBeGreaterThan(3);
    const whole = read;
    read = 0;
    const { slices } = countingSlices(10, () => abort.abort(new Error("Ctrl-C")));
    await expect(compareRuns(runs.a, runs.b, loader, { slices, signal: abort.signal })).rejects.toThrow("Ctrl-C");
    expect(read).toBeLessThan(whole / 2);
  });
});
