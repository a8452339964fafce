import { isDeepStrictEqual } from "node:util";
import type { Database, Statement } from "better-sqlite3";
import { KubespyError } from "../errors.js";
import { makeDelta } from "../model/delta.js";
import type { ObjectRef, Uid } from "../model/kube-object.js";
import { Revision } from "../model/revision.js";
import type { Close, CommitRequest, CommitterOptions, PackedFrame } from "./commit-port.js";
import { crc32 } from "./crc32.js";
import { factsOf, rowId } from "./frame-row.js";
import { fileIdentity, openDatabase } from "./open-database.js";
import { encodeDelta, encodeWhole } from "./payload.js";
import { deleteSession } from "./session-rows.js";

/** A whole revision at least this often along one incarnation: no state is further from one. */
const keyframeEvery = 32;
/** Last revisions that are held to build deltas on; an incarnation that fell out is written whole next time. */
const heldLimitBytes = 64 * 1024 * 1024;

/** What the next frame of an incarnation builds on. */
interface Known {
  readonly object: number;
  readonly ref: ObjectRef;
  readonly sequence: number;
  readonly bytes: Uint8Array;
  readonly sinceWhole: number;
}

type Totals = { frames: number; objects: number; gaps: number; lastOffsetMs: number };
type PackedObjectFrame = Extract<PackedFrame, { kind: "object" }>;

/** Writes the requests of one session, each in one transaction. Blocks while it does: it lives in a thread of its own. */
export class FrameCommitter {
  readonly #options: CommitterOptions;
  readonly #database: Database;
  readonly #statements: ReturnType<typeof prepareStatements>;
  readonly #known = new Map<Uid, Known>();
  #heldBytes = 0;
  #totals: Totals = { frames: 0, objects: 0, gaps: 0, lastOffsetMs: 0 };

  constructor(options: CommitterOptions) {
    this.#options = options;
    this.#database = openDatabase(options.path, { busyTimeoutMs: 1000 });
    this.#statements = prepareStatements(this.#database);
  }

  /** Throws what SQLite throws; nothing of the request is written then, and it may be tried again. */
  commit(request: CommitRequest): void {
    const before = { ...this.#totals };
    try {
      this.#assertSameFile();
      this.#database.transaction(() => this.#write(request)).immediate();
    } catch (error) {
      this.#totals = before;
      this.#known.clear();
      this.#heldBytes = 0;
      throw error;
    }
  }

  close(): void {
    this.#database.close();
  }

  /** Writing to a removed file would succeed for ever and keep nothing. */
  #assertSameFile(): void {
    const { path, file } = this.#options;
    const now = fileIdentity(path);
    if (file !== undefined && now !== file)
      throw new KubespyError(`${path} was ${now === undefined ? "removed" : "replaced"} while it was written to`, {
        hint: "record again; what was written before is gone with the file",
      });
  }

  #write(request: CommitRequest): void {
    const { session } = this.#options;
    if (request.close?.kind === "discarded") {
      deleteSession(this.#database, session);
      return;
    }
    let at = 0;
    for (const frame of request.frames) {
      if (frame.kind === "gap") this.#writeGap(frame);
      else this.#writeObject(frame, request.bytes.slice(at, at + frame.byteLength));
      at += frame.kind === "gap" ? 0 : frame.byteLength;
    }
    for (const marker of request.markers) this.#statements.marker.run(session, marker.offsetMs, JSON.stringify(marker));
    this.#writeSession(request);
  }

