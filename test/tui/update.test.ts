import { describe, expect, it } from "vitest";
import { FrameNarrator } from "../../src/interpret/interpret-at.js";
import { systemClock } from "../../src/io/clock.js";
import type { Uid } from "../../src/model/kube-object.js";
import type { SessionReader } from "../../src/model/session.js";
import { type PlayerState, startState } from "../../src/tui/state/player-state.js";
import { update } from "../../src/tui/state/update.js";
import { rowsAround } from "../../src/tui/tasks/rows-around.js";
import { type World, WorldReader } from "../../src/tui/tasks/world.js";
import { Yielder } from "../../src/tui/tasks/yielder.js";
import { visibleWidth } from "../../src/tui/view/styled.js";
import { view } from "../../src/tui/view/view.js";
import { gapFrame, objectFrame, sessionOf } from "../replay/sessions.js";
import { collect } from "../support/histories.js";

async function worldAt(reader: SessionReader, position: number): Promise<World | undefined> {
  const worlds = new WorldReader(reader, { yielder: new Yielder(systemClock), namespaces: true });
  return (await collect(worlds.read(position, () => ({ from: 0, to: 50 })))).at(-1);
}

/** A player on five steps at these offsets, all read. */
async function playerAt(position: number, offsets: readonly number[] = [0, 1000, 2000, 20_000, 20_001]): Promise<PlayerState> {
  const reader = sessionOf(offsets.map((offsetMs, i) => objectFrame(i + 1, { offsetMs, object: { status: { step: i } } })));
  const session = { summary: reader.summary, command: "kubespy replay s", base: { startMs: 0 }, namespaces: false, colour: false };
  const window = await rowsAround(reader, new FrameNarrator(reader), { sequence: position, rowsPerSide: 10 });
  return { ...startState(session, { columns: 80, rows: 24 }, { position, markers: [] }), window };
}

const press = (state: PlayerState, ...keys: string[]) => keys.reduce((at, key) => update(at, { kind: "key", key }).state, state);
const wait = (state: PlayerState, elapsedMs: number) => update(state, { kind: "tick", elapsedMs }).state;

describe("playing", () => {
  it("takes the steps that fall due, at the speed", async () => {
    const playing = press(await playerAt(1), " ");
    expect(wait(playing, 999).position).toBe(1);
    expect(wait(playing, 1000).position).toBe(2);
    expect(wait(press(playing, "+"), 500).position).toBe(2);
    expect(wait(playing, 2999).position).toBe(3);
  });

  it("cuts silences to the idle limit", async () => {
    const playing = press(await playerAt(3), " ");
    expect(wait(playing, 2999).position).toBe(3);
    expect(wait(playing, 3000).position).toBe(4);
  });

  it("ends on the last step, and begins again from the first", async () => {
    const ended = wait(press(await playerAt(4), " "), 5000);
    expect(ended).toMatchObject({ position: 5, message: { text: "end of the session" } });
    expect(ended.playing).toBeUndefined();
    expect(press(ended, " ")).toMatchObject({ position: 1, playing: { waitedMs: 0 } });
  });

  it("waits for rows that are still being read", async () => {
    const state = await playerAt(5);
    const waiting = wait({ ...state, window: { ...state.window, reachesEnd: false }, playing: { waitedMs: 0 } }, 60_000);
    expect(waiting).toMatchObject({ position: 5, playing: { waitedMs: 0 } });
  });
});

it("steps never leave the session", async () => {
  const state = await playerAt(3);
  expect(press(state, "j", "j", "j", "j").position).toBe(5);
  expect(press(state, "k", "k", "k", "k").position).toBe(1);
});

it("to be shown only the object of a step waits until the step has been read", async () => {
  const { window, ...state } = await playerAt(3);
  const early = press({ ...state, window: { ...window, rows: [] } }, "o");
  expect(early).toMatchObject({ keysWaiting: ["o"] });
  expect(update(early, { kind: "rows", window }).effects).toEqual(update({ ...state, window }, { kind: "key", key: "o" }).effects);
});

it("in a session without frames no key waits for a step", () => {
  const reader = sessionOf([]);
  const session = { summary: reader.summary, command: "kubespy replay s", base: { startMs: 0 }, namespaces: false, colour: false };
  const empty = { ...startState(session, { columns: 80, rows: 24 }, { position: 0, markers: [] }), search: "x", pane: "yaml" as const };
  for (const key of ["o", "d", "'", '"', "n", "N", "m"]) {
    const after = key === "m" ? press(empty, key, "escape", "1") : press(empty, key, "1");
    expect([after.pane, after.keysWaiting], key).toEqual(["diff", undefined]);
    expect(view(press(empty, key)), key).toHaveLength(24);
  }
});

