import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { describe, expect, it } from "vitest";
import { KubespyError } from "../../src/errors.js";
import { systemClock } from "../../src/io/clock.js";
import type { SessionReader } from "../../src/model/session.js";
import { isSessionName } from "../../src/model/session-name.js";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.js";
import { frame } from "../serve/session-in-memory.js";
import { collect } from "../support/histories.js";
import { object, types } from "../support/objects.js";
import { runProgram, temporaryFolder } from "../support/program.js";

const header = {
  name: "s",
  startedAt: "2026-11-22T10:57:17.945Z",
  targets: [],
  streams: [],
  omissions: [],
  secretValues: "digests" as const,
  recorder: "test",
};

/** A database with one session of three frames, after this SQL. */
async function crafted(folder: string, sql: string): Promise<string> {
  const path = join(folder, "k.db");
  const store = await openSqliteStore(path, { clock: systemClock });
  const writer = await store.create(header);
  for (let n = 1; n <= 3; n++) {
    const { sequence: _, ...rest } = frame(n, "MODIFIED", object(types.pods, { name: "web", version: String(n) }));
    writer.append(rest);
  }
  await writer.end({ endedAt: header.startedAt, offsetMs: 30, outcome: "until" });
  await store.close();
  const database = new Sqlite(path);
  database.exec(sql);
  database.close();
  return path;
}

async function readAll(path: string): Promise<void> {
  const store = await openSqliteStore(path, { clock: systemClock, readonly: true });
  try {
    await store.list();
    const reader: SessionReader = await store.open("@latest");
    await collect(reader.frames());
    await reader.lastFramesAt(reader.summary.frames);
    await reader.objectSpans();
    await reader.markers();
    await reader.gaps();
  } finally {
    await store.close();
  }
}

describe("a crafted database is refused with a typed error:", () => {
  it.each([
    ["a view named as our table", "ALTER TABLE sessions RENAME TO t; CREATE VIEW sessions AS SELECT * FROM t"],
    ["a trigger that writes", "CREATE TRIGGER t AFTER UPDATE ON sessions BEGIN DELETE FROM sessions; END"],
    ["a virtual table", "CREATE VIRTUAL TABLE v USING fts5(a)"],
    ["a count of frames beyond all ids", "UPDATE sessions SET frames = 9007199254740991"],
    ["a count of frames that are not there", "UPDATE sessions SET frames = 4000000000"],
    ["a count of objects that are not there", "UPDATE sessions SET frames = 4000000000, objects = 3000000000"],
    ["a negative count", "UPDATE sessions SET frames = -1"],
    ["a text for a count", "UPDATE sessions SET gaps = 'many'"],
    ["a time beyond all dates", "UPDATE sessions SET heartbeat_ms = 9007199254740991"],
    ["a header that is no object", "UPDATE sessions SET header = '[]'"],
    ["a header whose streams are null", `UPDATE sessions SET header = json_set(header, '$.streams', json('[null]'))`],
    ["a header that is nested deeply", `UPDATE sessions SET header = replace(hex(zeroblob(500000)), '00', '[')`],
    ["a start that is no time", `UPDATE sessions SET header = json_set(header, '$.startedAt', 'soon')`],
    ["a marker that is no object", "INSERT INTO markers (session, offset_ms, marker) VALUES (1, 0, '7')"],
    ["a marker without a text", `INSERT INTO markers (session, offset_ms, marker) VALUES (1, 0, '{"offsetMs":1}')`],
    ["a reference without a kind", "UPDATE objects SET ref = '{}'"],
    ["blocks of text", "UPDATE blocks SET columns = 'x', payload = 'y'"],
    ["blocks of a billion frames", "UPDATE blocks SET frames = 1000000000"],
    ["an empty list of objects", "UPDATE blocks SET objects = x''"],
  ])("%s", async (_, sql) => {
    using folder = temporaryFolder();
    const path = await crafted(folder.path, sql);
    await expect(readAll(path)).rejects.toBeInstanceOf(KubespyError);
  });
});

it.each([
  ["a path", "../../../etc/passwd"],
  ["an escape sequence", "\u001b]0;owned\u0007\u001b[2J"],
  ["a flag", "--help"],
  ["a megabyte", "x".repeat(1024 * 1024)],
  ["nothing", ""],
])("a session whose name is %s gets a valid one, by which every command finds it, and its file has that name", async (_, name) => {
  using folder = temporaryFolder();
  const path = await crafted(folder.path, `UPDATE sessions SET name = CAST(x'${Buffer.from(name).toString("hex")}' AS TEXT)`);
  const store = await openSqliteStore(path, { clock: systemClock });
  const [listed] = await store.list();
  const given = listed?.header.name ?? "";
  expect(isSessionName(given)).toBe(true);
  expect((await store.open(given)).summary.header.name).toBe(given);
  expect(await store.has(given)).toBe(true);
  await store.setTitle(given, "mine");
  await store.close();

  const listing = await runProgram(["ls", "--db", path]);
  expect([listing.code, listing.stdout.includes("\u001b")]).toEqual([0, false]);
  expect(listing.stdout).toContain(given);
  const before = readdirSync(folder.path);
  expect(await runProgram(["export", given, "--db", path], { cwd: folder.path })).toMatchObject({ code: 0 });
  expect(readdirSync(folder.path).filter((file) => !before.includes(file))).toEqual([`${given}.kubespy.gz`]);
  expect(await runProgram(["rm", given, "--yes", "--db", path])).toMatchObject({ code: 0 });
  expect(existsSync("/etc/passwd.kubespy.gz")).toBe(false);
});