  #writeGap(frame: PackedFrame & { kind: "gap" }): void {
    const facts = factsOf(frame, undefined);
    this.#totals.gaps++;
    this.#insert(facts, null, null, null);
  }

  #writeObject(frame: PackedObjectFrame, bytes: Uint8Array): void {
    const known = this.#known.get(frame.ref.uid);
    const object = known ?? this.#objectOf(frame.ref);
    const facts = factsOf({ ...frame, revision: emptyRevision }, isDeepStrictEqual(object.ref, frame.ref) ? undefined : frame.ref);
    const delta = known === undefined || known.sinceWhole + 1 >= keyframeEvery ? undefined : deltaPayload(known.bytes, bytes);
    const sequence = this.#insert(
      facts,
      object.object,
      delta === undefined ? null : (known?.sequence ?? null),
      delta ?? encodeWhole(bytes),
    );
    this.#hold(frame.ref.uid, { ...object, sequence, bytes, sinceWhole: delta === undefined ? 0 : (known?.sinceWhole ?? 0) + 1 });
  }

  #objectOf(ref: ObjectRef): Pick<Known, "object" | "ref"> {
    const { session } = this.#options;
    const { uid, ...rest } = ref;
    const found = this.#statements.findObject.get(session, uid);
    if (found !== undefined) return { object: found.id, ref: { uid, ...(JSON.parse(found.ref) as Omit<ObjectRef, "uid">) } };
    this.#totals.objects++;
    const added = this.#statements.object.run(session, uid, JSON.stringify(rest), rowId(session, this.#totals.frames + 1));
    return { object: Number(added.lastInsertRowid), ref };
  }

  #insert(facts: ReturnType<typeof factsOf>, object: number | null, base: number | null, payload: Uint8Array | null): number {
    const sequence = ++this.#totals.frames;
    this.#totals.lastOffsetMs = facts.offset_ms;
    this.#statements.frame.run(
      rowId(this.#options.session, sequence),
      object,
      facts.offset_ms,
      facts.observed_at,
      facts.type,
      facts.resource_version,
      base,
      payload,
      payload === null ? null : crc32(payload),
      facts.detail,
    );
    return sequence;
  }

  #hold(uid: Uid, next: Known): void {
    this.#heldBytes += next.bytes.length - (this.#known.get(uid)?.bytes.length ?? 0);
    this.#known.delete(uid);
    this.#known.set(uid, next);
    for (const [oldest, { bytes }] of this.#known) {
      if (this.#heldBytes <= heldLimitBytes) return;
      this.#known.delete(oldest);
      this.#heldBytes -= bytes.length;
    }
  }

  #writeSession({ header, close }: CommitRequest): void {
    const { session, path } = this.#options;
    const { frames, objects, gaps, lastOffsetMs } = this.#totals;
    const { changes } = this.#statements.totals.run(frames, objects, gaps, lastOffsetMs, Date.now(), session);
    if (changes === 0) throw new KubespyError(`the session was removed from ${path} while it was recorded`, { hint: "record again" });
    if (header !== undefined) this.#statements.header.run(JSON.stringify({ ...header, name: undefined }), session);
    if (close !== undefined) this.#statements.close.run(endingOf(close), session);
  }
}

const emptyRevision = new Revision(new Uint8Array());

function prepareStatements(database: Database) {
  return {
    frame: database.prepare("INSERT INTO frames VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
    object: database.prepare("INSERT INTO objects (session, uid, ref, first_frame) VALUES (?, ?, ?, ?)"),
    findObject: database.prepare("SELECT id, ref FROM objects WHERE session = ? AND uid = ?") as Statement<
      [number, string],
      { id: number; ref: string }
    >,
    marker: database.prepare("INSERT INTO markers (session, offset_ms, marker) VALUES (?, ?, ?)"),
    totals: database.prepare("UPDATE sessions SET frames = ?, objects = ?, gaps = ?, last_offset_ms = ?, heartbeat_ms = ? WHERE id = ?"),
    header: database.prepare("UPDATE sessions SET header = ? WHERE id = ?"),
    close: database.prepare("UPDATE sessions SET recorder = NULL, ending = ? WHERE id = ?"),
  };
}

/** Undefined where a delta does not pay. */
function deltaPayload(base: Uint8Array, target: Uint8Array): Uint8Array | undefined {
  const payload = encodeDelta(makeDelta(base, target));
  return payload.length <= target.length / 2 ? payload : undefined;
}

function endingOf(close: Close): string | null {
  return close.kind === "ended" ? JSON.stringify(close.end) : null;
}
