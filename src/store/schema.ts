import type { Database } from "better-sqlite3";
import { KubespyError } from "../errors.js";

/** "KSPY": tells our databases from other programs'. */
const applicationId = 0x4b535059;

/**
 * Each brings a database one version further; they are never changed once released, only added to.
 *
 * `frames.id` is session * 2^32 + sequence: one integer that is the row's place, so a session's frames lie side by side in order, a page of
 * them is one range, and no second index by sequence is needed. `base` is the sequence of the frame that a delta builds on.
 */
const migrations: readonly string[] = [
  `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;

  CREATE TABLE sessions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    header TEXT NOT NULL,             -- SessionHeader as JSON, without the name
    ending TEXT,                      -- SessionEnd as JSON; NULL while it has none
    recorder TEXT,                    -- who writes it, as JSON; NULL when nobody does any more
    heartbeat_ms INTEGER NOT NULL,    -- wall clock of the last sign of life
    frames INTEGER NOT NULL DEFAULT 0,
    objects INTEGER NOT NULL DEFAULT 0,
    gaps INTEGER NOT NULL DEFAULT 0,
    last_offset_ms REAL NOT NULL DEFAULT 0
  );

  CREATE TABLE objects (
    id INTEGER PRIMARY KEY,
    session INTEGER NOT NULL,
    uid TEXT NOT NULL,
    ref TEXT NOT NULL,                -- ObjectRef as JSON, without the uid
    first_frame INTEGER NOT NULL,     -- frames.id
    UNIQUE (session, uid)
  );

  CREATE TABLE frames (
    id INTEGER PRIMARY KEY,
    object INTEGER,                   -- NULL: a gap
    offset_ms REAL NOT NULL,
    observed_at NOT NULL,             -- ms since the epoch; text where it was not in the usual form
    type INTEGER NOT NULL,            -- see frame-row.ts
    resource_version TEXT,
    base INTEGER,                     -- sequence of the frame that the payload is a delta to
    payload BLOB,                     -- see payload.ts
    checksum INTEGER,                 -- CRC-32 of the payload
    detail TEXT                       -- JSON: what only few frames have; all of a gap
  );
  CREATE INDEX frames_of_object ON frames (object) WHERE object IS NOT NULL;

  CREATE TABLE markers (
    id INTEGER PRIMARY KEY,
    session INTEGER NOT NULL,
    offset_ms REAL NOT NULL,
    marker TEXT NOT NULL              -- Marker as JSON
  );
  CREATE INDEX markers_of_session ON markers (session, offset_ms);
  `,
];

export const schemaVersion = migrations.length;

/** The version of a database that is ours or empty (0). Throws `KubespyError` when it is another program's or a newer kubespy's. */
export function versionOf(database: Database, path: string): number {
  const version = Number(database.pragma("user_version", { simple: true }));
  const owner = Number(database.pragma("application_id", { simple: true }));
  const tables = Number(database.prepare("SELECT count(*) FROM sqlite_master").pluck().get());
  if (owner !== applicationId && (owner !== 0 || version !== 0 || tables !== 0))
    throw new KubespyError(`${path} is a database of another program`, { hint: "name another one with --db FILE or KUBESPY_DB" });
  if (version > schemaVersion)
    throw new KubespyError(`${path} was made by a newer kubespy: its version is ${version}, this kubespy reads up to ${schemaVersion}`, {
      hint: 'run "npm install --global kubespy@latest", or name another database with --db FILE',
    });
  return version;
}

/** Brings the database to our version; all or nothing, also when several programs do it at once. */
export function migrate(database: Database, path: string): void {
  if (versionOf(database, path) === schemaVersion) return;
  database
    .transaction(() => {
      for (const migration of migrations.slice(versionOf(database, path))) database.exec(migration);
      database.pragma(`application_id = ${applicationId}`);
      database.pragma(`user_version = ${schemaVersion}`);
    })
    .immediate();
}
