import { readFileSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../src/io/clock.js";
import type { NewFrame } from "../../src/model/frame.js";
import { refOf } from "../../src/model/kube-object.js";
import { Revision } from "../../src/model/revision.js";
import type { SessionHeader } from "../../src/model/session.js";
import { openRecording } from "../../src/recording/node/open-recording.js";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.js";
import { collect, comparable } from "../support/histories.js";
import { projectRoot, temporaryFolder } from "../support/program.js";

const header: SessionHeader = {
  name: "quiet",
  startedAt: "2026-11-22T10:57:17.945Z",
  targets: [],
  streams: [],
  omissions: [],
  secretValues: "digests",
  recorder: "kubespy 0.1.0",
};

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes;
}

function scratchStore() {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  const path = join(folder.path, "kubespy.db");
  return { path, opening: openSqliteStore(path, { clock: systemClock }) };
}

it("a quiet session, committed frame by frame, always reads as written, and its rows stay few", async () => {
  const file = readFileSync(join(projectRoot, "recordings", "deployment-rollout.kubespy.gz"));
  const recording = await openRecording(once(file), { name: "x" });
  const frames = await collect(recording.frames());
  const { path, opening } = scratchStore();
  const store = await opening;
  onTestFinished(() => store.close());
  const writer = await store.create(header);
  for (const { sequence, ...frame } of frames) {
    writer.append(frame as NewFrame);
    await writer.flush();
    if (sequence % 7 !== 0) continue;
    const read = await collect((await store.open("quiet")).frames());
    expect(read.map(comparable)).toEqual(frames.slice(0, sequence).map(comparable));
  }
  const database = new Sqlite(path, { readonly: true });
  const rows = () => Number(database.prepare("SELECT count(*) FROM blocks").pluck().get());
  expect(rows()).toBeLessThan(25);
  await writer.abandon();
  expect(rows()).toBeLessThan(4);
  database.close();
});

it("a reader that opened the session before its rows were merged keeps reading its snapshot", async () => {
  const { opening } = scratchStore();
  const store = await opening;
  onTestFinished(() => store.close());
  const writer = await store.create(header);
  const append = async (n: number) => {
    const revision = Revision.ofText(`{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"a","uid":"u","resourceVersion":"${n}"}}`);
    const ref = refOf(revision.object);
    writer.append({ kind: "object", type: "MODIFIED", offsetMs: n, observedAt: header.startedAt, ref, resourceVersion: `${n}`, revision });
    await writer.flush();
  };
  for (let n = 1; n <= 5; n++) await append(n);
  const reader = await store.open("quiet");
  const reading = reader.frames()[Symbol.asyncIterator]();
  const first = await reading.next();
  for (let n = 6; n <= 300; n++) await append(n);
  await writer.abandon();
  const rest = await collect({ [Symbol.asyncIterator]: () => reading });
  expect([first.value, ...rest].map((frame) => frame.resourceVersion)).toEqual(["1", "2", "3", "4", "5"]);
  expect((await reader.lastFramesAt(99)).map(({ sequence }) => sequence)).toEqual([5]);
});
