import { createHash } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import Sqlite, { type Database, type Statement } from "better-sqlite3";
import { temporaryFailure } from "../../io/temporary-folder.js";

/** One that is added; see `SortingSpool`. */
interface AddedEntry {
  readonly key: string;
  readonly request: string;
  readonly timeMicros: number;
  readonly uid?: string;
  readonly version?: string;
  readonly isCreation: boolean;
  readonly isNamedOnly: boolean;
  readonly detail: string;
  readonly body?: Uint8Array;
}

/** Smaller ones are not worth the time. */
const minDeflatedBytes = 512;
/** One state of an object is smaller; what claims to be more was not written here. */
const maxBodyBytes = 64 * 1024 * 1024;
/** Entries of one transaction. */
const batchSize = 2000;
/** Sorted entries that are read at a time. */
const pageSize = 500;
const cacheKiB = 8 * 1024;
/** Sorts behind the versions of all lengths. */
const goneLength = 1_000_000;

/**
 * Sorts more than fits into memory, and remembers texts by a key: in a temporary database that has no name, so that nothing is left of it, however the
 * process ends. Every operation throws `KubespyError` where the disk for temporary files is full.
 *
 *  - Entries with a key that was added before are left out, and those that only have a name where their request has another entry.
 *  - An entry counts as not later than the entries of the same uid at later versions: clocks of servers differ, and answers overtake each other. A
 *    creation precedes all other entries of its uid; version "gone" follows all versions.
 *  - Entries of equal time are in the order of their versions.
 */
export class SortingSpool {
  readonly #database: Database;
  readonly #add: Statement;
  readonly #get: Statement;
  readonly #put: Statement;
  readonly #body: Statement;
  readonly #keep: Statement;
  #pending = 0;

