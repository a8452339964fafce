import type { Database, Statement } from "better-sqlite3";
import { countBelow, type FrameObjects } from "../../model/frame-search.js";
import type { ObjectRef, Uid } from "../../model/kube-object.js";
import { type BlockRow, rowId, sequenceOf, unpackObjects } from "../blocks/block.js";
import { refOfRow } from "./commit/object-rows.js";

/** How many frames are read from the database at once. */
const framesPerPage = 8192;
const refsAtOnce = 256;

/**
 * The objects of a stored session and the frames of each. Reads the database in chunks, on demand, and caches them: 5 bytes per frame, so
 * that all frames of an object are found quickly even among a million. Throws `RangeError` when it is damaged.
 */
export class SessionObjects implements FrameObjects {
  readonly #session: number;
  readonly #statements: ReturnType<typeof prepareStatements>;
  #frames: number;
  /** By page: the object and the type of each frame in it. Only those that were read take memory: a damaged count may be anything. */
  readonly #pages: (FramePage | undefined)[] = [];
  /** By number. Read as text, some at a time; parsed on demand. */
  readonly #refTexts: ({ readonly uid: string; readonly ref: string } | undefined)[] = [];
  readonly #refs: (ObjectRef | undefined)[] = [];
  /** The last one whose reference was read. */
  #lastRead = 0;
  #kubeEvents: ReadonlySet<number> | undefined;
  #count: number;

  constructor(database: Database, session: number, size: { readonly frames: number; readonly objects: number }) {
    this.#session = session;
    this.#statements = prepareStatements(database);
    this.#frames = 0;
    this.#count = 0;
    this.grow(size);
  }

  /** More was recorded. */
  grow({ frames, objects }: { readonly frames: number; readonly objects: number }): void {
    if (objects > (this.#statements.last.get(this.#session) ?? 0)) throw new RangeError(`object ${objects} is missing`);
    if (objects !== this.#count) this.#kubeEvents = undefined;
    this.#frames = frames;
    this.#count = objects;
  }

  /** Number of objects. */
  get count(): number {
    return this.#count;
  }

  objectOf(sequence: number): number {
    return this.#pageOf(sequence).objects[sequence % framesPerPage] ?? 0;
  }

  typeOf(sequence: number): number {
    return this.#pageOf(sequence).types[sequence % framesPerPage] ?? 0;
  }

  ref(object: number): ObjectRef {
    const known = this.#refs[object];
    if (known !== undefined) return known;
    if (this.#refTexts[object] === undefined) this.#readRefs(object);
    const text = this.#refTexts[object];
    if (text === undefined) throw new RangeError(`object ${object} is missing`);
    const ref = refOfRow(text.uid, text.ref);
    this.#refs[object] = ref;
    return ref;
  }

  /** Forgets the reference of an object that was deleted: whoever reads a million of them in order hardly meets one again. */
  dropRef(object: number): void {
    this.#refs[object] = undefined;
    this.#refTexts[object] = undefined;
  }

  /** Compares kinds without parsing all references, which would dominate the time to show a large world. */
  isKubeEvent(object: number): boolean {
    this.#kubeEvents ??= new Set(this.#statements.kubeEvents.all(this.#session));
    return this.#kubeEvents.has(object);
  }

  /** Sequence of its first frame. */
  firstOf(object: number): number {
    const first = this.#statements.first.get(this.#session, object);
    if (first === undefined) throw new RangeError(`object ${object} is missing`);
    return first;
  }

  numberOf(uid: Uid): number | undefined {
    return this.#statements.number.get(this.#session, uid);
  }

  /** How many objects exist up to this frame: those with numbers up to the result. */
  appearedBy(sequence: number): number {
    if (sequence >= this.#frames) return this.#count;
    return countBelow((object) => this.firstOf(object), this.#count, sequence + 1);
  }

  /** Also reads some that follow, because callers often iterate; but not many, because they may need only a few of a large world. */
  #readRefs(object: number): void {
    const follows = this.#refTexts[object - 1] !== undefined || object === this.#lastRead + 1;
    this.#lastRead = follows ? object + refsAtOnce : object;
    for (const row of this.#statements.refs.all(this.#session, object, this.#lastRead)) this.#refTexts[row.number] = row;
  }

  #pageOf(sequence: number): FramePage {
    const page = Math.floor(sequence / framesPerPage);
    const read = this.#pages[page];
    const isRead = read !== undefined && (sequence % framesPerPage < read.objects.length || sequence > this.#frames);
    return isRead ? read : this.#readPage(page, read);
  }

  /** `known`: its frames before more were recorded. */
  #readPage(page: number, known: FramePage = noFrames): FramePage {
    const start = page * framesPerPage;
    const from = Math.max(1, start + known.objects.length);
    const to = Math.min(start + framesPerPage - 1, this.#frames);
    const read = { objects: new Uint32Array(Math.max(0, to - start + 1)), types: new Uint8Array(Math.max(0, to - start + 1)) };
    read.objects.set(known.objects);
    read.types.set(known.types);
    let next = from;
    for (const row of this.#statements.page.iterate(rowId(this.#session, 0), rowId(this.#session, from), rowId(this.#session, to))) {
      const first = sequenceOf(row.id);
      if (first > next) break;
      const { objects, types } = unpackObjects(row);
      const at = Math.max(from, first);
      const [begin, end] = [at - first, Math.min(first + row.frames, to + 1) - first];
      for (let i = begin; i < end; i++) this.#assertKnown(objects[i] as number);
      read.objects.set(objects.subarray(begin, end), at - start);
      read.types.set(types.subarray(begin, end), at - start);
      next = first + row.frames;
    }
    if (next <= to) throw new RangeError(`frame ${next} is missing`);
    this.#pages[page] = read;
    return read;
  }

  #assertKnown(object: number): void {
    if (object > this.#count) throw new RangeError(`object ${object} is missing`);
  }
}

interface FramePage {
  readonly objects: Uint32Array;
  readonly types: Uint8Array;
}

const noFrames: FramePage = { objects: new Uint32Array(), types: new Uint8Array() };

function prepareStatements(database: Database) {
  return {
    /** Starts with the last block that begins at or before the chunk. */
    page: database.prepare(
      `SELECT id, frames, offset_ms, objects FROM blocks
       WHERE id >= (SELECT max(id) FROM blocks WHERE id BETWEEN ? AND ?) AND id <= ? ORDER BY id`,
    ) as Statement<number[], Omit<BlockRow, "checksum" | "columns" | "payload">>,
    refs: database.prepare("SELECT number, uid, ref FROM objects WHERE session = ? AND number BETWEEN ? AND ?") as Statement<
      [number, number, number],
      { number: number; uid: string; ref: string }
    >,
    /** As `JSON.stringify` writes it; within a string the quotes would be escaped. */
    kubeEvents: database
      .prepare(`SELECT number FROM objects WHERE session = ? AND instr(ref, '"kind":"Event"') > 0`)
      .pluck() as unknown as Statement<[number], number>,
    last: database.prepare("SELECT max(number) FROM objects WHERE session = ?").pluck() as unknown as Statement<[number], number | null>,
    first: database.prepare("SELECT first_frame FROM objects WHERE session = ? AND number = ?").pluck() as unknown as Statement<
      [number, number],
      number
    >,
    number: database.prepare("SELECT number FROM objects WHERE session = ? AND uid = ?").pluck() as unknown as Statement<
      [number, string],
      number
    >,
  };
}
