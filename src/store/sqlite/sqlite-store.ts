import type { Database } from "better-sqlite3";
import { KubespyError } from "../../errors.js";
import { type Clock, toRfc3339 } from "../../io/clock.js";
import { codeOf } from "../../io/system-error.js";
import type { GrowingSessionReader, Marker, SessionChoice, SessionHeader, SessionSummary } from "../../model/session.js";
import { BatchingSessionWriter } from "../batching-session-writer.js";
import { thisProcess } from "../recorder-identity.js";
import { assertSessionName, findSession } from "../session-reference.js";
import {
  type ListSessionsOptions,
  NoSuchSession,
  type RemoveResult,
  type SessionStore,
  type SessionWriter,
  type SessionWriterOptions,
  type StoredSession,
  type VacuumResult,
} from "../session-store.js";
import { makeCommitPort } from "./commit/make-commit-port.js";
import { isAlone, isOutOfSpace } from "./full-disk.js";
import { fileIdentity, openDatabase } from "./open-database.js";
import { removeFromDatabase, removeInPlace, vacuumDatabase, vacuumInPlace } from "./reclaim-space.js";
import { digestKeyOf, forgetLeftovers } from "./scrub-secrets.js";
import {
  allSessions,
  canHoldFrames,
  insertMarker,
  insertSession,
  renameSessionRow,
  replaceMarker,
  type SessionRow,
  sessionNamed,
  sessionWithId,
  setTitleOfRow,
  summaryOf,
} from "./session-rows.js";
import { SqliteSessionReader } from "./sqlite-session-reader.js";
import { damaged, storeFailure } from "./store-failure.js";

interface SqliteStoreOptions {
  readonly clock: Clock;
  /** For commands that only read: the database must exist and is not written to. */
  readonly readonly?: boolean;
  readonly onNotice?: ((text: string) => void) | undefined;
}

/** Opens the store in the SQLite database at this path. Rejects with `KubespyError` when it cannot be opened. */
export async function openSqliteStore(path: string, options: SqliteStoreOptions): Promise<SessionStore> {
  return new SqliteStore(path, openDatabase(path, { readonly: options.readonly ?? false, onNotice: options.onNotice }), options.clock);
}

class SqliteStore implements SessionStore {
  readonly #path: string;
  /** Another one after space was freed on a full disk. */
  #database: Database;
  readonly #clock: Clock;

  constructor(path: string, database: Database, clock: Clock) {
    this.#path = path;
    this.#database = database;
    this.#clock = clock;
  }

