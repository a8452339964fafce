import { describe, expect, it } from "vitest";
import type { Frame } from "../../src/model/frame.js";
import { stateAt } from "../../src/replay/state-at.js";
import { type ReplayStep, steps } from "../../src/replay/steps.js";
import { gapFrame, objectFrame, sessionOf } from "./sessions.js";

async function walk(frames: readonly Frame[], fromSequence = 1): Promise<readonly ReplayStep[]> {
  const session = sessionOf(frames);
  const all: ReplayStep[] = [];
  for await (const step of steps(session.frames({ fromSequence }), (sequence) => session.lastFramesAt(sequence))) all.push(step);
  return all;
}

const frames = [
  objectFrame(1, { name: "a", type: "ADDED" }),
  objectFrame(2, { name: "b", type: "ADDED" }),
  gapFrame(3),
  objectFrame(4, { name: "a" }),
  objectFrame(5, { name: "a", type: "DELETED" }),
  objectFrame(6, { name: "a", type: "ADDED", uid: "second" }),
  objectFrame(7, { name: "b" }),
];

describe("a replay", () => {
  it("gives each frame with the state of its own object before it", async () => {
    const all = await walk(frames);
    expect(all.map((step) => step.frame.sequence)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(all[3]?.before).toBe((frames[0] as { revision: unknown }).revision);
    expect(all[6]?.before).toBe((frames[1] as { revision: unknown }).revision);
  });

  it("begins a second incarnation under the same name without a state before", async () => {
    expect((await walk(frames))[5]?.before).toBeUndefined();
  });

  it("that starts in the middle knows what was there before", async () => {
    const [first] = await walk(frames, 4);
    expect(first?.before).toBe((frames[0] as { revision: unknown }).revision);
  });

  it("that starts after a deletion does not raise the dead", async () => {
    const all = await walk([...frames, objectFrame(8, { name: "a" })], 8);
    expect(all[0]?.before).toBeUndefined();
  });
});

describe("the state at a moment", () => {
  it("holds what lives, by its last frame, apart from what is gone", async () => {
    const state = await stateAt(sessionOf(frames), 6);
    expect(state.living.map((frame) => frame.sequence)).toEqual([2, 6]);
    expect(state.gone.map((frame) => frame.sequence)).toEqual([5]);
  });

  it("before the first frame is empty", async () => {
    expect(await stateAt(sessionOf(frames), 0)).toEqual({ living: [], gone: [] });
  });
});
