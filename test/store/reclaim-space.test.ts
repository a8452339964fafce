import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../src/io/clock.js";
import type { NewFrame } from "../../src/model/frame.js";
import type { Uid } from "../../src/model/kube-object.js";
import { Revision } from "../../src/model/revision.js";
import type { SessionHeader } from "../../src/model/session.js";
import type { SessionStore } from "../../src/store/session-store.js";
import { openDatabase } from "../../src/store/sqlite/open-database.js";
import { removeFromDatabase, vacuumDatabase } from "../../src/store/sqlite/reclaim-space.js";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.js";
import { collect } from "../support/histories.js";
import { temporaryFolder } from "../support/program.js";

function header(name: string): SessionHeader {
  return {
    name,
    title: `title-${name}`,
    startedAt: "2026-11-22T10:57:17.945Z",
    targets: [`pod/target-${name}`],
    streams: [],
    omissions: [],
    secretValues: "digests",
    recorder: "kubespy 0.1.0",
  };
}

/** An object that both sessions have, with content of its own. */
function frame(session: string, n: number): NewFrame {
  const filler = Array.from({ length: 200 }, (_, i) => Math.imul(i + 1, n * 2654435761 + session.length) >>> 0).join(" ");
  const ref = { uid: `uid-${n % 7}` as Uid, apiVersion: "v1", kind: "Pod", name: `pod-${session}-${n % 7}` };
  const revision = Revision.ofText(`{"kind":"Pod","metadata":{"resourceVersion":"${n}"},"filler":"${filler}"}`);
  return { kind: "object", offsetMs: n, observedAt: "2026-11-22T10:57:17.945Z", type: "MODIFIED", ref, resourceVersion: `${n}`, revision };
}

const end = { endedAt: "2026-11-22T10:58:17.945Z", offsetMs: 1000, outcome: "signal", reason: "Ctrl-C" } as const;

/** Two sessions that were written in turns, in many commits, so that their rows share pages and small rows were merged into larger ones. */
async function databaseOfTwo(autoVacuum = true) {
  const folder = temporaryFolder();
  const path = join(folder.path, "kubespy.db");
  if (!autoVacuum) {
    const created = new Sqlite(path);
    created.exec("PRAGMA journal_mode = WAL; CREATE TABLE made_first (n); DROP TABLE made_first");
    created.close();
  }
  const store = await openSqliteStore(path, { clock: systemClock });
  const peek = new Sqlite(path);
  onTestFinished(async () => {
    peek.close();
    await store.close();
    folder[Symbol.dispose]();
  });
  const writers = [await store.create(header("gone-with-it")), await store.create(header("stays"))] as const;
  const stored = new Set<Buffer>();
  for (let n = 1; n <= 60; n++) {
    for (const writer of writers) {
      writer.append(frame(writer.name, n));
      await writer.flush();
    }
    for (const { payload } of peek.prepare<[], { payload: Buffer }>("SELECT payload FROM blocks WHERE id < (2 << 32)").iterate())
      stored.add(payload.subarray(10, 60));
  }
  writers[0].addMarker({ offsetMs: 5, text: "marker-of-the-removed", madeAt: "2026-11-22T10:57:17.945Z" });
  for (const writer of writers) await writer.end(end);
  await store.setTitle("gone-with-it", "a longer title, which moves the row to another place in its page");
  await store.rename("gone-with-it", "removed-later");
  peek.pragma("wal_checkpoint(TRUNCATE)");
  return { path, store, stored };
}

const words = ["gone-with-it", "removed-later", "marker-of-the-removed", "a longer title, which moves"];

/** What of the session is in the files of the database. */
function found(path: string, stored: Iterable<Buffer>): readonly string[] {
  const bytes = Buffer.concat(["", "-wal", "-shm"].flatMap((suffix) => (existsSync(path + suffix) ? [readFileSync(path + suffix)] : [])));
  const blocks = [...stored].filter((block) => bytes.includes(block)).length;
  return [...words.filter((word) => bytes.includes(word)), ...(blocks > 0 ? [`${blocks} blocks`] : [])];
}

async function whole(store: SessionStore, name: string): Promise<readonly number[]> {
  const reader = await store.open(name);
  const frames = await collect(reader.frames());
  await reader.close();
  return frames.map(({ offsetMs }) => offsetMs);
}

describe("a removed session", () => {
  it.each([[true], [false]])("leaves none of its bytes in the database and its log (auto-vacuum %s)", async (autoVacuum) => {
    const { path, store, stored } = await databaseOfTwo(autoVacuum);
    expect(found(path, stored).length).toBeGreaterThan(words.length - 1);
    const before = statSync(path).size;
    expect(await store.remove("removed-later")).toEqual({ complete: true });
    expect(found(path, stored)).toEqual([]);
    expect(statSync(path).size).toBeLessThan(before);
    expect(await whole(store, "stays")).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
  });

  it("is said to be still in the files while another program reads the old content, until vacuum", async () => {
    const { path, store, stored } = await databaseOfTwo();
    const other = new Sqlite(path);
    onTestFinished(() => void other.close());
    other.exec("BEGIN");
    other.prepare("SELECT count(*) FROM blocks").get();
    const database = openDatabase(path, { busyTimeoutMs: 1 });
    onTestFinished(() => void database.close());
    expect(removeFromDatabase(database, 1)).toEqual({ complete: false });
    expect(found(path, stored)).not.toEqual([]);
    other.exec("COMMIT");
    expect(vacuumDatabase(database, path)).toMatchObject({ complete: true });
    expect(found(path, stored)).toEqual([]);
    expect(await whole(store, "stays")).toHaveLength(60);
  });
});
