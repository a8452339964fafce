import type { Database, Statement } from "better-sqlite3";
import type { Frame } from "../model/frame.js";
import type { ObjectRef, Uid } from "../model/kube-object.js";
import type { FrameRange, Marker, SessionReader, SessionSummary } from "../model/session.js";
import { crc32 } from "./crc32.js";
import { type FrameRow, frameOf, rowId, sequenceOf } from "./frame-row.js";
import { decodePayload, isDelta } from "./payload.js";
import { codeOf, damaged, storeFailure } from "./store-failure.js";

/** Frames read at once. The reader gives way to others between pages. */
const pageFrames = 256;
/** Revisions that are held so that deltas find their base without being rebuilt. */
const heldLimitBytes = 64 * 1024 * 1024;

type PayloadRow = FrameRow & { readonly payload: Buffer | null; readonly checksum: number | null };

export interface SqliteSessionReaderOptions {
  readonly database: Database;
  readonly path: string;
  readonly session: number;
  readonly summary: SessionSummary;
}

/** Reads a session as it was when it was opened: frames that a recorder adds meanwhile are not seen. */
export class SqliteSessionReader implements SessionReader {
  readonly summary: SessionSummary;
  readonly #options: SqliteSessionReaderOptions;
  readonly #statements: ReturnType<typeof prepareStatements>;
  /** The last revision read of each object, by object id. */
  readonly #held = new Map<number, { readonly sequence: number; readonly bytes: Uint8Array }>();
  readonly #refs = new Map<number, ObjectRef>();
  #heldBytes = 0;

  constructor(options: SqliteSessionReaderOptions) {
    this.#options = options;
    this.summary = options.summary;
    this.#statements = prepareStatements(options.database);
  }

  async *frames(range: FrameRange = {}): AsyncIterable<Frame> {
    const { session } = this.#options;
    const first = Math.max(1, Math.ceil(range.fromSequence ?? 1), this.#firstAt(range.fromOffsetMs));
    const last = rowId(session, Math.min(this.summary.frames, Math.floor(range.toSequence ?? this.summary.frames)));
    const page = this.#pages(range.uids);
    for (let from = rowId(session, first); from <= last; ) {
      const rows = this.#reading(() => page(from, last));
      for (const row of rows) {
        if (range.toOffsetMs !== undefined && row.offset_ms > range.toOffsetMs) return;
        yield this.#frame(row);
      }
      const end = rows.at(-1);
      if (end === undefined || rows.length < pageFrames) return;
      from = end.id + 1;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  async lastFramesAt(sequence: number): Promise<readonly Frame[]> {
    const until = rowId(this.#options.session, Math.max(0, Math.min(this.summary.frames, Math.floor(sequence))));
    const ids = this.#reading(() => this.#statements.lastOfEach.all(until, this.#options.session, until));
    const rows = ids.sort((a, b) => a - b).map((id) => this.#row(id));
    return rows.map((row) => this.#frame(row));
  }

  async lastFrameOf(uid: Uid, sequence: number): Promise<Frame | undefined> {
    const { session } = this.#options;
    const until = rowId(session, Math.max(0, Math.min(this.summary.frames, Math.floor(sequence))));
    const row = this.#reading(() => {
      const object = this.#statements.objectOf.get(session, uid);
      return object === undefined ? undefined : this.#statements.lastOfOne.get(object, rowId(session, 0), until);
    });
    return row === undefined ? undefined : this.#frame(row);
  }

  async storedBytes(): Promise<number> {
    const { session } = this.#options;
    return this.#reading(() => this.#statements.storedBytes.get(rowId(session, 0), rowId(session, this.summary.frames))) ?? 0;
  }

  async markers(): Promise<readonly Marker[]> {
    const markers = this.#reading(() => this.#statements.markers.all(this.#options.session));
    return this.#decoding("a marker", () => markers.map((text) => JSON.parse(text) as Marker));
  }

  async close(): Promise<void> {
    this.#held.clear();
    this.#refs.clear();
  }

  /** The first sequence at or after an offset, by halving. */
  #firstAt(offsetMs: number | undefined): number {
    if (offsetMs === undefined) return 1;
    let low = 1;
    let high = this.summary.frames + 1;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const at = this.#reading(() => this.#statements.offset.get(rowId(this.#options.session, middle)));
      if (at === undefined) throw this.#damage(`frame ${middle} is missing`);
      if (at < offsetMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** One object is found through its index; of several, all frames of the stretch are looked at. */
  #pages(uids: readonly Uid[] | undefined): (from: number, to: number) => readonly PayloadRow[] {
    if (uids === undefined) return (from, to) => this.#statements.page.all(from, to, pageFrames);
    const objects = uids.flatMap((uid) => this.#statements.objectOf.get(this.#options.session, uid) ?? []);
    const [only, ...others] = objects;
    if (only === undefined) return () => [];
    if (others.length === 0) return (from, to) => this.#statements.pageOfOne.all(only, from, to, pageFrames);
    const list = JSON.stringify(objects);
    return (from, to) => this.#statements.pageOfSeveral.all(from, to, list, pageFrames);
  }

  #frame(row: PayloadRow): Frame {
    return this.#decoding(`frame ${sequenceOf(row.id)}`, () =>
      frameOf(
        row,
        () => this.#ref(row.object),
        () => this.#revision(row),
      ),
    );
  }

  #ref(object: number | null): ObjectRef {
    if (object === null) throw new RangeError("a frame of no object");
    const known = this.#refs.get(object);
    if (known !== undefined) return known;
    const row = this.#statements.ref.get(object);
    if (row === undefined) throw new RangeError("its object is missing");
    const ref: ObjectRef = { uid: row.uid as Uid, ...(JSON.parse(row.ref) as Omit<ObjectRef, "uid">) };
    this.#refs.set(object, ref);
    return ref;
  }

  /** Walks back along the bases to a revision that is whole or held, then forward again. */
  #revision(row: PayloadRow): Uint8Array {
    const deltas: PayloadRow[] = [];
    let at = row;
    let bytes = this.#wholeOrHeld(at);
    while (bytes === undefined) {
      if (at.base === null || at.base >= sequenceOf(at.id)) throw new RangeError("a delta without an earlier base");
      deltas.push(at);
      at = this.#row(rowId(this.#options.session, at.base));
      bytes = this.#wholeOrHeld(at);
    }
    for (const delta of deltas.reverse()) bytes = decodePayload(payloadOf(delta), bytes);
    this.#hold(row.object ?? 0, sequenceOf(row.id), bytes);
    return bytes;
  }

  #wholeOrHeld(row: PayloadRow): Uint8Array | undefined {
    const held = this.#held.get(row.object ?? 0);
    if (held?.sequence === sequenceOf(row.id)) return held.bytes;
    const payload = payloadOf(row);
    return isDelta(payload) ? undefined : decodePayload(payload, undefined);
  }

