import { createReadStream, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import Sqlite from "better-sqlite3";
import { describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../src/io/clock.js";
import { openRecording } from "../../src/recording/node/open-recording.js";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.js";
import { collect, comparable } from "../support/histories.js";
import { projectRoot, temporaryFolder } from "../support/program.js";
import { oddFrames } from "./fixtures/odd-session.js";

/** A database of kubespy 0.1.0, with two bundled recordings and one session with every variant of a frame. */
function oldDatabase(): string {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  const path = join(folder.path, "kubespy.db");
  writeFileSync(path, gunzipSync(readFileSync(join(import.meta.dirname, "fixtures", "schema-1.db.gz"))));
  return path;
}

async function open(path: string, readonly = false) {
  const store = await openSqliteStore(path, { clock: systemClock, readonly });
  onTestFinished(() => store.close());
  return store;
}

async function bundled(name: string) {
  const recording = await openRecording(createReadStream(join(projectRoot, "recordings", `${name}.kubespy.gz`)), { name });
  return (await collect(recording.frames())).map(comparable);
}

async function framesOf(path: string, session: string) {
  return (await collect((await (await open(path, true)).open(session)).frames())).map(comparable);
}

describe("a database of version 1", () => {
  it.each([true, false])("is upgraded on opening, and every session reads as before (read-only: %s)", async (readonly) => {
    const path = oldDatabase();
    const store = await open(path, readonly);
    expect((await store.list()).map((session) => [session.header.name, session.frames, session.objects, session.gaps])).toEqual([
      ["odd", 72, 2, 1],
      ["service-clusterip", 55, 16, 0],
      ["pod-nginx", 16, 6, 0],
    ]);
    expect(await framesOf(path, "odd")).toEqual(oddFrames.map(comparable));
    for (const name of ["service-clusterip", "pod-nginx"]) expect(await framesOf(path, name)).toEqual(await bundled(name));
    expect(await (await store.open("pod-nginx")).markers()).toMatchObject([{ offsetMs: 1000, text: "here it began" }]);
    const { lastFramesAt } = await store.open("odd").then((reader) => ({ lastFramesAt: reader.lastFramesAt.bind(reader) }));
    expect((await lastFramesAt(72)).map((frame) => frame.sequence)).toEqual([70, 72]);
  });

  it("continues an interrupted upgrade", async () => {
    const path = oldDatabase();
    const database = new Sqlite(path);
    database.exec("CREATE TABLE power_cut (frame INTEGER REFERENCES frames (id))");
    database.exec("INSERT INTO power_cut SELECT max(id) FROM frames WHERE id / 4294967296 = 2");
    await expect(openSqliteStore(path, { clock: systemClock })).rejects.toThrow("FOREIGN KEY");
    database.exec("DROP TABLE power_cut");
    database.close();
    for (const name of ["service-clusterip", "pod-nginx"]) expect(await framesOf(path, name)).toEqual(await bundled(name));
    expect(await framesOf(path, "odd")).toEqual(oddFrames.map(comparable));
    const tables = new Sqlite(path, { readonly: true }).prepare("SELECT name FROM sqlite_master WHERE name LIKE 'old%'").all();
    expect(tables).toEqual([]);
  });

  it("with a damaged frame still opens: that frame and those based on it are reported as damaged", async () => {
    const path = oldDatabase();
    const database = new Sqlite(path);
    database.exec("UPDATE frames SET payload = zeroblob(length(payload)) WHERE id % 4294967296 = 20 AND payload IS NOT NULL");
    database.close();
    const reader = await (await open(path)).open("odd");
    expect((await collect(reader.frames({ toSequence: 19 }))).map(comparable)).toEqual(oddFrames.slice(0, 19).map(comparable));
    await expect(collect(reader.frames())).rejects.toThrow('session "odd": frame 20 cannot be read');
    expect((await collect(reader.frames({ fromSequence: 71 }))).map(comparable)).toEqual(oddFrames.slice(70).map(comparable));
  });

  it("is not upgraded while an older kubespy records into it", async () => {
    const path = oldDatabase();
    const database = new Sqlite(path);
    const here = { host: (await import("node:os")).hostname(), pid: process.pid };
    database
      .prepare("UPDATE sessions SET recorder = ?, ending = NULL, heartbeat_ms = ? WHERE name = 'odd'")
      .run(JSON.stringify(here), Date.now());
    await expect(openSqliteStore(path, { clock: systemClock })).rejects.toThrow(
      `session "odd" is being recorded into ${path} by an older kubespy`,
    );
    expect(database.pragma("user_version", { simple: true })).toBe(1);
    database.close();
  });
});
