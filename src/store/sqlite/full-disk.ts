import { closeSync, constants, copyFileSync, fsyncSync, openSync, rmSync, statfsSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import Sqlite, { type Database } from "better-sqlite3";
import { KubespyError } from "../../errors.js";
import { formatBytes } from "../../io/bytes.js";
import { codeOf } from "../../io/system-error.js";

/**
 * Freeing space in a database when its disk has none left. Normally every change first makes the write-ahead log longer, and its index needs a
 * file of its own. Here:
 *
 *  1. The database is opened alone (`locking_mode = EXCLUSIVE`): then the index is in memory.
 *  2. The log is written back, and changes are made in place with the old pages in memory (`journal_mode = MEMORY`). If the process is killed
 *     amid that, the database is damaged: so this is only the way out where nothing else works.
 *  3. Where the log cannot be written back, because the database would grow while the log still takes its place, the log is kept on another
 *     disk meanwhile.
 */

/** True for a failure that comes from a full disk or a used up quota. */
export function isOutOfSpace(error: unknown): boolean {
  return /^(SQLITE_FULL|SQLITE_IOERR_(SHM\w*|WRITE|GETTEMPPATH)|ENOSPC|EDQUOT)$/.test(codeOf(error));
}

/** Opens a database for this process alone, without files beside it. Throws `SQLITE_BUSY` while another program has it open. */
export function openAlone(path: string): Database {
  const database = new Sqlite(path, { fileMustExist: true, timeout: 1000 });
  try {
    database.pragma("locking_mode = EXCLUSIVE");
    // Takes the lock.
    database.pragma("user_version");
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Whether it was opened for this process alone, because its disk is full: nothing can be recorded then. */
export function isAlone(database: Database): boolean {
  return database.pragma("locking_mode", { simple: true }) === "exclusive";
}

/** Changes a database that must not grow. No connection of this process may have it open. */
export function changeInPlace<T>(path: string, change: (database: Database) => T): T {
  const database = withoutLog(path) ?? withoutLog(path, writeBackLog);
  if (database === undefined) throw noRoom(path);
  try {
    return change(database);
  } finally {
    database.close();
  }
}

/** Undefined where the log cannot be written back for want of space. */
function withoutLog(path: string, before: (path: string) => void = () => {}): Database | undefined {
  before(path);
  const database = openAlone(path);
  try {
    database.pragma("journal_mode = MEMORY");
    database.pragma("secure_delete = ON");
    return database;
  } catch (error) {
    database.close();
    if (isOutOfSpace(error)) return undefined;
    throw error;
  }
}

/** A copy of a larger one in memory would take too much of that. */
const maxImageBytes = 1024 * 1024 * 1024;

/** The log keeps what it holds on another disk while its space is used to write it back. */
function writeBackLog(path: string): void {
  const log = `${path}-wal`;
  const copy = join(otherDisk(path, sizeOf(log)), `kubespy-${process.pid}-${Date.now()}.db-wal`);
  if (sizeOf(path) + sizeOf(log) > maxImageBytes) throw noRoom(path);
  const database = openAlone(path);
  const image = database.serialize();
  database.close();
  try {
    copyFileSync(log, copy, constants.COPYFILE_EXCL);
    sync(copy);
  } catch {
    rmSync(copy, { force: true });
    throw noRoom(path);
  }
  try {
    rmSync(log);
    rmSync(`${path}-shm`, { force: true });
    overwrite(path, image);
  } catch (cause) {
    throw new KubespyError(`cannot write ${path} (${codeOf(cause)}); its write-ahead log is kept in ${copy}`, {
      hint: `free some space, then copy it back: cp ${copy} ${log}`,
      cause,
    });
  }
  rmSync(copy);
}

function overwrite(path: string, image: Buffer): void {
  const file = openSync(path, "r+");
  try {
    for (let at = 0; at < image.length; ) at += writeSync(file, image, at, image.length - at, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function sync(path: string): void {
  const file = openSync(path, "r+");
  fsyncSync(file);
  closeSync(file);
}

/** A folder on another disk with so many free bytes. Throws `KubespyError` when there is none. */
function otherDisk(path: string, bytes: number): string {
  const { dev } = statSync(dirname(path));
  const found = [tmpdir(), "/var/tmp", "/dev/shm"].find((folder) => {
    try {
      const { bavail, bsize } = statfsSync(folder);
      return statSync(folder).dev !== dev && bavail * bsize > bytes;
    } catch {
      return false;
    }
  });
  if (found === undefined) throw noRoom(path);
  return found;
}

function noRoom(path: string): KubespyError {
  const bytes = formatBytes(sizeOf(`${path}-wal`));
  return new KubespyError(`no space left for ${path}, not even to remove something: its write-ahead log has ${bytes} to write back`, {
    hint: `free ${bytes} on its disk, or set TMPDIR to a directory on another disk, then try again`,
  });
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
