import { statSync } from "node:fs";
import type { Database } from "better-sqlite3";
import type { Vacuumed } from "../session-store.js";

/**
 * Writes the database anew without its holes, and empties the log beside it. While it works it needs up to twice the space of what remains;
 * when that is not there, or another program writes for longer than the busy timeout, it throws what SQLite throws and nothing has changed.
 */
export function vacuumDatabase(database: Database, path: string): Vacuumed {
  const beforeBytes = sizeOnDisk(path);
  database.exec("VACUUM");
  const checkpoint = database.pragma("wal_checkpoint(TRUNCATE)") as readonly { readonly busy: number }[];
  return { beforeBytes, afterBytes: sizeOnDisk(path), complete: checkpoint[0]?.busy === 0 };
}

/** The database and its log. The index of the log ("-shm") comes and goes with the programs that have it open. */
function sizeOnDisk(path: string): number {
  return [path, `${path}-wal`].reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.size ?? 0), 0);
}
