import type { Database } from "better-sqlite3";
import { KubespyError } from "../../errors.js";
import { codeOf } from "../../io/system-error.js";
import { moveFramesIntoBlocks } from "./move-frames.js";
import { requirePlainSchema } from "./plain-schema.js";
import { named, scrubSecrets, sessionsToScrub } from "./scrub-secrets.js";
import { allSessions, stateOf } from "./session-rows.js";
import { damaged, isBusy, storeFailure } from "./store-failure.js";

/** "KSPY": identifies databases of kubespy. */
const applicationId = 0x4b535059;

/**
 * Each migration upgrades a database by one version. Released migrations never change; new ones are appended. A migration of SQL statements
 * is one transaction. A migration that is a function has transactions of its own, and continues after an interruption.
 *
 * Ids of frames and blocks are session * 2^32 + sequence. This integer is the rowid, so the rows of a session are adjacent and in order, a
 * range of frames is a range of ids, and no second index by sequence is needed.
 */
const migrations: readonly (string | ((database: Database, onNotice: (text: string) => void) => void))[] = [
  // Version 1: one row per frame. `base` is the sequence of the frame that a delta builds on.
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

  // Version 2: `old_frames` holds frames that are not in blocks yet.
  `
  ALTER TABLE frames RENAME TO old_frames;
  ALTER TABLE objects RENAME TO old_objects;

  CREATE TABLE objects (
    session INTEGER NOT NULL,
    number INTEGER NOT NULL,          -- from 1, in the order of appearance
    uid TEXT NOT NULL,
    ref TEXT NOT NULL,                -- ObjectRef as JSON, without the uid
    first_frame INTEGER NOT NULL,     -- its sequence
    PRIMARY KEY (session, number)
  ) WITHOUT ROWID;
  CREATE UNIQUE INDEX objects_by_uid ON objects (session, uid);

  CREATE TABLE blocks (               -- see block.ts
    id INTEGER PRIMARY KEY,
    frames INTEGER NOT NULL,
    offset_ms REAL NOT NULL,
    checksum INTEGER NOT NULL,
    objects BLOB NOT NULL,
    columns BLOB NOT NULL,
    payload BLOB NOT NULL
  );
  `,

  // Version 3: all frames are in blocks.
  moveFramesIntoBlocks,

  // Version 4: as version 3, but revisions of Secrets hold no copies of values.
  scrubSecrets,

  // Version 5: what was derived from a session is kept beside it.
  `
  CREATE TABLE derived (
    session INTEGER NOT NULL,
    part TEXT NOT NULL,
    key TEXT NOT NULL,                -- what it was derived from: see derived-parts.ts
    checksum INTEGER NOT NULL,        -- CRC-32 of the bytes
    bytes BLOB NOT NULL,              -- compressed with Brotli
    PRIMARY KEY (session, part)
  );
  `,
];

/** The first version whose tables are those of today: what comes later can wait. */
const usableVersion = 3;

/** From this version on, revisions of Secrets hold no copies of values. */
const scrubbedVersion = 4;

export const schemaVersion = migrations.length;

/**
 * The schema version of a kubespy database; 0 if it is empty. Throws `KubespyError` for a database of another program or of a newer
 * kubespy.
 */
export function schemaVersionOf(database: Database, path: string): number {
  const version = Number(database.pragma("user_version", { simple: true }));
  const owner = Number(database.pragma("application_id", { simple: true }));
  const tables = Number(database.prepare("SELECT count(*) FROM sqlite_master").pluck().get());
  if (owner !== applicationId && (owner !== 0 || version !== 0 || tables !== 0))
    throw new KubespyError(`${path} belongs to another program`, { hint: "use another database with --db FILE or KUBESPY_DB" });
  requirePlainSchema(database, path);
  if (version > schemaVersion)
    throw new KubespyError(
      `${path} was created by a newer kubespy: its schema version is ${version}, this kubespy reads up to ${schemaVersion}`,
      {
        hint: 'run "npm install --global kubespy@latest", or use another database with --db FILE',
      },
    );
  return version;
}

/**
 * Upgrades the database to the current version; safe for several programs at once. Throws `KubespyError` while an older kubespy records
 * into it. Where only content must be changed and that is not possible now (an older kubespy records, no space, another program writes), it says so by
 * `onNotice`, and the next program that opens the database tries again.
 */
export function migrate(database: Database, path: string, onNotice: (text: string) => void): void {
  for (let version = schemaVersionOf(database, path); version < schemaVersion; version = schemaVersionOf(database, path)) {
    try {
      if (version > 0) assertNoRecorder(database, path);
      const migration = migrations[version];
      if (typeof migration === "function") moveOn(() => migration(database, onNotice), path);
      database.transaction(() => takeStep(database, path, version)).immediate();
    } catch (error) {
      if (version < usableVersion || !isForNow(error)) throw error;
      noteToScrub(database, onNotice, storeFailure(error, path));
      return;
    }
  }
}

/** What it cannot read is damaged. */
function moveOn(migration: () => void, path: string): void {
  try {
    migration();
  } catch (error) {
    const failure = storeFailure(error, path);
    throw failure instanceof KubespyError ? failure : damaged(path, `its frames cannot be upgraded (${failure.message})`, error);
  }
}

export function isUsable(version: number): boolean {
  return version >= usableVersion;
}

function isForNow(error: unknown): boolean {
  return error instanceof KubespyError || isBusy(error) || /^SQLITE_(FULL|IOERR|READONLY|CANTOPEN)/.test(codeOf(error));
}

/** Says which sessions to remove, where the database cannot be changed. */
export function noteToScrub(database: Database, onNotice: (text: string) => void, cause: Error): void {
  const isScrubbed = Number(database.pragma("user_version", { simple: true })) >= scrubbedVersion;
  const sessions = isScrubbed ? [] : sessionsToScrub(database);
  if (sessions.length > 0)
    onNotice(
      `an earlier version may have kept copies of Secret values in ${named(sessions)} of ${database.name}, and they cannot be replaced now (${cause.message}); ` +
        `remove what you do not need: "kubespy rm ${sessions.slice(0, 8).join(" ")}"`,
    );
}

function takeStep(database: Database, path: string, version: number): void {
  if (schemaVersionOf(database, path) !== version) return;
  const migration = migrations[version];
  if (typeof migration === "string") database.exec(migration);
  database.pragma(`application_id = ${applicationId}`);
  database.pragma(`user_version = ${version + 1}`);
}

/** Moving the tables while an older kubespy writes a session would lose its further frames. */
function assertNoRecorder(database: Database, path: string): void {
  const now = Date.now();
  const busy = allSessions(database).find((row) => stateOf(row, now) === "recording");
  if (busy !== undefined)
    throw new KubespyError(`session "${busy.name}" is being recorded into ${path} by an older kubespy`, {
      hint: "wait until it ends, or stop it; then the database can be upgraded",
    });
}
