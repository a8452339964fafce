import type { Database } from "better-sqlite3";
import { packBlock, rowId } from "../../blocks/block.js";
import type { StoredFrame } from "../../blocks/stored-frame.js";

/** A block that has grown to this is closed: larger ones pack little better, and take longer to unpack for one frame. */
const closedFrames = 128;
const closedBytes = 128 * 1024;
/** So many rows of like age become one: what is written in small commits is written again a few times, never each time. */
const mergedRows = 8;

/** A row of the database that may still become part of a larger one. */
interface OpenRow {
  readonly first: number;
  readonly frames: readonly StoredFrame[];
  /** How often what it holds was merged. */
  readonly merges: number;
}

/**
 * Writes the frames of one session as blocks, one or more rows a commit. A quiet session commits a few frames at a time; so that its rows do
 * not stay that small, those at the end are merged as they become many. All within the caller's transaction: what is read is always whole.
 */
export class BlockWriter {
  readonly #session: number;
  readonly #insert;
  readonly #delete;
  #open: OpenRow[] = [];

  constructor(database: Database, session: number) {
    this.#session = session;
    this.#insert = database.prepare("INSERT INTO blocks VALUES (?, ?, ?, ?, ?, ?, ?)");
    this.#delete = database.prepare("DELETE FROM blocks WHERE id = ?");
  }

  /** Adds frames, the first of which has this sequence. */
  write(first: number, frames: readonly StoredFrame[]): void {
    if (frames.length === 0) return;
    const start = this.#open[0]?.first ?? first;
    const all = [...this.#open.flatMap((row) => row.frames), ...frames];
    const ends = endsOfClosed(all);
    if (ends.length === 0) this.#writeOpen(first, frames);
    else this.#writeClosed(start, all, ends);
  }

  /** Merges what is still open: nothing will follow. */
  finish(): void {
    if (this.#open.length > 1) this.#merge(this.#open.splice(0));
    this.#open = [];
  }

  /** As if nothing were open: a transaction was undone. The rows stay as they are. */
  forget(): void {
    this.#open = [];
  }

  #writeClosed(start: number, frames: readonly StoredFrame[], ends: readonly number[]): void {
    for (const row of this.#open) this.#delete.run(rowId(this.#session, row.first));
    this.#open = [];
    let from = 0;
    for (const end of ends) {
      this.#row(start + from, frames.slice(from, end));
      from = end;
    }
    if (from < frames.length) this.#writeOpen(start + from, frames.slice(from));
  }

  #writeOpen(first: number, frames: readonly StoredFrame[]): void {
    this.#row(first, frames);
    this.#open.push({ first, frames, merges: 0 });
    for (let alike = this.#alikeAtEnd(); alike.length >= mergedRows; alike = this.#alikeAtEnd()) {
      this.#open.length -= alike.length;
      this.#open.push(this.#merge(alike));
    }
  }

  #alikeAtEnd(): readonly OpenRow[] {
    const merges = this.#open.at(-1)?.merges;
    return this.#open.slice(this.#open.findLastIndex((row) => row.merges !== merges) + 1);
  }

  #merge(rows: readonly OpenRow[]): OpenRow {
    for (const row of rows) this.#delete.run(rowId(this.#session, row.first));
    const first = rows[0]?.first ?? 0;
    const frames = rows.flatMap((row) => row.frames);
    this.#row(first, frames);
    return { first, frames, merges: (rows[0]?.merges ?? 0) + 1 };
  }

  #row(first: number, frames: readonly StoredFrame[]): void {
    const row = packBlock(rowId(this.#session, first), frames);
    this.#insert.run(row.id, row.frames, row.offset_ms, row.checksum, row.objects, row.columns, row.payload);
  }
}

/** Where blocks that are large enough end, in these frames. */
function endsOfClosed(frames: readonly StoredFrame[]): readonly number[] {
  const ends: number[] = [];
  let count = 0;
  let bytes = 0;
  for (const [i, frame] of frames.entries()) {
    count++;
    bytes += frame.payload.length;
    if (count < closedFrames && bytes < closedBytes) continue;
    ends.push(i + 1);
    count = 0;
    bytes = 0;
  }
  return ends;
}
