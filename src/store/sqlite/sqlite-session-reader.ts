import { setImmediate as nextTurn } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { Database, Statement } from "better-sqlite3";
import { KubespyError } from "../../errors.js";
import type { Clock } from "../../io/clock.js";
import { codeOf } from "../../io/system-error.js";
import { BorrowedRevisions, LentRevision } from "../../model/borrowed-revisions.js";
import type { BorrowedFrame, Frame, GapFrame, ObjectFrame, ObjectFrameOf } from "../../model/frame.js";
import { between, chosenBetween, lastOfEach, lastOfOne, spansOf } from "../../model/frame-search.js";
import type { ObjectRef, Uid } from "../../model/kube-object.js";
import { LoopYielder } from "../../model/loop-yielder.js";
import { Revision } from "../../model/revision.js";
import type {
  DerivedParts,
  FrameRange,
  FrameVisitor,
  GrowingSessionReader,
  Marker,
  ObjectAt,
  ObjectSpan,
  ReadOptions,
  SessionSummary,
  VisitOptions,
} from "../../model/session.js";
import type { ChangeType } from "../../model/watch-event.js";
import { rowId } from "../blocks/block.js";
import { changeTypeOf, frameOf } from "../blocks/stored-frame.js";
import { SqliteDerivedParts } from "./derived-parts.js";
import { fileIdentity } from "./open-database.js";
import { SessionBlocks } from "./session-blocks.js";
import { SessionObjects } from "./session-objects.js";
import { damaged, storeFailure } from "./store-failure.js";

const lookupsPerYield = 8192;
const refsAtOnce = 256;

interface SqliteSessionReaderOptions {
  readonly database: Database;
  readonly path: string;
  readonly session: number;
  readonly summary: SessionSummary;
  /** Reads the summary anew; undefined where the session was removed. */
  readonly currentSummary: () => SessionSummary | undefined;
  readonly clock: Clock;
  /** Called when the reader is closed: the store of a reader that has it to itself. */
  readonly onClose?: (() => Promise<void>) | undefined;
}

/** A recorder that died commits nothing more: whether it is alive is looked up this often. */
const livenessMs = 1000;

/** Reads a snapshot of a session: frames that are recorded after opening it are not included before `refresh`. */
export class SqliteSessionReader implements GrowingSessionReader {
  readonly derived: DerivedParts;
  #summary: SessionSummary;
  /** Grows with every commit of another connection to the database. */
  #dataVersion: number;
  /** Changes with every marker that is added, edited or removed. */
  #markers: string;
  #lookedAtMs: number;
  /** Of the database when it was opened. */
  readonly #file: string | undefined;
  readonly #options: SqliteSessionReaderOptions;
  readonly #blocks: SessionBlocks;
  readonly #objects: SessionObjects;

