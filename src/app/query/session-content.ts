import { KubespyError } from "../../errors.js";
import type { Frame } from "../../model/frame.js";
import type { SessionReader } from "../../model/session.js";
import type { SourceRows, SourceValue } from "../../store/sqlite/query/query-catalogue.js";
import { FrameValueReader } from "./frame-value-reader.js";
import type { FrameFunction } from "./query-tables.js";
import { derivedRows, frameRow, type SourceRow } from "./session-rows.js";

/** Characters of values that are read ahead together. */
const maxAheadCharacters = 256 * 1024;

/** Of small tables, so many are kept: SQL reads them in pieces, and again and again. */
const maxKeptTables = 4;

export interface ReadingOptions {
  readonly onLoss: (error: KubespyError) => void;
  readonly signal: AbortSignal;
}

/** What a query reads of one session. Reading goes on where it ended before, and begins anew where it does not. */
export class SessionContent {
  readonly reader: SessionReader;
  readonly #values: FrameValueReader;
  #pass: { readonly next: number; readonly frames: AsyncIterator<Frame> } | undefined;
  readonly #tables = new Map<string, readonly SourceRow[]>();

  constructor(reader: SessionReader) {
    this.reader = reader;
    this.#values = new FrameValueReader(reader);
  }

  /** Rows of a table, from a place on, as records. `onLoss` is called with what cannot be read: the rows end there. */
  async rows(table: string, from: number, count: number, { onLoss, signal }: ReadingOptions): Promise<RowPage> {
    if (table === "frames") return await this.#frameRows(from, count, onLoss);
    const all = await this.#table(table, { onLoss, signal });
    const rows = all.slice(from - 1, from - 1 + count);
    return from - 1 + count < all.length ? { rows, next: from + count } : { rows };
  }

  /** Values of the frames from a sequence on, at least one: of a frame that cannot be read, or is none, NULL. */
  async frameValues(
    name: FrameFunction,
    sequence: number,
    count: number,
    onLoss: (error: KubespyError) => void,
  ): Promise<readonly SourceValue[]> {
    const values: SourceValue[] = [];
    let characters = 0;
    try {
      const revisions = name === "frame_offset" ? "later" : undefined;
      const range = { fromSequence: sequence, toSequence: sequence + count - 1, revisions } as const;
      for await (const frame of this.reader.frames(range)) {
        const value = await this.#values.value(name, frame);
        values.push(value);
        characters += typeof value === "string" ? value.length : 0;
        if (characters > maxAheadCharacters) break;
      }
    } catch (error) {
      // What comes after the first is asked for again.
      if (values.length === 0) onLoss(lossOf(error));
    }
    return values.length === 0 ? [null] : values;
  }

  async #frameRows(from: number, count: number, onLoss: (error: KubespyError) => void): Promise<RowPage> {
    const frames = this.#pass?.next === from ? this.#pass.frames : this.#framesFrom(from);
    this.#pass = undefined;
    const rows: SourceRow[] = [];
    try {
      while (rows.length < count) {
        const { value, done } = await frames.next();
        if (done) return { rows };
        rows.push(frameRow(value));
      }
    } catch (error) {
      onLoss(lossOf(error));
      return { rows };
    }
    const next = from + count;
    this.#pass = { next, frames };
    return { rows, next };
  }

  #framesFrom(fromSequence: number): AsyncIterator<Frame> {
    return this.reader.frames({ fromSequence, revisions: "later" })[Symbol.asyncIterator]();
  }

  async #table(name: string, { onLoss, signal }: ReadingOptions): Promise<readonly SourceRow[]> {
    const known = this.#tables.get(name);
    if (known !== undefined) return known;
    let rows: readonly SourceRow[] = [];
    try {
      rows = await derivedRows(name, this.reader, signal);
      signal.throwIfAborted();
    } catch (error) {
      onLoss(lossOf(error));
    }
    for (const oldest of this.#tables.keys()) if (this.#tables.size >= maxKeptTables) this.#tables.delete(oldest);
    this.#tables.set(name, rows);
    return rows;
  }
}

export interface RowPage extends Pick<SourceRows, "next"> {
  readonly rows: readonly SourceRow[];
}

/** What a session is damaged by; anything else is thrown on. */
function lossOf(error: unknown): KubespyError {
  if (error instanceof KubespyError) return error;
  throw error;
}
