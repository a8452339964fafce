import { statSync } from "node:fs";
import type { Database } from "better-sqlite3";
import type { RemoveResult, VacuumResult } from "../session-store.js";
import { deleteSession } from "./session-rows.js";

/** So many pages move in one transaction, so that the write-ahead log stays short: space may be what is missing. */
const pagesPerStep = 512;

/**
 * Removes a session, and its content from the file: pages that are free are filled with others or cut off, deleted rows are overwritten in the
 * pages that stay (`secure_delete`), and the write-ahead log is emptied. Each step is whole: after an interruption the next removal continues.
 */
export function removeFromDatabase(database: Database, session: number): RemoveResult {
  database.transaction(() => deleteSession(database, session)).immediate();
  for (let free = freePages(database), before = free + 1; free > 0 && free < before; ) {
    database.pragma(`incremental_vacuum(${pagesPerStep})`);
    before = free;
    free = freePages(database);
  }
  // Only a database that another program made cannot be cut: it is rewritten.
  if (freePages(database) > 0) database.exec("VACUUM");
  return { complete: emptyLog(database) };
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