  /** Throws `KubespyError` where the session lacks objects that it counts. */
  constructor(options: SqliteSessionReaderOptions) {
    const { database, session, summary } = options;
    this.#options = options;
    this.#summary = summary;
    this.#dataVersion = 0;
    this.derived = new SqliteDerivedParts({ database, path: options.path, session, summary: () => this.#summary });
    this.#lookedAtMs = options.clock.monotonicMs();
    this.#file = fileIdentity(options.path);
    this.#markers = this.#withLookup(() => this.#markersNow());
    this.#blocks = new SessionBlocks(database, session);
    this.#objects = this.#withLookup(() => new SessionObjects(database, session, summary));
  }

  get summary(): SessionSummary {
    return this.#summary;
  }

  async refresh(): Promise<boolean> {
    const { database, clock, currentSummary, path } = this.#options;
    const dataVersion = this.#withLookup(() => Number(database.pragma("data_version", { simple: true })));
    const nowMs = clock.monotonicMs();
    if (dataVersion === this.#dataVersion && (this.#summary.state !== "recording" || nowMs - this.#lookedAtMs < livenessMs)) return false;
    const before = this.#summary;
    this.assertSameFile();
    const summary = currentSummary();
    if (summary === undefined) throw new KubespyError(`session "${before.header.name}" was removed from ${path}`);
    if (summary.frames < before.frames) throw damaged(path, `session "${before.header.name}" has lost frames`);
    this.#dataVersion = dataVersion;
    this.#lookedAtMs = nowMs;
    const markersBefore = this.#markers;
    this.#withLookup(() => {
      this.#markers = this.#markersNow();
      this.#objects.grow(summary);
    });
    this.#summary = summary;
    return this.#markers !== markersBefore || !isDeepStrictEqual(summary, before);
  }

  frames(range: ReadOptions = {}): AsyncIterable<Frame> {
    return this.#walk(range, 1);
  }

  framesBackward(range: FrameRange = {}): AsyncIterable<Frame> {
    return this.#walk(range, -1);
  }

  async visitFrames(visit: FrameVisitor, { signal, ...range }: VisitOptions = {}): Promise<void> {
    const revisions = new BorrowedRevisions();
    const yielder = new LoopYielder(nextTurn);
    for (const at of this.#sequences(range, 1)) {
      if (signal?.aborted) return;
      const frame = at === undefined ? undefined : this.#lentFrame(at, revisions);
      const pause = frame === undefined ? undefined : visit(frame);
      if (pause !== undefined) await pause;
      if (at !== undefined && frame?.kind === "object" && frame.type === "DELETED") {
        const object = this.#blocks.object(at);
        revisions.drop(object);
        this.#objects.dropRef(object);
      }
      const turn = frame === undefined ? yielder.now() : yielder.step(sizeOf(frame));
      if (turn !== undefined) await turn;
    }
  }

  async lastFramesAt(sequence: number): Promise<readonly ObjectFrame[]> {
    return this.#lastAt(sequence).map((at) => this.#objectFrame(at, "later"));
  }

  revisionBytes(sequence: number): Uint8Array {
    return this.#withLookup(() => this.#blocks.revision(sequence), sequence);
  }

  async lastFrameOf(uid: Uid, sequence: number): Promise<ObjectFrame | undefined> {
    const at = this.#withLookup(() => {
      const object = this.#objects.numberOf(uid);
      return object === undefined ? undefined : lastOfOne(this.#objects, object, this.#within(sequence));
    });
    return at === undefined ? undefined : this.#objectFrame(at);
  }

  async lastSequenceBy(offsetMs: number): Promise<number> {
    return this.#lastBy(offsetMs);
  }