  constructor() {
    // An empty name: SQLite removes the file as soon as it is open.
    this.#database = guarded(() => new Sqlite(""));
    const database = this.#database;
    guarded(() => {
      for (const pragma of [
        "journal_mode = OFF",
        "synchronous = OFF",
        "temp_store = FILE",
        `cache_size = -${cacheKiB}`,
        "cache_spill = ON",
      ])
        database.pragma(pragma);
      database.exec(tables);
    });
    this.#add = database.prepare(
      "INSERT OR IGNORE INTO entries (key, request, time, uid, length, version, creation, named, detail, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    );
    this.#get = database.prepare("SELECT value FROM remembered WHERE key = ?").pluck();
    this.#put = database.prepare("INSERT OR REPLACE INTO remembered (key, value) VALUES (?, ?)");
    this.#body = database.prepare("SELECT body FROM entries WHERE id = ?").pluck();
    this.#keep = database.prepare(
      "INSERT INTO entries (key, request, time, creation, named, detail, body) VALUES (NULL, NULL, 0, 0, 0, '', ?)",
    );
    guarded(() => database.exec("BEGIN"));
  }

  add({ key, request, timeMicros, uid, version, isCreation, isNamedOnly, detail, body }: AddedEntry): void {
    const length = version === undefined ? undefined : version === "gone" ? goneLength : lengthOf(version);
    const packed = body === undefined ? undefined : packedBody(body);
    const values = [
      digest(key),
      digest(request),
      timeMicros,
      uid,
      length,
      version,
      isCreation ? 1 : 0,
      isNamedOnly ? 1 : 0,
      detail,
      packed,
    ];
    guarded(() => this.#add.run(values.map((value) => value ?? null)));
    this.#endBatch();
  }

  *sorted(): Generator<{ readonly id: number; readonly timeMicros: number; readonly detail: string }, void, void> {
    guarded(() => this.#database.exec(sort));
    const page = this.#database.prepare(
      `SELECT place, id, sorted.time AS timeMicros, detail FROM sorted JOIN entries ON id = entry WHERE place > ? ORDER BY place LIMIT ${pageSize}`,
    );
    for (let last = 0; ; ) {
      const rows = guarded(() => page.all(last)) as readonly SortedRow[];
      for (const { id, timeMicros, detail } of rows) yield { id, timeMicros, detail };
      const end = rows.at(-1);
      if (end === undefined) return;
      last = end.place;
    }
  }

  body(id: number): Uint8Array | undefined {
    const packed = guarded(() => this.#body.get(id)) as Buffer | null | undefined;
    return packed === undefined || packed === null ? undefined : unpackedBody(packed);
  }

  keep(body: Uint8Array): number {
    const id = Number(guarded(() => this.#keep.run(packedBody(body))).lastInsertRowid);
    this.#endBatch();
    return id;
  }

  remembered(key: string): string | undefined {
    return guarded(() => this.#get.get(key)) as string | undefined;
  }

  remember(key: string, value: string): void {
    guarded(() => this.#put.run(key, value));
    this.#endBatch();
  }

  close(): void {
    this.#database.close();
  }

  /** Without a transaction each statement would be one. */
  #endBatch(): void {
    if (++this.#pending % batchSize === 0) guarded(() => this.#database.exec("COMMIT; BEGIN"));
  }
}

interface SortedRow {
  readonly place: number;
  readonly id: number;
  readonly timeMicros: number;
  readonly detail: string;
}

const tables = `
CREATE TABLE entries (id INTEGER PRIMARY KEY, key BLOB, request BLOB, time INTEGER NOT NULL, uid TEXT, length INTEGER, version TEXT,
  creation INTEGER NOT NULL, named INTEGER NOT NULL, detail TEXT NOT NULL, body BLOB);
CREATE UNIQUE INDEX entry_keys ON entries (key) WHERE key IS NOT NULL;
CREATE TABLE remembered (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;`;

const sort = `
CREATE INDEX entry_requests ON entries (request, named) WHERE request IS NOT NULL;
CREATE TABLE sorted (place INTEGER PRIMARY KEY, entry INTEGER NOT NULL, time INTEGER NOT NULL);
INSERT INTO sorted (entry, time)
  SELECT id, early FROM (
    SELECT id, creation, length, version, CASE
        WHEN uid IS NULL THEN time
        WHEN creation THEN min(time) OVER (PARTITION BY uid)
        WHEN length IS NULL THEN time
        ELSE min(CASE WHEN length IS NULL THEN NULL ELSE time END) OVER (PARTITION BY uid ORDER BY length DESC, version DESC)
      END AS early
    FROM entries AS one
    WHERE request IS NOT NULL
      AND NOT (named AND EXISTS (SELECT 1 FROM entries AS other WHERE other.request = one.request AND other.named = 0)))
  ORDER BY early, creation DESC, length, version, id;`;

/** Versions are decimal numbers of any length; what is none has no order. */
function lengthOf(version: string): number | undefined {
  return /^(0|[1-9]\d*)$/.test(version) ? version.length : undefined;
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest().subarray(0, 16);
}

const plain = 0;
const deflated = 1;

function packedBody(body: Uint8Array): Buffer {
  const isDeflated = body.length >= minDeflatedBytes;
  return Buffer.concat([Buffer.of(isDeflated ? deflated : plain), isDeflated ? deflateRawSync(body, { level: 1 }) : body]);
}

function unpackedBody(packed: Buffer): Uint8Array {
  const body = packed.subarray(1);
  // A copy: what is inflated is part of a buffer several times as large, which whoever keeps it would keep.
  return new Uint8Array(packed[0] === deflated ? inflateRawSync(body, { maxOutputLength: maxBodyBytes }) : body);
}

function guarded<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw temporaryFailure(diskError(error));
  }
}

/** With the code of the system in place of the one of SQLite. */
function diskError(error: unknown): unknown {
  const { code } = error as { readonly code?: unknown };
  return code === "SQLITE_FULL" ? Object.assign(new Error("the disk is full", { cause: error }), { code: "ENOSPC" }) : error;
}