  #row(id: number): PayloadRow {
    const row = this.#reading(() => this.#statements.row.get(id));
    if (row === undefined) throw this.#damage(`frame ${sequenceOf(id)} is missing`);
    return row;
  }

  #hold(object: number, sequence: number, bytes: Uint8Array): void {
    this.#heldBytes += bytes.length - (this.#held.get(object)?.bytes.length ?? 0);
    this.#held.delete(object);
    this.#held.set(object, { sequence, bytes });
    for (const [oldest, held] of this.#held) {
      if (this.#heldBytes <= heldLimitBytes) return;
      this.#held.delete(oldest);
      this.#heldBytes -= held.bytes.length;
    }
  }

  #reading<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      throw storeFailure(error, this.#options.path);
    }
  }

  /** Whatever goes wrong while a row is understood is damage: we wrote it otherwise. */
  #decoding<T>(what: string, decode: () => T): T {
    try {
      return decode();
    } catch (error) {
      if (codeOf(error).startsWith("SQLITE_")) throw storeFailure(error, this.#options.path);
      throw this.#damage(`${what} cannot be read`, error);
    }
  }

  #damage(what: string, cause?: unknown): Error {
    if (cause instanceof Error && cause.name === "KubespyError") return cause;
    return damaged(this.#options.path, `session "${this.summary.header.name}": ${what}`, cause);
  }
}

/** The payload, whole: SQLite itself does not notice a flipped bit in it. */
function payloadOf(row: PayloadRow): Uint8Array {
  if (row.payload === null || crc32(row.payload) !== row.checksum) throw new RangeError("its payload is damaged");
  return row.payload;
}

function prepareStatements(database: Database) {
  const select = "SELECT * FROM frames";
  return {
    page: database.prepare(`${select} WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?`) as Statement<number[], PayloadRow>,
    pageOfOne: database.prepare(`${select} WHERE object = ? AND id BETWEEN ? AND ? ORDER BY id LIMIT ?`) as Statement<number[], PayloadRow>,
    pageOfSeveral: database.prepare(
      `${select} WHERE id BETWEEN ? AND ? AND +object IN (SELECT value FROM json_each(?)) ORDER BY id LIMIT ?`,
    ) as Statement<[number, number, string, number], PayloadRow>,
    row: database.prepare(`${select} WHERE id = ?`) as Statement<[number], PayloadRow>,
    offset: database.prepare("SELECT offset_ms FROM frames WHERE id = ?").pluck() as unknown as Statement<[number], number>,
    lastOfOne: database.prepare(`${select} WHERE object = ? AND id BETWEEN ? AND ? ORDER BY id DESC LIMIT 1`) as Statement<
      [number, number, number],
      PayloadRow
    >,
    lastOfEach: database
      .prepare(
        `SELECT (SELECT max(frames.id) FROM frames WHERE frames.object = objects.id AND frames.id <= ?)
         FROM objects WHERE session = ? AND first_frame <= ?`,
      )
      .pluck() as unknown as Statement<[number, number, number], number>,
    objectOf: database.prepare("SELECT id FROM objects WHERE session = ? AND uid = ?").pluck() as unknown as Statement<
      [number, string],
      number
    >,
    ref: database.prepare("SELECT uid, ref FROM objects WHERE id = ?") as Statement<[number], { uid: string; ref: string }>,
    storedBytes: database
      .prepare("SELECT coalesce(sum(ifnull(length(payload), 0) + ifnull(length(detail), 0) + 40), 0) FROM frames WHERE id BETWEEN ? AND ?")
      .pluck() as unknown as Statement<[number, number], number>,
    markers: database.prepare("SELECT marker FROM markers WHERE session = ? ORDER BY offset_ms, id").pluck() as unknown as Statement<
      [number],
      string
    >,
  };
}