it("what is typed into a prompt is no key of the player", async () => {
  const state = press(await playerAt(3), "m", "q", "j", "backspace", " ", "x");
  expect(state).toMatchObject({ position: 3, prompt: { kind: "marker", text: "q x" } });
  expect(update(state, { kind: "key", key: "enter" }).effects).toEqual([{ kind: "mark", marker: { offsetMs: 2000, text: "q x" } }]);
});

it("the screen has a line for every row, none wider than it, whatever was recorded", async () => {
  const hostile = "\u001b[2Jnode\u202e日本語👩‍👩‍👧\u0007".repeat(40);
  const frames = [
    objectFrame(1, { name: hostile, type: "ADDED", object: { spec: { nodeName: hostile } } }),
    gapFrame(2, { reason: hostile, stream: hostile }),
    objectFrame(3, { name: hostile, object: { spec: { nodeName: `${hostile}x` }, status: { phase: hostile } } }),
  ];
  const reader = sessionOf(frames);
  const session = { summary: reader.summary, command: "kubespy replay s", base: { startMs: 0 }, namespaces: true, colour: true };
  for (const [columns, rows] of [
    [40, 12],
    [80, 24],
    [200, 50],
  ] as const)
    for (const position of [1, 2, 3])
      for (const pane of ["diff", "yaml", "world"] as const) {
        const window = await rowsAround(reader, new FrameNarrator(reader), { sequence: position, rowsPerSide: 10 });
        const world = await worldAt(reader, position);
        const start = startState(session, { columns, rows }, { position, markers: [{ offsetMs: 1, text: hostile }] });
        const lines = view({ ...start, window, pane, ...(world === undefined ? {} : { world }), search: hostile });
        expect(lines).toHaveLength(rows);
        expect(Math.max(...lines.map(visibleWidth))).toBeLessThanOrEqual(columns);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: nothing but colours may be left of them
        expect(lines.join("").replace(/\u001b\[\d+m/g, "")).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
      }
});

it("a key pressed again while its search runs goes on from what was found", async () => {
  const query = { kind: "next", what: { kind: "meaningful" }, direction: 1 } as const;
  const asked = press(await playerAt(1), "n", "n", "n");
  const second = update(asked, { kind: "found", sequence: 2, query });
  expect([second.state.position, second.effects]).toEqual([2, [expect.objectContaining({ kind: "seek", query })]]);
  const third = update(second.state, { kind: "found", sequence: 3, query });
  expect([third.state.position, third.effects.length]).toEqual([3, 1]);
  const last = update(third.state, { kind: "found", sequence: 4, query });
  expect([last.state.position, last.effects, last.state.seeking]).toEqual([4, [], undefined]);
});

describe("keys typed while the steps of other objects are read", () => {
  const filter = { words: "web", uids: ["uid-web" as Uid] };
  const query = { kind: "moment", moment: { kind: "sequence", sequence: 3 } } as const;

  it("wait, and go on from there", async () => {
    const before = await playerAt(3);
    const asked = press(before, "f", "w", "enter", "j", "j", "k", "2");
    expect([asked.position, asked.pane]).toEqual([3, "diff"]);
    const filtered = update(asked, { kind: "filtered", filter }).state;
    const found = update(press(filtered, "j"), { kind: "found", sequence: 3, query }).state;
    expect([found.position, found.pane]).toEqual([3, "diff"]);
    expect(update(found, { kind: "rows", window: before.window }).state).toMatchObject({ position: 5, pane: "yaml" });
  });

  it("are done in the old place when there are no such objects, and not at all after Esc", async () => {
    const asked = press(await playerAt(3), "f", "w", "enter", "j");
    const message = { text: "no object", tone: "bad" } as const;
    expect(update(asked, { kind: "not-filtered", message }).state).toMatchObject({ position: 4 });
    expect(update(press(asked, "escape"), { kind: "not-filtered", message }).state).toMatchObject({ position: 3, message });
  });

  it("are never typed into a prompt that was opened meanwhile", async () => {
    const before = await playerAt(3);
    const prompted = press(update(press(before, "f", "w", "enter", "j"), { kind: "filtered", filter }).state, "/", "q");
    const found = update(prompted, { kind: "found", sequence: 3, query }).state;
    const ready = update(found, { kind: "rows", window: before.window }).state;
    expect(ready).toMatchObject({ position: 3, prompt: { text: "q" } });
    expect(press(ready, "escape").position).toBe(4);
  });
});
