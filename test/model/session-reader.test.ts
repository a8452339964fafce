import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../src/io/clock.js";
import type { Frame, NewFrame } from "../../src/model/frame.js";
import type { Uid } from "../../src/model/kube-object.js";
import type { FrameRange, ObjectAt, SessionReader } from "../../src/model/session.js";
import { openRecording } from "../../src/recording/node/open-recording.js";
import { encodeRecording } from "../../src/recording/write/encode-recording.js";
import type { SessionStore } from "../../src/store/session-store.js";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.js";
import { anyHistory, collect, comparable, type History, readerOf, visited } from "../support/histories.js";
import { projectRoot, temporaryFolder } from "../support/program.js";

const folder = temporaryFolder();
let store: SessionStore;
let stored = 0;

beforeAll(async () => {
  store = await openSqliteStore(join(folder.path, "sessions.db"), { clock: systemClock });
});
afterAll(async () => {
  await store.close();
  folder[Symbol.dispose]();
});

const readers = {
  "a session of the store": async ({ header, frames, markers }: History): Promise<SessionReader> => {
    const name = `session-${stored++}`;
    const writer = await store.create({ ...header, name });
    for (const { sequence: _, ...frame } of frames) writer.append(frame as NewFrame);
    for (const marker of markers) writer.addMarker(marker);
    await writer.end({ endedAt: header.startedAt, offsetMs: frames.at(-1)?.offsetMs ?? 0, outcome: "until" });
    return await store.open(name);
  },
  "a recording file": async (history: History): Promise<SessionReader> => {
    const bytes = Buffer.concat(await collect(encodeRecording(readerOf(history))));
    return await openRecording(chunks(bytes), { name: "file" });
  },
};

async function* chunks(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000);
}

const bundled = (await readdir(join(projectRoot, "recordings"))).filter((name) => name.endsWith(".kubespy.gz"));

async function bundledHistory(name: string): Promise<History> {
  const recording = await openRecording(createReadStream(join(projectRoot, "recordings", name)), { name });
  try {
    const frames = await collect(recording.frames());
    for (const frame of frames) if (frame.kind === "object") expect(frame.revision.bytes.length).toBeGreaterThan(0);
    return { header: recording.summary.header, frames, markers: await recording.markers() };
  } finally {
    await recording.close();
  }
}

/** Every answer that a reader gives about one moment of a session, in a form that compares. */
async function answersAt(reader: SessionReader, sequence: number, offsetMs: number, uids: readonly Uid[]): Promise<unknown> {
  const [uid = "uid-of-no-object" as Uid] = uids;
  const first = await reader.firstFrameOf(uid);
  const last = await reader.lastFrameOf(uid, sequence);
  const ranges: readonly FrameRange[] = [
    { fromSequence: sequence },
    { toSequence: sequence },
    { fromOffsetMs: offsetMs },
    { toOffsetMs: offsetMs },
    { fromSequence: 2, toSequence: sequence, uids },
    { fromOffsetMs: offsetMs, uids: [uid] },
  ];
  const read = async (frames: AsyncIterable<Frame>) => (await collect(frames)).map(comparable);
  return {
    forward: await Promise.all(ranges.map((range) => read(reader.frames(range)))),
    visited: await Promise.all(ranges.map((range) => visited(reader, range))),
    backward: await Promise.all(ranges.map((range) => read(reader.framesBackward(range)))),
    lastFrames: (await reader.lastFramesAt(sequence)).map(comparable),
    last: last && comparable(last),
    first: first && comparable(first),
    objects: (await reader.objectsAt(sequence)).map(identified),
    by: await Promise.all([offsetMs, offsetMs - 0.5, offsetMs + 0.5].map((by) => reader.lastSequenceBy(by))),
  };
}

function identified({ ref, sequence, type, isKubeEvent = ref.kind === "Event" }: ObjectAt): unknown {
  return { ref, sequence, type, isKubeEvent };
}

async function answersOf(reader: SessionReader): Promise<unknown> {
  const {
    header: { name: _, ...header },
    ...summary
  } = reader.summary;
  return {
    header,
    summary: { ...summary, end: undefined },
    refs: (await collect(reader.refs())).flat(),
    spans: await reader.objectSpans(),
    gaps: await reader.gaps(),
    markers: await reader.markers(),
  };
}

function uidsOf(frames: readonly Frame[]): readonly Uid[] {
  return [...new Set(frames.flatMap((frame) => (frame.kind === "object" ? [frame.ref.uid] : [])))];
}

describe.each(Object.entries(readers))("%s gives the answers of the same session in memory", (_, open) => {
  async function expectSame(history: History, sequences: readonly number[], uids: readonly Uid[]): Promise<void> {
    const inMemory = readerOf(history);
    const reader = await open(history);
    try {
      expect(await answersOf(reader)).toEqual(await answersOf(inMemory));
      for (const sequence of sequences) {
        const offsetMs = history.frames[Math.min(sequence, history.frames.length) - 1]?.offsetMs ?? 0;
        expect(await answersAt(reader, sequence, offsetMs, uids)).toEqual(await answersAt(inMemory, sequence, offsetMs, uids));
      }
    } finally {
      await reader.close();
    }
  }

  it.each(bundled)("of the bundled recording %s", async (name) => {
    const history = await bundledHistory(name);
    const { length } = history.frames;
    const uids = uidsOf(history.frames);
    await expectSame(history, [0, 1, 2, Math.ceil(length / 3), length - 1, length, length + 1], [uids.at(-1), uids[0]] as readonly Uid[]);
  });

  it("of any session, at any moment", async () => {
    await fc.assert(
      fc.asyncProperty(anyHistory, fc.nat(61), fc.subarray(["uid-0", "uid-1", "uid-2", "uid-3"] as Uid[]), async (history, at, uids) => {
        await expectSame(history, [0, at], uids);
      }),
      { numRuns: 100 },
    );
  });
});
