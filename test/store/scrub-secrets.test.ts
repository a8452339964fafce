import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { gunzipSync, inflateRawSync } from "node:zlib";
import Sqlite from "better-sqlite3";
import { describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../src/io/clock.js";
import type { ObjectFrame } from "../../src/model/frame.js";
import type { SessionReader } from "../../src/model/session.js";
import { openDatabase } from "../../src/store/sqlite/open-database.js";
import { schemaVersion } from "../../src/store/sqlite/schema.js";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.js";
import { collect, comparable } from "../support/histories.js";
import { temporaryFolder } from "../support/program.js";

/**
 * A database of kubespy 0.2.0 (schema 3): "copies" and "more" hold Secrets with copies of their values in annotations and labels, "in-clear" was
 * recorded with --include-secret-values, "pod-nginx" has no Secret.
 */
const databaseBefore = gunzipSync(readFileSync(join(import.meta.dirname, "fixtures", "schema-3.db.gz")));

function oldDatabase(): string {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  const path = join(folder.path, "kubespy.db");
  writeFileSync(path, databaseBefore, { mode: 0o600 });
  return path;
}

async function open(path: string, readonly = false) {
  const notices: string[] = [];
  const store = await openSqliteStore(path, { clock: systemClock, readonly, onNotice: (text) => notices.push(text) });
  onTestFinished(() => store.close());
  return { store, notices };
}

const versionOf = (path: string) => {
  const database = new Sqlite(path, { readonly: true });
  const version = database.pragma("user_version", { simple: true });
  const left = database.prepare("SELECT key FROM meta WHERE key LIKE 'secrets%'").pluck().all();
  database.close();
  return { version, left };
};

const framesOf = async (session: SessionReader) => await collect(session.frames());
const secretsOf = async (session: SessionReader) =>
  (await framesOf(session)).filter((frame): frame is ObjectFrame => frame.kind === "object" && frame.ref.kind === "Secret");

/** The frames of an old database, read without upgrading it: as they were. */
async function before(name: string) {
  const path = oldDatabase();
  using recorder = recordingInto(path, "more");
  const { store } = await open(path, true);
  const frames = await framesOf(await store.open(name));
  expect(recorder.isRunning).toBe(true);
  return frames;
}

/** Makes a session look as if an older kubespy recorded it. */
function recordingInto(path: string, session: string) {
  const database = new Sqlite(path);
  const identity = JSON.stringify({ host: hostname(), pid: process.pid });
  database.prepare("UPDATE sessions SET recorder = ?, ending = NULL, heartbeat_ms = ? WHERE name = ?").run(identity, Date.now(), session);
  const end = () => database.prepare("UPDATE sessions SET recorder = NULL WHERE name = ?").run(session);
  return { isRunning: true, end, [Symbol.dispose]: () => void database.close() };
}

/** All that the files hold, and all that can be unpacked in them, as latin1. */
function contentOf(path: string): string {
  const database = new Sqlite(path, { readonly: true });
  const blocks = database.prepare("SELECT columns, payload FROM blocks").raw().all() as readonly (readonly [Buffer, Buffer])[];
  database.close();
  const unpacked = blocks.flat().map((part) => (part[0] === 1 ? inflateRawSync(part.subarray(1)) : part));
  const files = [path, `${path}-wal`].filter(existsSync).map((file) => readFileSync(file));
  return Buffer.concat([...files, ...unpacked]).toString("latin1");
}

describe("a database of an earlier version, opened", () => {
  it.each([false, true])(
    "holds no copy of a Secret value any more, also not in unused space, and says so (for reading: %s)",
    async (readonly) => {
      const path = oldDatabase();
      const { store, notices } = await open(path, readonly);
      expect(notices).toEqual([
        expect.stringMatching(
          /copies of Secret values in sessions copies, more; those found were replaced by digests in .*kubespy\.db; a label can .* "kubespy rm"$/,
        ),
      ]);
      for (const name of ["copies", "more"]) {
        const secrets = await secretsOf(await store.open(name));
        expect(secrets.length).toBeGreaterThan(5);
        for (const { revision } of secrets) {
          expect(revision.text.match(/.{40}(hunter|68756e746572|H4sI).*/i)?.[0]).toBeUndefined();
          expect(revision.object.metadata.annotations?.["objectset.rio.cattle.io/applied"]).toMatch(/^kubespy:hmac-sha256:/);
        }
      }
      expect((await store.open("copies")).summary.header.command).toEqual(["mysql", "-p(hidden)"]);
      await store.remove("in-clear");
      await store.vacuum();
      expect(contentOf(path).match(/hunter-|H4sI/)).toBeNull();
      expect(versionOf(path)).toEqual({ version: schemaVersion, left: [] });
      expect((await open(path)).notices).toEqual([]);
    },
  );

  it("keeps everything else: frames, other objects and digests as they were, and what was recorded in clear", async () => {
    const path = oldDatabase();
    const { store } = await open(path);
    for (const name of ["copies", "more", "in-clear", "pod-nginx"]) {
      const now = await framesOf(await store.open(name));
      const then = await before(name);
      const isSecret = (frame: (typeof now)[number]) => frame.kind === "object" && frame.ref.kind === "Secret" && name !== "in-clear";
      expect(now.filter((frame) => !isSecret(frame)).map(comparable)).toEqual(then.filter((frame) => !isSecret(frame)).map(comparable));
      for (const [i, frame] of now.entries()) {
        const old = then[i];
        if (frame.kind !== "object" || old?.kind !== "object") continue;
        expect({ ...frame, revision: 0 }).toEqual({ ...old, revision: 0 });
        expect(frame.revision.object["data"]).toEqual(old.revision.object["data"]);
      }
    }
  });

  it("has no unused space with old content: the old blocks are nowhere in the file", async () => {
    const path = oldDatabase();
    const old = new Sqlite(path);
    const payloads = old
      .prepare("SELECT payload FROM blocks WHERE id / 4294967296 IN (SELECT id FROM sessions WHERE name IN ('copies', 'more'))")
      .pluck()
      .all();
    old.close();
    await open(path);
    const content = Buffer.concat([path, `${path}-wal`].filter(existsSync).map((file) => readFileSync(file)));
    for (const payload of payloads as readonly Buffer[])
      for (const at of [100, payload.length - 140]) expect(content.includes(payload.subarray(at, at + 40))).toBe(false);
  });

  it("continues after an interruption at any session, each of which is changed as a whole or not at all", async () => {
    const path = oldDatabase();
    const database = new Sqlite(path);
    const checksums = database.prepare("SELECT checksum FROM blocks WHERE id / 4294967296 = 4").pluck().all();
    // Fails where a block of the second session changes.
    database.exec(
      `CREATE INDEX power_cut ON blocks (json(iif(id / 4294967296 = 4 AND checksum NOT IN (${checksums.join()}), 'cut', '1')))`,
    );
    const cut = await openSqliteStore(path, { clock: systemClock });
    await cut.close();
    expect(versionOf(path)).toEqual({ version: 3, left: ["secrets-left", "secrets-scrubbed"] });
    database.exec("DROP INDEX power_cut");
    database.close();
    const { store, notices } = await open(path);
    expect(notices[0]).toMatch(/session more;/);
    for (const name of ["copies", "more"])
      expect((await secretsOf(await store.open(name))).some(({ revision }) => revision.mentions("hunter"))).toBe(false);
    expect(versionOf(path)).toEqual({ version: schemaVersion, left: [] });
  });

  it.each([0, 15, 40, 80])("is usable when the upgrade is killed (kill -9 after %i ms), and the next one finishes it", async (afterMs) => {
    const path = oldDatabase();
    const script = `const S = require("better-sqlite3"); console.log("ready");
      import(${JSON.stringify(new URL("../../dist/store/sqlite/sqlite-store.js", import.meta.url).href)}).then(async (m) => { await m.openSqliteStore(${JSON.stringify(path)}, { clock: Date }); setInterval(() => {}, 1000); });`;
    const child = spawn(process.execPath, ["-e", script], {
      cwd: join(import.meta.dirname, "../.."),
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(child.stdout, "data");
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    child.kill("SIGKILL");
    await once(child, "exit");
    const { store } = await open(path);
    for (const name of ["copies", "more"]) {
      const secrets = await secretsOf(await store.open(name));
      expect(secrets.some(({ revision }) => revision.mentions("hunter"))).toBe(false);
    }
    expect(await framesOf(await store.open("pod-nginx"))).toHaveLength(16);
    expect(versionOf(path)).toEqual({ version: schemaVersion, left: [] });
  });

  it("with a damaged block still opens, and the rest is redacted", async () => {
    const path = oldDatabase();
    const database = new Sqlite(path);
    const [first] = database.prepare("SELECT id FROM blocks WHERE id / 4294967296 = 2 ORDER BY id").pluck().all();
    database.prepare("UPDATE blocks SET payload = zeroblob(length(payload)) WHERE id = ?").run(first);
    database.close();
    const { store } = await open(path);
    const session = await store.open("copies");
    await expect(collect(session.frames())).rejects.toThrow("frame 1 cannot be read");
    const { frames } = session.summary;
    const last = await collect(session.frames({ fromSequence: frames - 20 })).catch(() => []);
    expect(last.some((frame) => frame.kind === "object" && frame.revision.mentions("hunter"))).toBe(false);
  });
});

describe("a database of an earlier version that cannot be changed now", () => {
  it("can be read, and a notice names the sessions to remove: an older kubespy records into it", async () => {
    const path = oldDatabase();
    using recorder = recordingInto(path, "more");
    for (const readonly of [true, false]) {
      const { store, notices } = await open(path, readonly);
      expect(notices).toHaveLength(1);
      expect(notices[0]).toMatch(/copies of Secret values in sessions copies, more of .*being recorded.*"kubespy rm copies more"$/);
      expect(await store.list()).toHaveLength(4);
    }
    expect(versionOf(path).version).toBe(3);
    recorder.end();
    await open(path);
    expect(versionOf(path).version).toBe(schemaVersion);
  });

  it("can be read: another program writes", async () => {
    const path = oldDatabase();
    const writer = new Sqlite(path);
    writer.pragma("journal_mode = WAL");
    writer.exec("BEGIN IMMEDIATE");
    const notices: string[] = [];
    const database = openDatabase(path, { busyTimeoutMs: 20, onNotice: (text) => notices.push(text) });
    expect(notices[0]).toMatch(/sessions copies, more of .*cannot be replaced now \(.* is locked by another program/);
    expect(database.prepare("SELECT count(*) FROM sessions").pluck().get()).toBe(4);
    database.close();
    writer.close();
    await open(path);
    expect(versionOf(path).version).toBe(schemaVersion);
  });

  it("says that unused space is left to remove until it is vacuumed, when another program reads it meanwhile", async () => {
    const path = oldDatabase();
    const reader = new Sqlite(path);
    reader.pragma("journal_mode = WAL");
    reader.exec("BEGIN");
    reader.prepare("SELECT count(*) FROM sessions").get();
    const { store, notices } = await open(path);
    expect(notices.at(-1)).toMatch(/unused space of .* may hold copies of Secret values; remove them: "kubespy vacuum"/);
    reader.exec("COMMIT");
    reader.close();
    expect((await open(path)).notices).toHaveLength(1);
    await store.vacuum();
    expect((await open(path)).notices).toEqual([]);
  });
});