  async firstFrameOf(uid: Uid): Promise<ObjectFrame | undefined> {
    const at = this.#withLookup(() => {
      const object = this.#objects.numberOf(uid);
      return object === undefined ? undefined : this.#objects.firstOf(object);
    });
    return at === undefined || at > this.summary.frames ? undefined : this.#objectFrame(at);
  }

  async *refs(after = 0): AsyncIterable<readonly ObjectRef[]> {
    const { count } = this.#objects;
    for (let first = after + 1; first <= count; first += refsAtOnce) {
      const page = Math.min(refsAtOnce, count - first + 1);
      yield Array.from({ length: page }, (_, i) => this.#withLookup(() => this.#objects.ref(first + i)));
    }
  }

  async objectsAt(sequence: number): Promise<readonly ObjectAt[]> {
    return this.#lastAt(sequence).map((at) => new StoredObjectAt(at, this.#objects));
  }

  async objectSpans(): Promise<readonly ObjectSpan[]> {
    return this.#withLookup(() => {
      const spans = spansOf(this.#objects, this.summary.frames, this.#objects.count);
      return spans.map((span, i) => ({ ref: this.#objects.ref(i + 1), ...span }));
    });
  }

  async gaps(): Promise<readonly GapFrame[]> {
    const gaps: GapFrame[] = [];
    if (this.summary.gaps === 0) return gaps;
    for (let at = 1; at <= this.summary.frames; at++) {
      const frame = this.#withLookup(() => this.#objects.objectOf(at)) === 0 ? this.#frame(at) : undefined;
      if (frame?.kind === "gap") gaps.push(frame);
      if (at % lookupsPerYield === 0) await nextTurn();
    }
    return gaps;
  }

  async storedBytes(): Promise<number> {
    const { database, session } = this.#options;
    const sum = database
      .prepare("SELECT coalesce(sum(length(objects) + length(columns) + length(payload)), 0) FROM blocks WHERE id BETWEEN ? AND ?")
      .pluck() as unknown as Statement<[number, number], number>;
    return this.#withLookup(() => sum.get(rowId(session, 1), rowId(session, this.summary.frames))) ?? 0;
  }

  async markers(): Promise<readonly Marker[]> {
    const { database, session } = this.#options;
    return this.#withLookup(() => {
      const markers = database.prepare<[number], { marker: string }>("SELECT marker FROM markers WHERE session = ? ORDER BY offset_ms, id");
      return [...markersIn(markers.iterate(session))];
    });
  }

  async close(): Promise<void> {
    this.#blocks.close();
    await this.#options.onClose?.();
  }

  /** A file that was removed can be read for ever, and nothing is written into it any longer. */
  assertSameFile(): void {
    const { path } = this.#options;
    const now = fileIdentity(path);
    if (this.#file !== undefined && now !== this.#file) throw new KubespyError(`${path} was ${now === undefined ? "removed" : "replaced"}`);
  }

  /** Their texts; of more than a person makes, how many they are and how long. */
  #markersNow(): string {
    const { database, session } = this.#options;
    const size = "count(*) || ' ' || total(length(marker))";
    const texts = database.prepare<[number], { markers: string }>(`
      SELECT CASE WHEN total(length(marker)) < ${maxComparedCharacters} THEN ${size} || group_concat(id || marker) ELSE ${size} END AS markers
      FROM (SELECT id, marker FROM markers WHERE session = ? ORDER BY id)`);
    return texts.get(session)?.markers ?? "";
  }

  async *#walk(range: ReadOptions, by: 1 | -1, when: "now" | "later" = range.revisions ?? "now"): AsyncIterable<Frame> {
    const yielder = new LoopYielder(nextTurn);
    for (const at of this.#sequences(range, by)) {
      const frame = at === undefined ? undefined : this.#frame(at, when);
      if (frame !== undefined) yield frame;
      const turn = frame === undefined ? yielder.now() : yielder.step(when === "later" ? 0 : sizeOf(frame));
      if (turn !== undefined) await turn;
    }
  }

  /** Forward or backward; undefined now and then where many frames of other objects are passed. */
  *#sequences(range: FrameRange, by: 1 | -1): Generator<number | undefined> {
    const { uids } = range;
    const { first, last } = this.#boundsOf(range);
    const [from, to] = by === 1 ? [first, last] : [last, first];
    if (uids === undefined) return yield* between(from, to, by);
    const chosen = this.#withLookup(() => this.#chosen(uids));
    const sequences = chosenBetween(this.#objects, chosen, from, to, by);
    for (;;) {
      const { value, done } = this.#withLookup(() => sequences.next());
      if (done === true) return;
      yield value;
    }
  }

  /** By object number: 1 if it is chosen. */
  #chosen(uids: readonly Uid[]): Uint8Array {
    const chosen = new Uint8Array(this.#objects.count + 1);
    for (const uid of uids) {
      const object = this.#objects.numberOf(uid);
      if (object !== undefined) chosen[object] = 1;
    }
    return chosen;
  }

  #boundsOf({ fromSequence = 1, toSequence, fromOffsetMs, toOffsetMs }: FrameRange): { readonly first: number; readonly last: number } {
    const { frames } = this.summary;
    const first = Math.max(1, Math.ceil(fromSequence), fromOffsetMs === undefined ? 1 : this.#firstAt(fromOffsetMs));
    const last = Math.min(this.#within(toSequence ?? frames), toOffsetMs === undefined ? frames : this.#lastBy(toOffsetMs));
    return { first, last };
  }

  #firstAt(offsetMs: number): number {
    return this.#withLookup(() => this.#blocks.firstAt(offsetMs, this.summary.frames));
  }

  #lastBy(offsetMs: number): number {
    return this.#firstAt(nextAfter(offsetMs)) - 1;
  }

  #within(sequence: number): number {
    return Math.max(0, Math.min(this.summary.frames, Math.floor(sequence)));
  }

  #lastAt(sequence: number): readonly number[] {
    const until = this.#within(sequence);
    return this.#withLookup(() => lastOfEach(this.#objects, until, this.#objects.appearedBy(until)));
  }

  /** The frame at a sequence that the index gives to an object. */
  #objectFrame(sequence: number, when: "now" | "later" = "now"): ObjectFrame {
    const frame = this.#frame(sequence, when);
    if (frame.kind === "gap") throw damaged(this.#options.path, `session "${this.summary.header.name}": frame ${sequence} is a gap`);
    return frame;
  }

  /** `later`: its revision is read when it is looked at. */
  #frame(sequence: number, when: "now" | "later" = "now"): Frame {
    const bytes = () => this.#withLookup(() => this.#blocks.revision(sequence), sequence);
    const change = () => this.#withLookup(() => this.#blocks.change(sequence), sequence);
    return this.#frameWith(sequence, () => new Revision(when === "now" ? bytes() : bytes, undefined, change));
  }

  #lentFrame(sequence: number, borrowed: BorrowedRevisions): BorrowedFrame | GapFrame {
    const edits = () => this.#withLookup(() => this.#blocks.edits(sequence), sequence);
    return this.#frameWith(sequence, () => new LentRevision(this.#blocks.borrow(sequence, borrowed), edits));
  }

  #frameWith<R>(sequence: number, revision: () => R): ObjectFrameOf<R> | GapFrame {
    try {
      const facts = this.#blocks.facts(sequence);
      return frameOf(sequence, facts, () => this.#objects.ref(this.#blocks.object(sequence)), revision);
    } catch (error) {
      throw this.#failureOf(error, sequence);
    }
  }

  /** `sequence`: of the frame that is looked up. */
  #withLookup<T>(look: () => T, sequence?: number): T {
    try {
      return look();
    } catch (error) {
      throw this.#failureOf(error, sequence);
    }
  }

  /** Any error while decoding a row means damage. */
  #failureOf(error: unknown, sequence: number | undefined): Error {
    if (error instanceof KubespyError) return error;
    if (codeOf(error).startsWith("SQLITE_")) return storeFailure(error, this.#options.path);
    const session = error instanceof RangeError ? error.message : "it cannot be read";
    const reason = sequence === undefined ? session : `frame ${sequence} cannot be read`;
    return damaged(this.#options.path, `session "${this.summary.header.name}": ${reason}`, error);
  }
}

