// What a database keeps beside the frames of a session: derived from them when the session was first read whole.
import { copyFileSync, rmSync } from "node:fs";
import Database from "better-sqlite3";

/** So that what reads a session next derives everything anew. Databases of older builds keep nothing. */
export function removeDerived(db) {
  const database = new Database(db);
  const hasTable = database.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'derived'").get() !== undefined;
  if (hasTable) database.exec("DELETE FROM derived");
  database.pragma("wal_checkpoint(TRUNCATE)");
  database.close();
}

/** Without what SQLite left beside an older copy. */
export function copyDatabase(db, copy) {
  for (const end of ["", "-wal", "-shm"]) rmSync(`${copy}${end}`, { force: true });
  copyFileSync(db, copy);
  return copy;
}
