import { statSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { expect, it, onTestFinished } from "vitest";
import { openDatabase } from "../../src/store/sqlite/open-database.js";
import { vacuumDatabase } from "../../src/store/sqlite/reclaim-space.js";
import { storeFailure } from "../../src/store/sqlite/store-failure.js";
import { temporaryFolder } from "../support/program.js";

const unusedBytes = 1_000_000;

/** A database with many unused pages, a connection without a busy timeout, and a connection of another program. */
function databaseWithHole() {
  const folder = temporaryFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  const path = join(folder.path, "kubespy.db");
  const database = openDatabase(path, { busyTimeoutMs: 1 });
  database.exec(`CREATE TABLE filler (content); INSERT INTO filler VALUES (zeroblob(${unusedBytes})); DROP TABLE filler`);
  const other = new Sqlite(path);
  onTestFinished(() => {
    other.close();
    database.close();
  });
  return { path, database, other };
}

it("while another program reads, vacuum reports that it is incomplete, and completes afterwards", () => {
  const { path, database, other } = databaseWithHole();
  other.exec("BEGIN");
  const before = other.prepare("SELECT count(*) FROM sqlite_schema").pluck();
  const count = before.get();
  expect(vacuumDatabase(database, path)).toMatchObject({ complete: false });
  expect(before.get()).toBe(count);
  other.exec("COMMIT");
  const { complete, afterBytes } = vacuumDatabase(database, path);
  expect(complete).toBe(true);
  expect(afterBytes).toBeLessThan(unusedBytes);
});

it("while another program writes, vacuum fails with the reason and changes nothing", () => {
  const { path, database, other } = databaseWithHole();
  other.exec("BEGIN IMMEDIATE; CREATE TABLE kept (content); INSERT INTO kept VALUES ('whole')");
  let failure: unknown;
  try {
    vacuumDatabase(database, path);
  } catch (error) {
    failure = storeFailure(error, path);
  }
  expect(failure).toMatchObject({ message: `${path} is locked by another program (SQLITE_BUSY)` });
  other.exec("COMMIT");
  expect(vacuumDatabase(database, path).complete).toBe(true);
  expect(other.prepare("SELECT content FROM kept").pluck().get()).toBe("whole");
  expect(statSync(path).size).toBeLessThan(unusedBytes);
});
