import { accessSync, chmodSync, closeSync, constants, existsSync, openSync, statSync } from "node:fs";
import { dirname } from "node:path";
import Sqlite, { type Database } from "better-sqlite3";
import { KubespyError } from "../../errors.js";
import { nonFile } from "../../io/input-file.js";
import { makePrivateFolder } from "../../io/make-folder.js";
import { isOutOfSpace, openAlone } from "./full-disk.js";
import { isUsable, migrate, noteToScrub, schemaVersion, schemaVersionOf } from "./schema.js";
import { hasLeftovers } from "./scrub-secrets.js";
import { isBusy, storeFailure } from "./store-failure.js";

interface OpenDatabaseOptions {
  /** Opens an existing database for reading; creates nothing. */
  readonly readonly?: boolean;
  /** How long a statement waits for other writers. */
  readonly busyTimeoutMs?: number;
  /** What was changed without being asked for, one line each. */
  readonly onNotice?: ((text: string) => void) | undefined;
}

/**
 * Opens a kubespy database, upgrades it to the current schema version, and creates it if it does not exist: readable by its owner only, in
 * WAL mode (readers and writers do not block each other; committed data survives the death of the process). Throws `KubespyError` with the
 * file and the next step.
 */
export function openDatabase(path: string, options: OpenDatabaseOptions = {}): Database {
  let database: Database | undefined;
  try {
    assertFiles(path);
    if (options.readonly) accessSync(path, constants.R_OK);
    else createFile(path);
    database = new Sqlite(path, { readonly: options.readonly ?? false, fileMustExist: true, timeout: options.busyTimeoutMs ?? 5000 });
    const prepared = options.readonly ? prepareReading(database, path, options) : prepareWriting(database, path, options);
    if (prepared === database && hasLeftovers(prepared))
      options.onNotice?.(`unused space of ${path} may hold copies of Secret values; remove them: "kubespy vacuum"`);
    restrictMode(path, options);
    return prepared;
  } catch (error) {
    database?.close();
    const alone = isOutOfSpace(error) ? openedAlone(path) : undefined;
    if (alone !== undefined) return alone;
    throw storeFailure(error, path);
  }
}

/** On a full disk it can still be read, and space can be freed. Undefined where that is not possible either. */
function openedAlone(path: string): Database | undefined {
  let database: Database | undefined;
  try {
    database = openAlone(path);
    if (isUsable(schemaVersionOf(database, path))) return database;
  } catch {
    // The first failure says why.
  }
  database?.close();
  return undefined;
}

const suffixes = ["", "-wal", "-shm"];

/** To open a FIFO blocks the process until another one opens it too. */
function assertFiles(path: string): void {
  for (const suffix of suffixes) {
    const stats = statSync(path + suffix, { throwIfNoEntry: false });
    const kind = stats && nonFile(stats);
    if (kind === undefined) continue;
    const what = suffix === "" ? "it" : `${path}${suffix}`;
    throw new KubespyError(`cannot open ${path} as a database: ${what} is ${kind}${kind === "a directory" ? "" : ", not a file"}`, {
      hint: "use a file with --db FILE or KUBESPY_DB",
    });
  }
}

/** SQLite creates the files beside it with the same mode. */
function createFile(path: string): void {
  const isNew = !existsSync(path);
  makePrivateFolder(dirname(path));
  closeSync(openSync(path, "a", 0o600));
  // Whatever the umask is.
  if (isNew) chmodSync(path, 0o600);
}

/** A database of an older kubespy, or one that was copied, may be readable by everybody. Only its owner can change that. */
function restrictMode(path: string, { onNotice }: OpenDatabaseOptions): void {
  const before = modeOf(path);
  for (const suffix of suffixes) {
    const mode = modeOf(path + suffix);
    if ((mode & 0o077) === 0) continue;
    try {
      chmodSync(path + suffix, mode & 0o700);
    } catch {
      return;
    }
  }
  const now = modeOf(path);
  if (before !== now) onNotice?.(`other users could read ${path}: its mode was ${octal(before)} and is now ${octal(now)}`);
}

/** 0 where there is no file. */
function modeOf(path: string): number {
  return (statSync(path, { throwIfNoEntry: false })?.mode ?? 0) & 0o777;
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, "0");
}

/** An old database is upgraded for reading too, unless it can be read as it is and not be written. */
function prepareReading(database: Database, path: string, { onNotice = () => {} }: OpenDatabaseOptions): Database {
  const version = schemaVersionOf(database, path);
  if (version === schemaVersion) return database;
  try {
    const upgraded = openDatabase(path, { onNotice });
    database.close();
    return upgraded;
  } catch (error) {
    if (!isUsable(version)) throw error;
    noteToScrub(database, onNotice, error as Error);
    return database;
  }
}

function prepareWriting(database: Database, path: string, { onNotice = () => {} }: OpenDatabaseOptions): Database {
  schemaVersionOf(database, path);
  if (database.pragma("journal_mode", { simple: true }) !== "wal") enterWal(database);
  database.pragma("synchronous = NORMAL");
  // What is deleted is overwritten in pages that are written anyway; whole free pages go when a session is removed.
  database.pragma("secure_delete = FAST");
  migrate(database, path, onNotice);
  return database;
}

/** Changing the journal mode does not wait for locks by itself. `auto_vacuum` can be set only before the first table. */
function enterWal(database: Database): void {
  for (let tries = 0; ; tries++) {
    try {
      database.pragma("auto_vacuum = INCREMENTAL");
      database.pragma("journal_mode = WAL");
      return;
    } catch (error) {
      if (!isBusy(error) || tries >= 50) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    }
  }
}

/**
 * Identifies the file at a path; undefined if there is none. An open connection does not notice that its database was removed or replaced.
 */
export function fileIdentity(path: string): string | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? undefined : `${stat.dev}:${stat.ino}`;
}
