import { createReadStream } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { followSession } from "../../src/app/sessions/follow-session.js";
import { KubespyError } from "../../src/errors.js";
import { type FindingLog, findingsAt } from "../../src/interpret/finding-history.js";
import { FindingReader, readFindings } from "../../src/interpret/finding-reader.js";
import { systemClock } from "../../src/io/clock.js";
import type { Frame } from "../../src/model/frame.js";
import type { Uid } from "../../src/model/kube-object.js";
import type { SessionEnd, SessionReader, SessionSummary } from "../../src/model/session.js";
import { openRecording } from "../../src/recording/node/open-recording.js";
import { timeBase } from "../../src/report/overview/session-display.js";
import { Player } from "../../src/tui/runtime/player.js";
import { isScreenWhole } from "../../src/tui/state/first-screen.js";
import { type PlayerStart, type PlayerState, startState } from "../../src/tui/state/player-state.js";
import { update } from "../../src/tui/state/update.js";
import { plainOf } from "../../src/tui/view/styled.js";
import { view } from "../../src/tui/view/view.js";
import { gapFrame, objectFrame } from "../replay/sessions.js";
import { GrowingSession } from "../support/growing-session.js";
import { collect } from "../support/histories.js";
import { projectRoot } from "../support/program.js";

const end: SessionEnd = { endedAt: "2026-01-01T00:01:00.000Z", offsetMs: 60_000, outcome: "signal", reason: "stopped by Ctrl-C" };

/** Pods in turn. */
const podFrames = (count: number, pods = 3) =>
  Array.from({ length: count }, (_, i) =>
    objectFrame(i + 1, { name: `web-${i % pods}`, type: i < pods ? "ADDED" : "MODIFIED", object: { status: { step: i } } }),
  );

function playerOn(reader: SessionReader, start: Omit<PlayerStart, "markers">, size = { columns: 120, rows: 40 }): Player {
  const { summary } = reader;
  const session = { summary, command: "kubespy replay s", base: timeBase(summary), namespaces: false, colour: false };
  const growths = (signal: AbortSignal) => followSession(reader, { signal, pollMs: 2 });
  const hands = { save: async () => {}, suspend: () => {}, onChange: () => {} };
  return new Player({ reader, start: startState(session, size, { ...start, markers: [] }), clock: systemClock, growths, ...hands });
}

const press = (player: Player, ...keys: string[]) => keys.forEach((key) => void player.dispatch({ kind: "key", key }));
const screen = (player: Player) => view(player.state).map(plainOf).join("\n");
const headOf = (player: Player) => view(player.state).map(plainOf)[0] ?? "";
const shows = (player: Player, what: RegExp | string) =>
  expect.poll(() => screen(player), { timeout: 10_000, interval: 5 })[typeof what === "string" ? "toContain" : "toMatch"](what as string);

/** A player that runs while the test does. */
async function following(session: SessionReader, start: Partial<PlayerStart>, use: (player: Player) => Promise<void>): Promise<void> {
  const player = playerOn(session, { position: session.summary.frames, follow: true, ...start });
  await player.open();
  const running = player.run();
  try {
    await use(player);
  } finally {
    player.interrupt();
    await running;
  }
}

