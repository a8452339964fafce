import { describe, expect, it } from "vitest";
import type { Frame } from "../../src/model/frame.js";
import { Playback, type PlaybackOptions } from "../../src/serve/playback/playback.js";
import { loadServedSession } from "../../src/serve/playback/served-session.js";
import type { Watcher } from "../../src/serve/watch/watchers.js";
import { eventAbout, object, types } from "../support/objects.js";
import { VirtualClock } from "../support/virtual-clock.js";
import { frame, sessionOf } from "./session-in-memory.js";

const pod = (version: string) => object(types.pods, { name: "nginx", version });

/** Pods and Events alternating, all at the same recorded moment. */
function alternating(count: number): readonly Frame[] {
  return Array.from({ length: count }, (_, i) =>
    frame(i + 1, "ADDED", i % 2 === 0 ? pod(String(i + 1)) : eventAbout(pod("1"), `R${i}`, String(i + 1)), { offsetMs: 100 }),
  );
}

async function playing(frames: readonly Frame[], options: Partial<PlaybackOptions> = {}) {
  const clock = new VirtualClock();
  const logged: string[] = [];
  const session = await loadServedSession(sessionOf(frames));
  const playback = new Playback(session, {
    clock,
    speed: 1,
    leadInMs: 1000,
    spacingMs: 20,
    log: (message) => logged.push(message),
    ...options,
  });
  const heard: string[] = [];
  for (const collection of session.collections) {
    const watcher: Watcher = {
      collection,
      position: 0,
      wants: () => true,
      isExpiredBy: () => true,
      offer: (step) => {
        heard.push(`${clock.monotonicMs()} ${step.sequence}`);
        return true;
      },
      expire: () => {
        heard.push(`${clock.monotonicMs()} expired`);
      },
    };
    playback.attach(watcher);
  }
  return { playback, clock, heard, logged };
}

describe("playback", () => {
  it("begins with the first request, after the lead-in", async () => {
    const { playback, clock, heard } = await playing([frame(1, "ADDED", pod("1"), { offsetMs: 500 })]);
    await clock.advance(5000);
    expect(heard).toEqual([]);
    playback.start();
    await clock.advance(1499);
    expect(heard).toEqual([]);
    await clock.advance(1);
    expect(heard).toEqual(["6500 1"]);
  });

  it("keeps recorded distances, divided by the speed", async () => {
    const frames = [0, 100, 4000].map((offsetMs, i) => frame(i + 1, "ADDED", pod(String(i + 1)), { offsetMs }));
    const { playback, clock, heard } = await playing(frames, { speed: 4, leadInMs: 0 });
    playback.start();
    await clock.advance(2000);
    expect(heard).toEqual(["0 1", "25 2", "1000 3"]);
  });

  it("spaces events of different watches, but not those of one watch", async () => {
    const frames = ["1", "2", "3"].map((version, i) => frame(i + 1, "ADDED", pod(version), { offsetMs: 0 }));
    const { playback, clock, heard } = await playing([...frames, frame(4, "ADDED", eventAbout(pod("1"), "R", "4"), { offsetMs: 0 })], {
      leadInMs: 0,
    });
    playback.start();
    await clock.advance(1000);
    expect(heard).toEqual(["0 1", "0 2", "0 3", "20 4"]);
  });

  it("reports once that it is more than five seconds behind, and catches up without spacing, still in sequence", async () => {
    const { playback, clock, heard, logged } = await playing(alternating(600), { leadInMs: 0 });
    playback.start();
    await clock.advance(5200);
    expect(logged).toHaveLength(1);
    await clock.advance(1000);
    expect(heard.map((line) => Number(line.split(" ")[1]))).toEqual(Array.from({ length: 600 }, (_, i) => i + 1));
    expect(logged).toHaveLength(1);
  });

  it("has ended when the recording has, not with its last frame", async () => {
    const { playback, clock } = await playing([frame(1, "ADDED", pod("1"), { offsetMs: 10 }), gapAt(2, 3000)], { leadInMs: 0 });
    let hasEnded = false;
    void playback.ended.then(() => {
      hasEnded = true;
    });
    playback.start();
    await clock.advance(2999);
    expect(hasEnded).toBe(false);
    await clock.advance(1);
    expect(hasEnded).toBe(true);
  });

  it("reaches its end after a month without events", async () => {
    const month = 30 * 86_400_000;
    const { playback, clock, heard } = await playing([frame(1, "ADDED", pod("1"), { offsetMs: month })], { leadInMs: 0 });
    playback.start();
    await clock.advance(month - 1);
    expect(heard).toEqual([]);
    await clock.advance(1);
    expect(heard).toEqual([`${month} 1`]);
  });
});

function gapAt(sequence: number, offsetMs: number): Frame {
  const bound = { offsetMs, observedAt: "2026-01-01T00:00:00.000Z" };
  return { kind: "gap", sequence, stream: "s", reason: "reset", from: bound, to: bound, possibleLoss: false, ...bound };
}
