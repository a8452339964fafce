import { statSync } from "node:fs";
import type { Database } from "better-sqlite3";
import type { RemoveResult, VacuumResult } from "../session-store.js";
import { changeInPlace } from "./full-disk.js";
import { deleteSession } from "./session-rows.js";

/** So many pages move in one transaction, so that the write-ahead log stays short: space may be what is missing. */
const pagesPerStep = 512;

/**
 * Removes a session, and its content from the file: pages that are free are filled with others or cut off, deleted rows are overwritten in the
 * pages that stay (`secure_delete`), and the write-ahead log is emptied. Each step is whole: after an interruption the next removal continues.
 */
export function removeFromDatabase(database: Database, session: number): RemoveResult {
  database.transaction(() => deleteSession(database, session)).immediate();
  cutFreePages(database);
  // Only a database that another program made cannot be cut: it is rewritten.
  if (freePages(database) > 0) database.exec("VACUUM");
  return { complete: emptyLog(database) };
}

/** The same on a full disk: see `changeInPlace`. */
export function removeInPlace(path: string, session: number): RemoveResult {
  return changeInPlace(path, (database) => {
    database.transaction(() => deleteSession(database, session)).immediate();
    cutFreePages(database);
    return { complete: true };
  });
}

/** Returns free pages to the file system, in any number of transactions. */
function cutFreePages(database: Database): void {
  for (let free = freePages(database), before = free + 1; free > 0 && free < before; ) {
    database.pragma(`incremental_vacuum(${pagesPerStep})`);
    before = free;
    free = freePages(database);
  }
}

/**
 * Rewrites the database without unused pages, and truncates its write-ahead log. Needs up to twice the remaining size while it runs.
 * Without that space, or if another program writes for longer than the busy timeout, it throws the error of SQLite and changes nothing.
 */
export function vacuumDatabase(database: Database, path: string): VacuumResult {
  const beforeBytes = sizeOnDisk(path);
  database.exec("VACUUM");
  const complete = emptyLog(database);
  return { beforeBytes, afterBytes: sizeOnDisk(path), complete };
}

/** The same on a full disk: free pages are cut off, but nothing is rewritten. */
export function vacuumInPlace(path: string): VacuumResult {
  const beforeBytes = sizeOnDisk(path);
  changeInPlace(path, cutFreePages);
  return { beforeBytes, afterBytes: sizeOnDisk(path), complete: true };
}

/** False where a reader still needs the log. */
function emptyLog(database: Database): boolean {
  const checkpoint = database.pragma("wal_checkpoint(TRUNCATE)") as readonly { readonly busy: number }[];
  return checkpoint[0]?.busy === 0;
}

function freePages(database: Database): number {
  return Number(database.pragma("freelist_count", { simple: true }));
}

/** The database and its write-ahead log. The index of the log ("-shm") exists only while programs have it open. */
function sizeOnDisk(path: string): number {
  return [path, `${path}-wal`].reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0);
}