describe("a recording in progress", () => {
  it("is shown at its newest step, whatever comes, until the user moves; F and G take it up again", async () => {
    const session = new GrowingSession(podFrames(60), 10);
    await following(session, {}, async (player) => {
      expect(headOf(player)).toMatch(/● live, following {2}#10\/10 /);
      session.record({ frames: 20 });
      await shows(player, /● live, following {2}#20\/20 .*\n[\s\S]*▸ ~ #20 /);
      press(player, "k");
      expect(headOf(player)).toMatch(/● live, F follows {2}#19\/20 /);
      session.record({ frames: 32 });
      await shows(player, /● live, \+12 new, F follows {2}#19\/32 /);
      press(player, "F");
      await shows(player, /● live, following {2}#32\/32 .*\n[\s\S]*▸ ~ #32 /);
      press(player, "g");
      session.record({ frames: 40 });
      await shows(player, /● live, \+8 new, F follows {2}#1\/40 /);
      press(player, "G");
      session.record({ frames: 60 });
      await shows(player, /● live, following {2}#60\/60 .*\n[\s\S]*▸ ~ #60 /);
    });
  });

  it("ends with its last step, and says why", async () => {
    const session = new GrowingSession(podFrames(30), 10);
    await following(session, {}, async (player) => {
      session.record({ frames: 30, end });
      await shows(player, /^in-memory \(ended: stopped by Ctrl-C\) .* #30\/30 /);
      await shows(player, "the recording has ended: stopped by Ctrl-C");
      press(player, "k", "F");
      await shows(player, /#29\/30 [\s\S]*the recording has ended/);
    });
  });

  it("whose recorder dies is called interrupted", async () => {
    const session = new GrowingSession(podFrames(30), 10);
    await following(session, {}, async (player) => {
      session.record({ frames: 12, end: undefined });
      await shows(player, /^in-memory \(interrupted\) .* #12\/12 /);
      await shows(player, "the recording was interrupted");
    });
  });

  it("that is removed stays on the screen as far as it was read", async () => {
    const session = new GrowingSession(podFrames(30), 10);
    await following(session, {}, async (player) => {
      session.record({ frames: 10, failure: new KubespyError("k.db was removed") });
      await shows(player, /^in-memory \(no longer live\) .* #10\/10 [\s\S]*! following ended: k\.db was removed/);
      press(player, "k", "k");
      expect(headOf(player)).toContain("#8/10");
      press(player, "F");
      await shows(player, "! cannot follow: k.db was removed");
    });
  });

  it("without a frame yet begins with the first", async () => {
    const session = new GrowingSession(podFrames(5), 0);
    await following(session, {}, async (player) => {
      expect(screen(player)).toContain("Nothing has been recorded yet.");
      session.record({ frames: 5 });
      await shows(player, /● live, following {2}#5\/5 .*\n[\s\S]*▸ ~ #5 /);
    });
  });

  it("shows what belongs to it beside its steps: objects, gaps and markers", async () => {
    const frames: Frame[] = [...podFrames(4, 2), gapFrame(5), objectFrame(6, { name: "late", type: "ADDED" })];
    const session = new GrowingSession(frames, 4);
    await following(session, {}, async (player) => {
      await shows(player, /^Pod\/web-1/m);
      session.record({ frames: 6, markers: [{ offsetMs: 3000, text: "here" }] });
      await shows(player, /^Pod\/late/m);
      await shows(player, /^ .*◆.*\/.*▼/m);
    });
  });

  it("with a filter shows the newest step of its objects, and those that appear later and match its words", async () => {
    const other = podFrames(20);
    const late = (sequence: number) =>
      objectFrame(sequence, { name: "job-1", uid: "uid-job-1", object: { kind: "Job", apiVersion: "batch/v1" } });
    const frames = [late(1), ...other.slice(0, 9).map((frame, i) => ({ ...frame, sequence: i + 2 }))];
    frames.push(
      ...[11, 12, 13].map((at) => objectFrame(at, { name: `job-2`, object: { kind: "Job", apiVersion: "batch/v1" } })),
      objectFrame(14),
    );
    const session = new GrowingSession(frames, 10);
    const filter = { words: "job", uids: ["uid-job-1" as Uid], takesLater: true } as const;
    await following(session, { filter }, async (player) => {
      await shows(player, /#1\/10 [\s\S]*▸ .*#1 .*Job\/job-1/);
      session.record({ frames: 14 });
      await shows(player, /#13\/14 [\s\S]*▸ .*#13 .*Job\/job-2/);
      press(player, "k");
      await shows(player, /#12\/14 [\s\S]*▸ .*#12 .*Job\/job-2/);
    });
  });

  it("reads each frame a fixed number of times, however often it grows", async () => {
    const frames = podFrames(4000);
    const session = new GrowingSession(frames, 3000);
    await following(session, {}, async (player) => {
      await expect.poll(() => isScreenWhole(player.state), { timeout: 10_000 }).toBe(true);
      const before = session.framesRead;
      for (let count = 3100; count <= 4000; count += 100) {
        session.record({ frames: count });
        await expect.poll(() => player.state.position, { timeout: 10_000, interval: 5 }).toBe(count);
        await expect.poll(() => isScreenWhole(player.state), { timeout: 10_000, interval: 5 }).toBe(true);
      }
      // For findings, tracks and rows; none of those that were there.
      expect(session.framesRead - before).toBeLessThan(3 * 1000);
    });
  });
});

describe("playing", () => {
  it("waits at the newest step for what comes, and goes on; it does not end there", async () => {
    const session = new GrowingSession(podFrames(12), 10);
    await following(session, { play: true, follow: false, position: 9, speed: 64 }, async (player) => {
      await shows(player, /● live, ▶ playing 64x {2}#10\/10 /);
      session.record({ frames: 12 });
      await shows(player, /● live, ▶ playing 64x {2}#12\/12 /);
      session.record({ frames: 12, end });
      await shows(player, "end of the session");
    });
  });
});

describe("searching", () => {
  it("that found nothing finds what has been recorded since", async () => {
    const warning = objectFrame(11, { object: { kind: "Event", type: "Warning", reason: "BackOff" } as object });
    const session = new GrowingSession([...podFrames(10), warning], 10);
    await following(session, { follow: false, position: 10 }, async (player) => {
      press(player, "e");
      await shows(player, "no further warning");
      session.record({ frames: 11 });
      await shows(player, "#10/11");
      press(player, "e");
      await shows(player, "#11/11");
    });
  });

  it("for a finding ends where all that was recorded has been read", async () => {
    const session = new GrowingSession(podFrames(10), 8);
    await following(session, {}, async (player) => {
      press(player, "x");
      await shows(player, "no findings in this session");
      expect(player.state.live?.isFollowing).toBe(true);
    });
  });
});

describe("what is known of a session that was followed to its end", () => {
  const names = ["pod-bad-image-tag", "deployment-bad-rollout", "job-backoff", "pod-nginx"];

  async function recorded(name: string): Promise<{ readonly frames: readonly Frame[]; readonly summary: SessionSummary }> {
    const reader = await openRecording(createReadStream(join(projectRoot, "recordings", `${name}.kubespy.gz`)), { name });
    const frames = await collect(reader.frames());
    for (const frame of frames) if (frame.kind === "object") void frame.revision.object;
    await reader.close();
    return { frames, summary: reader.summary };
  }

  it.each(names)("is on every screen what it is when it is opened then: %s", async (name) => {
    const { frames, summary } = await recorded(name);
    const session = new GrowingSession(frames, 5, summary.header);
    const screens = async (player: Player) => {
      const seen: string[] = [];
      for (const key of ["4", "1", "g", "x", "4", "x", "3", "G", "1"]) {
        press(player, key);
        const isWhole = () => isScreenWhole(player.state) && player.state.seeking === undefined && isWorldRead(player.state);
        await expect.poll(isWhole, { timeout: 10_000, interval: 2 }).toBe(true);
        await expect.poll(() => player.state.window.reachesStart || player.state.window.rows.length > 80, { timeout: 10_000 }).toBe(true);
        seen.push(`${key}\n${view(player.state).map(plainOf).slice(1).join("\n")}`);
      }
      return seen;
    };
    let followed: readonly string[] = [];
    await following(session, {}, async (player) => {
      for (const share of [0.4, 0.6, 0.9]) {
        session.record({ frames: Math.floor(frames.length * share) });
        await expect.poll(() => player.state.position, { timeout: 10_000 }).toBe(Math.floor(frames.length * share));
      }
      session.record({ frames: frames.length, ...(summary.end === undefined ? {} : { end: summary.end }) });
      await shows(player, "the recording has ended");
      await expect.poll(() => player.state.findings.whole?.readSequence, { timeout: 10_000 }).toBe(Number.POSITIVE_INFINITY);
      followed = await screens(player);
    });
    const whole = new GrowingSession(frames, 5, summary.header);
    whole.record({ frames: frames.length, ...(summary.end === undefined ? {} : { end: summary.end }) });
    await whole.refresh();
    const player = playerOn(whole, { position: frames.length });
    await player.open();
    const running = player.run();
    expect(followed).toEqual(await screens(player));
    player.interrupt();
    await running;
  });

  it.each(names)("are the same findings: %s", async (name) => {
    const { frames, summary } = await recorded(name);
    const session = new GrowingSession(frames, 3, summary.header);
    const reader = new FindingReader(session);
    let last: FindingLog | undefined;
    for (let count = 10; last?.readSequence !== Number.POSITIVE_INFINITY; count += 7) {
      for await (const log of reader.read()) last = log;
      session.record({ frames: count, ...(count < frames.length || summary.end === undefined ? {} : { end: summary.end }) });
      await session.refresh();
    }
    expect(last).toEqual((await collect(readFindings(session))).at(-1));
    expect(session.summary.state).toBe("ended");
  });
});

describe("a recording in which nothing happens", () => {
  it("shows the findings that show in that, without a frame", async () => {
    const pod = (sequence: number, status: object) =>
      objectFrame(sequence, {
        type: sequence === 1 ? "ADDED" : "MODIFIED",
        offsetMs: sequence,
        object: {
          metadata: { name: "web", uid: "uid-web" as Uid, namespace: "default", creationTimestamp: "2026-01-01T00:00:00Z" },
          spec: { containers: [{ name: "c" }] },
          status,
        } as object,
      });
    const session = new GrowingSession([pod(1, { phase: "Pending" })], 1);
    let minutes = 0;
    const startedMs = Date.parse(session.summary.header.startedAt);
    const clock = { wallMs: () => startedMs + minutes * 60_000, monotonicMs: () => minutes * 60_000 };
    const reader = new FindingReader(session, { clock });
    const [first] = await collect(reader.read());
    expect(findingsAt(first as FindingLog, 1)).toEqual([]);
    minutes = 20;
    const later = reader.passTime();
    expect(findingsAt(later as FindingLog, 1).map(({ object }) => object.name)).toEqual(["web"]);
    expect(reader.passTime()).toBeUndefined();
  });
});

function isWorldRead({ pane, world, position }: PlayerState): boolean {
  return pane !== "world" || (world?.sequence === position && world.unread === 0);
}

it("a player of a session that is not being recorded has nothing to follow", async () => {
  const session = new GrowingSession(podFrames(5), 5);
  const player = playerOn(session, { position: 1 });
  await player.open();
  press(player, "F");
  expect(player.state).toMatchObject({ position: 1, message: { text: "cannot follow: the session is not being recorded" } });
  expect(update(player.state, { kind: "grown", summary: session.summary, markers: [] }).state).toBe(player.state);
});
