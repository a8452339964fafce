import { describe, expect, it } from "vitest";
import { systemClock } from "../../src/io/clock.js";
import type { ObjectFrame } from "../../src/model/frame.js";
import type { ObjectRef, Uid } from "../../src/model/kube-object.js";
import type { FrameRange, ObjectAt, SessionReader } from "../../src/model/session.js";
import { Player } from "../../src/tui/runtime/player.js";
import { currentRow, startState } from "../../src/tui/state/player-state.js";
import { trackToRead } from "../../src/tui/state/tracks-shown.js";
import type { KeptAnalysis } from "../../src/tui/tasks/kept-tracks.js";
import { type World, WorldReader } from "../../src/tui/tasks/world.js";
import { Yielder } from "../../src/tui/tasks/yielder.js";
import { view } from "../../src/tui/view/view.js";
import { objectFrame } from "../replay/sessions.js";
import { InMemorySessionReader } from "../support/in-memory-session-reader.js";

const frames = 1_000_000;
const objects = 10_000;

/** A million frames of ten thousand Pods in turn, made when they are read, and counted. */
class LargeSession extends InMemorySessionReader {
  framesRead = 0;

  constructor() {
    super([], { summary: { frames, objects, durationMs: frames } });
  }

  override async *frames(range: FrameRange = {}): AsyncIterable<ObjectFrame> {
    const { fromSequence = 1, toSequence = frames, uids } = range;
    for (let at = Math.max(1, fromSequence); at <= Math.min(frames, toSequence); at++)
      if (uids === undefined || uids.includes(uidOf(at))) yield this.#frame(at);
  }

  override async *framesBackward({ toSequence = frames }: FrameRange = {}): AsyncIterable<ObjectFrame> {
    for (let at = toSequence; at >= 1; at--) yield this.#frame(at);
  }

  override async lastFramesAt(sequence: number): Promise<readonly ObjectFrame[]> {
    return this.#last(sequence).map((at) => this.#frame(at));
  }

  override async lastFrameOf(uid: Uid, sequence: number): Promise<ObjectFrame | undefined> {
    for (let at = sequence; at >= 1; at--) if (uidOf(at) === uid) return this.#frame(at);
    return undefined;
  }

  override async firstFrameOf(uid: Uid): Promise<ObjectFrame | undefined> {
    return this.#frame(Number(uid) + 1);
  }

  override async objectsAt(sequence: number): Promise<readonly ObjectAt[]> {
    return this.#last(sequence).map((at) => ({ ref: refOf(at), sequence: at, type: "MODIFIED" }));
  }

  override async *refs(): AsyncIterable<readonly ObjectRef[]> {
    for (let first = 1; first <= objects; first += 100) yield Array.from({ length: 100 }, (_, i) => refOf(first + i));
  }

  #last(sequence: number): readonly number[] {
    const first = Math.max(1, sequence - objects + 1);
    return Array.from({ length: sequence - first + 1 }, (_, i) => first + i);
  }

  #frame(sequence: number): ObjectFrame {
    this.framesRead++;
    return { ...objectFrame(sequence, { name: `web-${(sequence - 1) % objects}`, offsetMs: sequence }), ref: refOf(sequence) };
  }
}

function uidOf(sequence: number): Uid {
  return String((sequence - 1) % objects) as Uid;
}

function refOf(sequence: number): ObjectRef {
  return { uid: uidOf(sequence), apiVersion: "v1", kind: "Pod", namespace: "default", name: `web-${uidOf(sequence)}` };
}

function playerOn(reader: SessionReader, position: number, analysis?: KeptAnalysis): Player {
  const session = { summary: reader.summary, command: "kubespy replay s", base: { startMs: 0 }, namespaces: false, colour: false };
  const start = startState(session, { columns: 120, rows: 40 }, { position, markers: [] });
  return new Player({ reader, start, clock: systemClock, analysis, onChange: () => {}, save: async () => {}, suspend: () => {} });
}

/** A screen holds 40 rows; each is told with the frame before it and the first of its object. */
const screenful = 40 * 3 * 2;

