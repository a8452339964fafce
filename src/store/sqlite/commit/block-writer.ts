import type { Database } from "better-sqlite3";
import { packBlock, rowId } from "../../blocks/block.js";
import type { StoredFrame } from "../../blocks/stored-frame.js";

/** A block is closed at this size: larger ones hardly compress better and take longer to unpack for one frame. */
const closedFrames = 128;
const closedBytes = 128 * 1024;
/** So many rows of the same generation are merged into one: small commits are rewritten a few times, but not with every commit. */
const mergedRows = 8;

/** A row that may still be merged into a larger one. */
interface OpenRow {
  readonly first: number;
  readonly frames: readonly StoredFrame[];
  /** How often its frames were merged. */
  readonly merges: number;
}

/**
 * Writes the frames of one session as blocks, one or more rows per commit. A quiet session commits a few frames at a time, so small rows at
 * the end are merged when there are many. Runs within the transaction of the caller: readers never see a partial state.
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

  /** Writes frames; `first` is the sequence of the first one. */
  write(first: number, frames: readonly StoredFrame[]): void {
    if (frames.length === 0) return;
    const start = this.#open[0]?.first ?? first;
    const all = [...this.#open.flatMap((row) => row.frames), ...frames];
    const ends = endsOfClosed(all);
    if (ends.length === 0) this.#writeOpen(first, frames);
    else this.#writeClosed(start, all, ends);
  }

  /** Merges the open rows: nothing will follow. */
  finish(): void {
    if (this.#open.length > 1) this.#merge(this.#open.splice(0));
    this.#open = [];
  }

  /** Forgets the open rows after a rollback; the stored rows stay. */
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

/** The ends of the blocks that are large enough to close. */
function endsOfClosed(frames: readonly StoredFrame[]): readonly number[] {
  const ends: number[] = [];
  let count = 0;
  let bytes = 0;
  for (const [i, frame] of frames.entries()) {
    count++;
    bytes += frame.payload.length + (frame.detail?.length ?? 0);
    if (count < closedFrames && bytes < closedBytes) continue;
    ends.push(i + 1);
    count = 0;
    bytes = 0;
  }
  return ends;
}
