import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";
import Sqlite, { type Database } from "better-sqlite3";
import type { DerivedParts, SessionSummary } from "../../model/session.js";
import { crc32 } from "../blocks/crc32.js";
import { sessionWithId, summaryOf } from "./session-rows.js";

interface DerivedPartsOptions {
  /** Reads only. */
  readonly database: Database;
  readonly path: string;
  readonly session: number;
  /** As far as the session is read. */
  readonly summary: () => SessionSummary;
}

interface PartRow {
  readonly checksum: number;
  readonly bytes: Uint8Array;
}

/** Larger ones, which no kubespy writes, are not read; and what a damaged one may claim to unpack to. */
const maxStoredBytes = 256 * 1024 * 1024;
const maxPartBytes = 512 * 1024 * 1024;

/** Beyond this quality the time grows much faster than the size falls; deflate needs as long and a fifth more space. */
const quality = 5;

/**
 * What was derived from a session, in the table `derived`. A row counts only where its key is that of the rules, of the session as it is, and of this very
 * file: whoever sends a database to another one cannot put words into it that no frame says. Nothing here fails: what cannot be read is derived again,
 * and where nothing can be kept the caller goes on without.
 */
export class SqliteDerivedParts implements DerivedParts {
  readonly #options: DerivedPartsOptions;

  constructor(options: DerivedPartsOptions) {
    this.#options = options;
  }

  async read(part: string, rules: string): Promise<Uint8Array | undefined> {
    const { database, session, path, summary } = this.#options;
    const key = keyOf(rules, summary(), path);
    if (key === undefined) return undefined;
    try {
      const row = database
        .prepare<(number | string)[], PartRow>(
          "SELECT checksum, bytes FROM derived WHERE session = ? AND part = ? AND key = ? AND length(bytes) <= ?",
        )
        .get(session, part, key, maxStoredBytes);
      if (row === undefined || crc32(row.bytes) !== row.checksum) return undefined;
      return brotliDecompressSync(row.bytes, { maxOutputLength: maxPartBytes });
    } catch {
      return undefined;
    }
  }

  async keep(parts: ReadonlyMap<string, Uint8Array>, rules: string): Promise<boolean> {
    const { path, session, summary } = this.#options;
    const key = keyOf(rules, summary(), path);
    if (key === undefined) return false;
    const rows = [...parts].map(([part, bytes]) => ({ part, ...rowOf(bytes) }));
    let database: Database | undefined;
    try {
      // The reader's own connection may be for reading only, and waits longer than anybody should for this.
      database = new Sqlite(path, { fileMustExist: true, timeout: busyTimeoutMs });
      return keepRows(database, { path, session, key, rules }, rows);
    } catch {
      return false;
    } finally {
      database?.close();
    }
  }

  async storedBytes(): Promise<number> {
    const { database, session } = this.#options;
    try {
      return (
        database
          .prepare<[number], { bytes: number }>("SELECT coalesce(sum(length(bytes)), 0) AS bytes FROM derived WHERE session = ?")
          .get(session)?.bytes ?? 0
      );
    } catch {
      return 0;
    }
  }
}

/** How long another writer is waited for: what is kept saves time, so it must not cost any. */
const busyTimeoutMs = 100;

interface Place {
  readonly path: string;
  readonly session: number;
  readonly key: string;
  readonly rules: string;
}

/** False where the session is not as it was read any longer. Throws errors of SQLite; nothing is kept then. */
function keepRows(database: Database, place: Place, rows: readonly (PartRow & { readonly part: string })[]): boolean {
  const { session, key } = place;
  database.pragma("trusted_schema = OFF");
  database.pragma("synchronous = NORMAL");
  database.pragma("secure_delete = FAST");
  const isKept = database
    .transaction(() => {
      if (currentKey(database, place) !== key) return false;
      database.prepare("DELETE FROM derived WHERE session = ? AND key <> ?").run(session, key);
      const insert = database.prepare("INSERT OR REPLACE INTO derived (session, part, key, checksum, bytes) VALUES (?, ?, ?, ?, ?)");
      for (const { part, checksum, bytes } of rows) insert.run(session, part, key, checksum, bytes);
      return true;
    })
    .immediate();
  // A connection that only reads never shortens the log; where another one needs it, it stays.
  database.pragma("busy_timeout = 0");
  database.pragma("wal_checkpoint(TRUNCATE)");
  return isKept;
}

function currentKey(database: Database, { path, session, rules }: Place): string | undefined {
  const row = sessionWithId(database, session);
  return row === undefined ? undefined : keyOf(rules, summaryOf(row, Date.now()), path);
}

function rowOf(bytes: Uint8Array): PartRow {
  const params = { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  const compressed = brotliCompressSync(bytes, { params });
  return { checksum: crc32(compressed), bytes: compressed };
}

/** Undefined for a session that is still growing. Its name and its title say nothing about its frames. */
function keyOf(rules: string, { state, header, frames, objects, gaps, durationMs }: SessionSummary, path: string): string | undefined {
  const file = statSync(path, { bigint: true, throwIfNoEntry: false });
  if (state === "recording" || file === undefined) return undefined;
  const { name: _name, title: _title, description: _description, ...rest } = header;
  const parts = [rules, `${file.ino} ${file.birthtimeNs}`, frames, objects, gaps, durationMs, rest];
  return createHash("sha256").update(JSON.stringify(parts)).digest("base64");
}
