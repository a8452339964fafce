import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { followSession } from "../../src/app/sessions/follow-session.js";
import { systemClock } from "../../src/io/clock.js";
import type { Frame } from "../../src/model/frame.js";
import type { GrowingSessionReader, SessionState } from "../../src/model/session.js";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.js";
import { collect, comparable } from "../support/histories.js";
import { temporaryFolder } from "../support/program.js";
import { startRecorder } from "../support/recorder-process.js";

function databaseFile(): string {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  return join(folder.path, "kubespy.db");
}

async function opened(database: string): Promise<GrowingSessionReader> {
  const store = await openSqliteStore(database, { clock: systemClock, readonly: true });
  return await store.open("live", { closeStore: true });
}

/** All frames that following shows, each read as soon as it is there; at most so many, as `onFrames` may end it. */
async function followed(session: GrowingSessionReader, onFrames: (count: number) => void = () => {}): Promise<readonly Frame[]> {
  const frames = await collect(session.frames());
  for await (const { fromSequence } of followSession(session, { pollMs: 10 })) {
    for await (const frame of session.frames({ fromSequence })) {
      // The one before it, of the same object: what was read before is still read right, whatever the recorder has merged meanwhile.
      if (frame.kind === "object") await session.lastFrameOf(frame.ref.uid, frame.sequence - 1);
      frames.push(frame);
    }
    onFrames(frames.length);
  }
  return frames;
}

it("every frame that another process records is read once, until the session ends", async () => {
  const database = databaseFile();
  await startRecorder(database, { frames: 1500, perSecond: 1500 });
  const session = await opened(database);
  expect(session.summary.state).toBe("recording");
  const frames = await followed(session);
  expect(session.summary).toMatchObject({ state: "ended", frames: 1500, objects: 7, end: { outcome: "duration" } });
  const again = await opened(database);
  expect(frames.map(comparable)).toEqual((await collect(again.frames())).map(comparable));
  const refs = (await collect(again.refs())).flat();
  expect(refs).toEqual((await collect(session.refs())).flat());
  expect((await collect(session.refs(3))).flat()).toEqual(refs.slice(3));
  await session.close();
  await again.close();
});

it("following ends as interrupted when the recorder dies", async () => {
  const database = databaseFile();
  const recorder = await startRecorder(database, { frames: 1_000_000, perSecond: 300 });
  const session = await opened(database);
  const frames = await followed(session, (count) => count > 60 && recorder.kill("SIGKILL"));
  expect(session.summary.state satisfies SessionState).toBe("interrupted");
  expect(frames.map(({ sequence }) => sequence)).toEqual(Array.from({ length: session.summary.frames }, (_, i) => i + 1));
  await session.close();
});

it("a marker is noticed, and a session that was removed is an error", async () => {
  const database = databaseFile();
  const store = await openSqliteStore(database, { clock: systemClock });
  const header = { name: "live", startedAt: "2026-11-22T10:57:17.945Z", targets: [], streams: [], omissions: [], recorder: "test" };
  const writer = await store.create({ ...header, secretValues: "digests" });
  const session = await opened(database);
  expect(await session.refresh()).toBe(false);
  await store.addMarker("live", { offsetMs: 1, text: "here" });
  expect(await session.refresh()).toBe(true);
  expect(await store.editMarker("live", { offsetMs: 1, text: "here" }, "hare")).toBe(true);
  expect(await session.refresh()).toBe(true);
  expect(await session.markers()).toEqual([{ offsetMs: 1, text: "hare" }]);
  expect(await store.removeMarker("live", { offsetMs: 1, text: "hare" })).toBe(true);
  expect(await session.refresh()).toBe(true);
  expect(await session.refresh()).toBe(false);
  expect(await session.markers()).toEqual([]);
  await writer.discard();
  await expect(session.refresh()).rejects.toThrow('session "live" was removed from');
  await session.close();
  await store.close();
});

it("a database that was removed or replaced is an error, as nothing is recorded into it any longer", async () => {
  for (const [replace, words] of [
    [false, "was removed"],
    [true, "was replaced"],
  ] as const) {
    const database = databaseFile();
    const recorder = await startRecorder(database, { frames: 1_000_000, perSecond: 100 });
    const session = await opened(database);
    for (const suffix of ["", "-wal", "-shm"]) rmSync(`${database}${suffix}`, { force: true });
    if (replace) await (await openSqliteStore(database, { clock: systemClock })).close();
    await expect(followed(session)).rejects.toThrow(words);
    expect((await collect(session.frames())).length).toBe(session.summary.frames);
    recorder.kill("SIGKILL");
    await session.close();
  }
});

it("nothing is followed of a session that is not being recorded", async () => {
  const database = databaseFile();
  const recorder = await startRecorder(database, { frames: 5, perSecond: 1000 });
  await new Promise((resolve) => recorder.once("exit", resolve));
  const session = await opened(database);
  expect(await collect(followSession(session))).toEqual([]);
  await session.close();
});