/** Those beyond the limit are left out. Throws where one is damaged. */
function* markersIn(rows: Iterable<{ readonly marker: string }>): Generator<Marker> {
  let characters = 0;
  for (const { marker } of rows) {
    characters += marker.length + markerOverhead;
    if (characters > maxMarkerCharacters) return;
    const parsed = JSON.parse(marker) as Marker;
    if (!Number.isFinite(parsed.offsetMs) || typeof parsed.text !== "string") throw new RangeError("a marker is damaged");
    yield parsed;
  }
}

const maxComparedCharacters = 100_000;
const maxMarkerCharacters = 16 * 1024 * 1024;
const markerOverhead = 128;

/** The object and the type of the frame are looked up on first access, because a world may be large. */
class StoredObjectAt implements ObjectAt {
  readonly sequence: number;
  readonly #objects: SessionObjects;

  constructor(sequence: number, objects: SessionObjects) {
    this.sequence = sequence;
    this.#objects = objects;
  }

  get ref(): ObjectRef {
    return this.#objects.ref(this.#objects.objectOf(this.sequence));
  }

  get type(): ChangeType {
    return changeTypeOf(this.#objects.typeOf(this.sequence));
  }

  get isKubeEvent(): boolean {
    return this.#objects.isKubeEvent(this.#objects.objectOf(this.sequence));
  }
}

function sizeOf(frame: BorrowedFrame | GapFrame): number {
  return frame.kind === "gap" ? 0 : frame.revision.byteLength;
}

/** The smallest number above `offsetMs` that matters for comparing offsets. */
function nextAfter(offsetMs: number): number {
  return offsetMs + Math.max(Number.MIN_VALUE, Math.abs(offsetMs) * Number.EPSILON);
}
