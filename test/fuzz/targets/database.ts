import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import Sqlite from "better-sqlite3";
import { systemClock } from "../../../src/io/clock.js";
import type { Frame, NewFrame } from "../../../src/model/frame.js";
import type { SessionReader } from "../../../src/model/session.js";
import { crc32 } from "../../../src/store/blocks/crc32.js";
import { openSqliteStore } from "../../../src/store/sqlite/sqlite-store.js";
import type { Random } from "../../faults/seeded.js";
import { ensure, ensureSameBytes, type FuzzTarget } from "../fuzz-target.js";
import { byteMutations, type Mutation, textMutations } from "../mutations.js";
import { framesOf, opened, realRecordings, root } from "../real-inputs.js";
import { unlessRefused } from "../refused-by.js";
import { scratchFile } from "../scratch.js";

/** Changes a value of a table, and makes the checksum of a block match: damage that SQLite cannot see, as a person would make it. */
const cell: Mutation = (input, random, others) => {
  const path = place("cell.db", input);
  try {
    const database = new Sqlite(path, { timeout: 0 });
    try {
      changeCell(database, random, others);
      database.pragma("wal_checkpoint(TRUNCATE)");
    } finally {
      database.close();
    }
    return readFileSync(path);
  } catch {
    return input;
  }
};

function changeCell(database: Sqlite.Database, random: Random, others: readonly Uint8Array[]): void {
  const table = random.pick(["sessions", "objects", "blocks", "blocks", "markers", "meta", "old_frames"]);
  const row = database.prepare<[], Record<string, unknown>>(`SELECT * FROM ${table} ORDER BY random() LIMIT 1`).get();
  if (row === undefined) return;
  const column = random.pick(Object.keys(row));
  const value = changed(row[column], random, others);
  const keys = Object.keys(row);
  const where = keys.map((key) => `${key} IS ?`).join(" AND ");
  const all = { ...row, [column]: value };
  if (table === "blocks" && all["columns"] instanceof Uint8Array && all["payload"] instanceof Uint8Array)
    all["checksum"] = crc32(all["payload"], crc32(all["columns"]));
  database
    .prepare(`UPDATE ${table} SET ${keys.map((key) => `${key} = ?`).join()} WHERE ${where}`)
    .run(...keys.map((key) => all[key]), ...keys.map((key) => row[key]));
}

function changed(value: unknown, random: Random, others: readonly Uint8Array[]): unknown {
  if (value instanceof Uint8Array) return random.pick(byteMutations)(Buffer.from(value), random, others);
  if (typeof value === "string" && random.below(6) > 0)
    return random.pick(textMutations)(Buffer.from(value), random, others).toString("utf8");
  return random.pick([
    0,
    1,
    -1,
    2 ** 31,
    2 ** 32,
    2 ** 53,
    -1.5,
    1e300,
    "",
    "x",
    "../../x",
    "\u001b[2J",
    "{}",
    "[]",
    '"a"',
    "null",
    Buffer.alloc(9),
    null,
  ]);
}

/** A whole database: damaged pages, and values that no recorder writes. Also one of the first schema, which is moved into the present one. */
export const database: FuzzTarget = {
  name: "database",
  maxBytes: 1024 * 1024,
  mutations: [cell, cell, cell, cell, ...byteMutations],
  async seeds() {
    return [await newDatabase(), gunzipSync(readFileSync(join(root, "test", "store", "fixtures", "schema-1.db.gz")))];
  },
  async read(input) {
    const path = place("fuzzed.db", input);
    return (await unlessRefused(readStore(path))) === undefined ? "refused" : "accepted";
  },
};

function place(name: string, bytes: Uint8Array): string {
  const path = scratchFile(name);
  for (const beside of ["-wal", "-shm", "-journal"]) rmSync(`${path}${beside}`, { force: true });
  writeFileSync(path, bytes);
  return path;
}

async function newDatabase(): Promise<Buffer> {
  const path = place("new.db", Buffer.alloc(0));
  const store = await openSqliteStore(path, { clock: systemClock });
  for (const name of realRecordings.slice(0, 2)) {
    const recording = await opened(name);
    const writer = await store.create(recording.summary.header);
    for (const { sequence: _, ...frame } of (await framesOf(name)).slice(0, 40)) writer.append(frame as NewFrame);
    await writer.flush();
    await store.addMarker(name, { offsetMs: 5, text: "here" });
    await writer.end({ endedAt: recording.summary.header.startedAt, offsetMs: 1e6, outcome: "imported" });
    await recording.close();
  }
  await store.vacuum();
  await store.close();
  return readFileSync(path);
}

async function readStore(path: string): Promise<true> {
  const store = await openSqliteStore(path, { clock: systemClock });
  let firstError: unknown;
  try {
    for (const { header } of (await store.list()).slice(0, 3)) {
      await unlessRefused(store.open(header.name).then(readSession)).catch((error: unknown) => {
        firstError ??= error;
      });
    }
  } finally {
    await store.close();
  }
  if (firstError !== undefined) throw firstError;
  return true;
}

async function readSession(reader: SessionReader): Promise<void> {
  try {
    const frames: Frame[] = [];
    const borrowed: Uint8Array[] = [];
    const whole = await unlessRefused(collect(reader, frames));
    for (let at = 0; at < frames.length; at += 1 + Math.floor(frames.length / 5)) {
      const alone: Frame[] = [];
      await collect(reader, alone, { fromSequence: at + 1, toSequence: at + 1 });
      ensureSame(alone[0], frames[at]);
    }
    if (whole !== undefined) {
      await reader.visitFrames((frame) => {
        borrowed.push(Buffer.from("revision" in frame ? frame.revision.text : ""));
      });
      ensure(borrowed.length === frames.length, "a visit sees every frame");
      for (const [i, frame] of frames.entries())
        if (frame.kind === "object")
          ensureSameBytes(borrowed[i] as Uint8Array, Buffer.from(frame.revision.text), "a visit sees the same revisions");
    }
    await unlessRefused(reader.lastFramesAt(Math.ceil(frames.length / 2)));
    await unlessRefused(reader.objectsAt(reader.summary.frames));
    await unlessRefused(reader.objectSpans());
    await unlessRefused(reader.markers());
    await unlessRefused(reader.gaps());
    await unlessRefused(reader.storedBytes());
  } finally {
    await reader.close();
  }
}

function ensureSame(a: Frame | undefined, b: Frame | undefined): void {
  const isSame = a?.kind === b?.kind && a?.sequence === b?.sequence && a?.offsetMs === b?.offsetMs;
  ensure(isSame, "a frame that is read at random is the one of the whole pass");
  if (a?.kind === "object" && b?.kind === "object")
    ensureSameBytes(a.revision.bytes, b.revision.bytes, "a revision that is read at random is that of the whole pass");
}

async function collect(reader: SessionReader, frames: Frame[], range = {}): Promise<true> {
  for await (const frame of reader.frames(range)) frames.push(frame);
  return true;
}