  async create(header: SessionHeader, options: SessionWriterOptions = {}): Promise<SessionWriter> {
    assertSessionName(header.name);
    if (isAlone(this.#database)) throw storeFailure({ code: "SQLITE_FULL" }, this.#path);
    const session = this.#insert(header);
    const port = makeCommitPort({ path: this.#path, session, file: fileIdentity(this.#path) });
    return new BatchingSessionWriter({ header, port, location: this.#path }, options);
  }

  async list({ onUnreadable }: ListSessionsOptions = {}): Promise<readonly StoredSession[]> {
    return this.#guarded(() => {
      const sessions: StoredSession[] = [];
      for (const row of allSessions(this.#database)) {
        try {
          sessions.push({ ...this.#summary(row), storedAt: toRfc3339(row.heartbeat_ms) });
        } catch (error) {
          if (onUnreadable === undefined || !(error instanceof KubespyError)) throw error;
          onUnreadable({ name: row.name, newer: sessions.length, error });
        }
      }
      return sessions;
    });
  }

  async open(reference: string, { closeStore = false }: { readonly closeStore?: boolean } = {}): Promise<GrowingSessionReader> {
    const row = this.#guarded(() => this.#find(reference));
    const summary = this.#guarded(() => this.#summary(row));
    if (!this.#guarded(() => canHoldFrames(this.#database, row)))
      throw damaged(this.#path, `session "${row.name}" counts more frames than it can hold`);
    const onClose = closeStore ? () => this.close() : undefined;
    const currentSummary = () =>
      this.#guarded(() => {
        const now = sessionWithId(this.#database, row.id);
        return now === undefined ? undefined : this.#summary({ ...now, name: row.name });
      });
    const place = { database: this.#database, path: this.#path, session: row.id, clock: this.#clock };
    return this.#guarded(() => new SqliteSessionReader({ ...place, summary, currentSummary, onClose }));
  }

  async has(name: string): Promise<boolean> {
    return this.#guarded(() => sessionNamed(this.#database, name) !== undefined);
  }

  async addMarker(name: string, marker: Marker): Promise<void> {
    this.#guarded(() => insertMarker(this.#database, this.#existing(name).id, marker));
  }

  async editMarker(name: string, marker: Marker, text: string): Promise<boolean> {
    return this.#guarded(() => replaceMarker(this.#database, this.#existing(name).id, marker, { ...marker, text }));
  }

  async removeMarker(name: string, marker: Marker): Promise<boolean> {
    return this.#guarded(() => replaceMarker(this.#database, this.#existing(name).id, marker, undefined));
  }

  async rename(name: string, newName: string): Promise<void> {
    assertSessionName(newName);
    this.#guarded(() => {
      const row = this.#notRecording(name);
      try {
        renameSessionRow(this.#database, row.id, newName);
      } catch (error) {
        throw this.#nameTaken(error, newName);
      }
    });
  }

  async setTitle(name: string, title: string | undefined): Promise<void> {
    this.#guarded(() => setTitleOfRow(this.#database, this.#notRecording(name), title));
  }

  async vacuum(): Promise<VacuumResult> {
    return this.#guarded(() => {
      const busy = allSessions(this.#database).find((row) => this.#summary(row).state === "recording");
      if (busy !== undefined)
        throw new KubespyError(`session "${busy.name}" is being recorded into ${this.#path}`, {
          hint: "stop its recorder, or wait until it ends, then try again",
        });
      return this.#orOnFullDisk(
        () => this.#vacuumed(),
        () => vacuumInPlace(this.#path),
      );
    });
  }

  async remove(name: string): Promise<RemoveResult> {
    return this.#guarded(() => {
      const row = this.#notRecording(name);
      return this.#orOnFullDisk(
        () => removeFromDatabase(this.#database, row.id),
        () => removeInPlace(this.#path, row.id),
      );
    });
  }

  async digestKey(): Promise<Uint8Array> {
    return this.#guarded(() => digestKeyOf(this.#database));
  }

  async close(): Promise<void> {
    this.#database.close();
  }

  #insert(header: SessionHeader): number {
    try {
      return insertSession(this.#database, header, thisProcess(), this.#clock.wallMs());
    } catch (error) {
      throw this.#nameTaken(error, header.name);
    }
  }

  #nameTaken(error: unknown, name: string): Error {
    if (codeOf(error) !== "SQLITE_CONSTRAINT_UNIQUE") return storeFailure(error, this.#path);
    return new KubespyError(`a session "${name}" already exists in ${this.#path}`, {
      hint: `choose another name, or remove it: "kubespy rm ${name}"`,
    });
  }

  #existing(name: string): SessionRow {
    return sessionNamed(this.#database, name) ?? this.#noSuch(name);
  }

  /** The row of a session that is not being recorded. */
  #notRecording(name: string): SessionRow {
    const row = this.#existing(name);
    if (this.#summary(row).state !== "recording") return row;
    throw new KubespyError(`session "${name}" is being recorded`, { hint: "stop its recorder first" });
  }

  #find(reference: string): SessionRow {
    return findSession(reference, allSessions(this.#database), { place: this.#path, describe: (row) => this.#choice(row) });
  }

  /** One that is damaged is no reason to hide the others. */
  #choice(row: SessionRow): SessionChoice {
    const { name } = row;
    try {
      const { startedAt, title } = this.#summary(row).header;
      return { name, startedAt, title };
    } catch {
      return { name };
    }
  }

  #noSuch(reference: string): never {
    throw new NoSuchSession(
      reference,
      this.#path,
      allSessions(this.#database).map((row) => row.name),
    );
  }

  #summary(row: SessionRow): SessionSummary {
    try {
      return summaryOf(row, this.#clock.wallMs());
    } catch (error) {
      throw new KubespyError(`${this.#path} is damaged: the header of session "${row.name}" cannot be read`, { cause: error });
    }
  }

  #vacuumed(): VacuumResult {
    const result = vacuumDatabase(this.#database, this.#path);
    if (result.complete) forgetLeftovers(this.#database);
    return result;
  }

  #orOnFullDisk<T>(action: () => T, inPlace: () => T): T {
    try {
      return action();
    } catch (error) {
      if (!isOutOfSpace(error)) throw error;
    }
    this.#database.close();
    try {
      return inPlace();
    } finally {
      this.#database = openDatabase(this.#path);
    }
  }

  #guarded<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      throw storeFailure(error, this.#path);
    }
  }
}
