import type { Database } from "better-sqlite3";
import { KubespyError } from "../../../errors.js";
import { type StoredFrame, storedGap, storedObject } from "../../blocks/stored-frame.js";
import type { Close, CommitRequest } from "../../commit-port.js";
import { fileIdentity, openDatabase } from "../open-database.js";
import { deleteSession } from "../session-rows.js";
import { BlockWriter } from "./block-writer.js";
import { ObjectRows } from "./object-rows.js";

/** Options of the writer side. */
export interface CommitterOptions {
  readonly path: string;
  readonly session: number;
  /** Identity of the file at `path` when the session began. */
  readonly file: string | undefined;
}

type Totals = { frames: number; gaps: number; lastOffsetMs: number };

/** Writes the requests of one session, each in one transaction. Blocks meanwhile, so it runs in a thread of its own. */
export class FrameCommitter {
  readonly #options: CommitterOptions;
  readonly #database: Database;
  readonly #statements: ReturnType<typeof prepareStatements>;
  readonly #objects: ObjectRows;
  readonly #blocks: BlockWriter;
  #totals: Totals = { frames: 0, gaps: 0, lastOffsetMs: 0 };

  constructor(options: CommitterOptions) {
    this.#options = options;
    this.#database = openDatabase(options.path, { busyTimeoutMs: 1000 });
    this.#statements = prepareStatements(this.#database);
    this.#objects = new ObjectRows(this.#database, options.session);
    this.#blocks = new BlockWriter(this.#database, options.session);
  }

  /** Throws errors of SQLite; nothing of the request is written then, and it may be retried. */
  commit(request: CommitRequest): void {
    const before = { ...this.#totals };
    const objectsBefore = this.#objects.count;
    let hasBegun = false;
    try {
      this.#assertSameFile();
      this.#database
        .transaction(() => {
          hasBegun = true;
          this.#write(request);
        })
        .immediate();
    } catch (error) {
      if (hasBegun) this.#undo(before, objectsBefore);
      throw error;
    }
  }

  close(): void {
    this.#database.close();
  }

  /** The state in memory must match the database after a rollback. */
  #undo(before: Totals, objectsBefore: number): void {
    this.#totals = before;
    this.#objects.rewind(objectsBefore);
    this.#blocks.forget();
  }

  /** Writing to a removed file would succeed forever and store nothing. */
  #assertSameFile(): void {
    const { path, file } = this.#options;
    const now = fileIdentity(path);
    if (file !== undefined && now !== file)
      throw new KubespyError(`${path} was ${now === undefined ? "removed" : "replaced"} while it was being written`, {
        hint: "record again; the frames written before are lost with the file",
      });
  }

  #write(request: CommitRequest): void {
    const { session } = this.#options;
    if (request.close?.kind === "discarded") {
      deleteSession(this.#database, session);
      return;
    }
    const first = this.#totals.frames + 1;
    this.#blocks.write(first, this.#stored(request));
    if (request.close !== undefined) this.#blocks.finish();
    for (const marker of request.markers) this.#statements.marker.run(session, marker.offsetMs, JSON.stringify(marker));
    this.#writeSession(request);
  }

  #stored({ frames, bytes }: CommitRequest): readonly StoredFrame[] {
    let at = 0;
    return frames.map((frame) => {
      const sequence = ++this.#totals.frames;
      this.#totals.lastOffsetMs = frame.offsetMs;
      if (frame.kind === "gap") {
        this.#totals.gaps++;
        return storedGap(frame);
      }
      at += frame.byteLength;
      const payload = bytes.subarray(at - frame.byteLength, at);
      return storedObject(frame, this.#objects.numbered(frame.ref, sequence), { baseDistance: frame.baseDistance, payload });
    });
  }

  #writeSession({ header, close }: CommitRequest): void {
    const { session, path } = this.#options;
    const { frames, gaps, lastOffsetMs } = this.#totals;
    const { changes } = this.#statements.totals.run(frames, this.#objects.count, gaps, lastOffsetMs, Date.now(), session);
    if (changes === 0) throw new KubespyError(`the session was removed from ${path} while it was being recorded`, { hint: "record again" });
    if (header !== undefined) this.#statements.header.run(JSON.stringify({ ...header, name: undefined }), session);
    if (close !== undefined) this.#statements.close.run(endingOf(close), session);
  }
}

function prepareStatements(database: Database) {
  return {
    marker: database.prepare("INSERT INTO markers (session, offset_ms, marker) VALUES (?, ?, ?)"),
    totals: database.prepare("UPDATE sessions SET frames = ?, objects = ?, gaps = ?, last_offset_ms = ?, heartbeat_ms = ? WHERE id = ?"),
    header: database.prepare("UPDATE sessions SET header = ? WHERE id = ?"),
    close: database.prepare("UPDATE sessions SET recorder = NULL, ending = ? WHERE id = ?"),
  };
}

function endingOf(close: Close): string | null {
  return close.kind === "ended" ? JSON.stringify(close.end) : null;
}