describe("of a million frames", () => {
  it.each([1, 500_000, frames])("the first screen reads no more than it shows, at #%i", async (position) => {
    const reader = new LargeSession();
    const player = playerOn(reader, position);
    await player.open();
    expect(currentRow(player.state)?.frame.sequence).toBe(position);
    expect(reader.framesRead).toBeLessThan(screenful);
  });

  it("the timeline reads the frames of the objects that it shows, and no others", async () => {
    const reader = new LargeSession();
    const player = playerOn(reader, 1);
    await player.open();
    const running = player.run();
    await expect.poll(() => trackToRead(player.state), { timeout: 10_000 }).toBeUndefined();
    expect(player.state.timeline.objects).toBe(objects);
    expect(player.state.timeline.tracks.size).toBeLessThan(20);
    expect(reader.framesRead).toBeLessThan(frames / 100);
    player.interrupt();
    await running;
  });

  it("with a kept analysis the timeline reads no frame, and of the analysis the parts of the objects shown", async () => {
    const reader = new LargeSession();
    const stage = { name: "Running", tone: "good" } as const;
    const parts = new Set<number>();
    const analysis: KeptAnalysis = {
      findings: async () => expect.unreachable("it has a hundred megabytes"),
      objectsNear: async (place) => {
        const first = place - (place % 64);
        parts.add(first);
        return Array.from({ length: Math.min(64, objects - first) }, (_, i) => ({
          ref: refOf(first + i + 1),
          owners: [],
          milestones: [],
          stageIntervals: [{ fromMs: first + i, stage }],
          stage,
          lives: [],
        }));
      },
    };
    const player = playerOn(reader, 500_000, analysis);
    await player.open();
    const running = player.run();
    await expect.poll(() => player.state.findings.isOfObjects, { timeout: 10_000 }).toBe(true);
    await expect.poll(() => trackToRead(player.state), { timeout: 10_000 }).toBeUndefined();
    expect(player.state.timeline.tracks.get(uidOf(500_000))?.stageIntervals).toEqual([{ fromMs: 9999, stage }]);
    expect(parts).toEqual(new Set([9984, 0]));
    // Rows that are read ahead, and the findings of one object.
    expect(reader.framesRead).toBeLessThan(frames / 1000);
    player.interrupt();
    await running;
  });

  it("a step back and forth reads nothing anew", async () => {
    const reader = new LargeSession();
    const player = playerOn(reader, 500_000);
    await player.open();
    const before = reader.framesRead;
    for (const key of ["k", "k", "j", "j", "j", "k"]) {
      player.dispatch({ kind: "key", key });
      expect(currentRow(player.state)?.frame.sequence).toBe(player.state.position);
    }
    expect(reader.framesRead).toBe(before);
  });

  it("of the world those objects are read first that are on the screen, and at the next step only the one that changed", async () => {
    const reader = new LargeSession();
    const worlds = new WorldReader(reader, { yielder: new Yielder(systemClock), namespaces: false });
    const shown = { from: 5000, to: 5030 };
    let last: World | undefined;
    for await (const world of worlds.read(500_000, () => shown, objects)) {
      if (last === undefined) expect(reader.framesRead).toBe(30);
      expect(world.rows.slice(shown.from, shown.to).every(({ sequence }) => world.facts.has(sequence))).toBe(true);
      last = world;
    }
    expect([last?.rows.length, last?.unread, reader.framesRead]).toEqual([objects, 0, objects]);
    for await (const world of worlds.read(500_001, () => shown, objects)) last = world;
    expect([last?.unread, reader.framesRead]).toEqual([0, objects + 1]);
  });

  it("of a world of many thousands no other objects are read than those on the screen", async () => {
    const reader = new LargeSession();
    const worlds = new WorldReader(reader, { yielder: new Yielder(systemClock), namespaces: false });
    let last: World | undefined;
    for await (const world of worlds.read(500_000, () => ({ from: 5000, to: 5030 }))) last = world;
    expect([last?.rows.length, last?.unread, reader.framesRead]).toEqual([objects, objects - 30, 30]);
  });

  it("a search goes to the next match without reading the session, and counts on in pieces", async () => {
    const reader = new LargeSession();
    const player = playerOn(reader, 500_000);
    await player.open();
    const running = player.run();
    for (const key of ["/", ..."web-77", "enter"]) player.dispatch({ kind: "key", key });
    await expect.poll(() => player.state.position, { timeout: 10_000 }).toBe(500_078);
    expect(reader.framesRead).toBeLessThan(frames / 100);
    const count = () => player.state.matches?.count ?? 0;
    await expect.poll(count, { timeout: 10_000 }).toBeGreaterThan(0);
    const before = count();
    await expect.poll(count, { timeout: 10_000 }).toBeGreaterThan(before);
    expect(view(player.state).at(-2)).toMatch(/search "web-77": \d+ match(es)? so far/);
    player.interrupt();
    await running;
  });

  it("findings are those of the object of the step, from its own frames; with each step of another one", async () => {
    const reader = new LargeSession();
    const player = playerOn(reader, 500_000);
    await player.open();
    const running = player.run();
    const isKnown = () => player.state.findings.ofObjects.get(uidOf(player.state.position))?.readSequence;
    await expect.poll(isKnown, { timeout: 10_000 }).toBe(Number.POSITIVE_INFINITY);
    player.dispatch({ kind: "key", key: "j" });
    await expect.poll(isKnown, { timeout: 10_000 }).toBe(Number.POSITIVE_INFINITY);
    expect(player.state.findings.whole).toBeUndefined();
    expect(reader.framesRead).toBeLessThan(frames / 100);
    player.interrupt();
    await running;
  });
});
