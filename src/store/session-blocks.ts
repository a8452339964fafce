import type { Database, Statement } from "better-sqlite3";
import { HeldRevisions } from "../model/held-revisions.js";
import type { RevisionChange } from "../model/revision.js";
import { type Block, type BlockRow, maxRevisionBytes, rowId, sequenceOf, unpackBlock } from "./block.js";
import { applyDeltaBytes, decodeDelta } from "./delta-bytes.js";
import { type FrameFacts, lostFlag } from "./stored-frame.js";

/** Unpacked blocks that are kept: as many as the revisions of a screen of changes are spread over. */
const keptLimitBytes = 24 * 1024 * 1024;
/** What a frame takes in an unpacked block beside its payload, about. */
const frameBytes = 200;

/** An unpacked block and the sequence of its first frame. */
interface Kept {
  readonly first: number;
  readonly end: number;
  readonly block: Block;
}

/**
 * The frames of a stored session, found by sequence. Keeps the blocks unpacked last, and the last revision of each object, so that reading on
 * costs one delta a frame. Throws `RangeError`, or what zlib throws, where a block is damaged.
 */
export class SessionBlocks {
  readonly #session: number;
  readonly #containing: Statement<[number, number], BlockRow>;
  readonly #offset: Statement<[number, number], Pick<BlockRow, "id" | "frames" | "offset_ms">>;
  /** The one used last comes last. */
  #kept: Kept[] = [];
  #keptBytes = 0;
  readonly #held = new HeldRevisions();

  constructor(database: Database, session: number) {
    this.#session = session;
    this.#containing = database.prepare("SELECT * FROM blocks WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT 1");
    this.#offset = database.prepare("SELECT id, frames, offset_ms FROM blocks WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT 1");
  }

  facts(sequence: number): FrameFacts {
    const { block, first } = this.#at(sequence);
    return block.facts.at(sequence - first);
  }

  /** Whose the frame is: the object's number. */
  object(sequence: number): number {
    const { block, first } = this.#at(sequence);
    return block.objects[sequence - first] as number;
  }

  /** How the frame's revision is stored as a change of an earlier one; undefined where it is stored whole. */
  change(sequence: number): RevisionChange | undefined {
    const { baseDistance, payload } = this.#stored(sequence);
    return baseDistance === 0 ? undefined : { base: sequence - baseDistance, steps: decodeDelta(payload) };
  }

  /** Goes back along the bases to a revision that is whole or held, then forward again. */
  revision(sequence: number): Uint8Array {
    const deltas: Uint8Array[] = [];
    let at = sequence;
    let bytes: Uint8Array | undefined;
    while (bytes === undefined) {
      const { object, baseDistance, payload, lost } = this.#stored(at);
      if (lost) throw new RangeError("its revision is lost");
      bytes = this.#held.of(object, at);
      if (bytes !== undefined) break;
      if (baseDistance === 0) bytes = Buffer.from(payload);
      else {
        if (baseDistance >= at) throw new RangeError("a delta without an earlier base");
        deltas.push(payload);
        at -= baseDistance;
      }
    }
    for (const delta of deltas.reverse()) bytes = applyDeltaBytes(bytes, delta, maxRevisionBytes);
    this.#held.hold(this.#stored(sequence).object, sequence, bytes);
    return bytes;
  }

  /** The first sequence at or after an offset, one more than `frames` where there is none: by halving, over the first frames of blocks. */
  firstAt(offsetMs: number, frames: number): number {
    /** The frame `below` lies before the offset, the frame `notBelow` does not. */
    let below = 0;
    let notBelow = frames + 1;
    while (notBelow - below > 1) {
      const row = this.#offset.get(rowId(this.#session, 1), rowId(this.#session, Math.floor((below + notBelow) / 2)));
      if (row === undefined) throw new RangeError("frame 1 is missing");
      const first = sequenceOf(row.id);
      if (row.offset_ms >= offsetMs) notBelow = first;
      else if (first > below) below = first;
      else {
        const last = Math.min(notBelow, first + row.frames) - 1;
        while (below < last && this.facts(below + 1).offsetMs < offsetMs) below++;
        if (below < last) notBelow = below + 1;
      }
    }
    if (below > 0 && this.facts(below).offsetMs >= offsetMs) throw new RangeError(`frame ${below} is out of order`);
    if (notBelow <= frames && this.facts(notBelow).offsetMs < offsetMs) throw new RangeError(`frame ${notBelow} is out of order`);
    return notBelow;
  }

  close(): void {
    this.#kept = [];
    this.#keptBytes = 0;
    this.#held.clear();
  }

  #stored(sequence: number): { object: number; baseDistance: number; lost: boolean; payload: Uint8Array } {
    const { block, first } = this.#at(sequence);
    const i = sequence - first;
    return {
      object: block.objects[i] as number,
      baseDistance: block.baseDistances[i] as number,
      lost: ((block.types[i] as number) & lostFlag) !== 0,
      payload: block.payload.subarray(block.bounds[i], block.bounds[i + 1]),
    };
  }

  #at(sequence: number): Kept {
    for (let i = this.#kept.length - 1; i >= 0; i--) {
      const kept = this.#kept[i] as Kept;
      if (sequence < kept.first || sequence >= kept.end) continue;
      if (i < this.#kept.length - 1) this.#kept.push(...this.#kept.splice(i, 1));
      return kept;
    }
    return this.#keep(this.#read(sequence));
  }

  #read(sequence: number): Kept {
    const row = this.#containing.get(rowId(this.#session, 1), rowId(this.#session, sequence));
    const first = row === undefined ? 0 : sequenceOf(row.id);
    if (row === undefined || sequence >= first + row.frames) throw new RangeError("it is missing");
    return { first, end: first + row.frames, block: unpackBlock(row) };
  }

  #keep(kept: Kept): Kept {
    this.#kept.push(kept);
    this.#keptBytes += weightOf(kept);
    while (this.#keptBytes > keptLimitBytes && this.#kept.length > 1) this.#keptBytes -= weightOf(this.#kept.shift() as Kept);
    return kept;
  }
}

function weightOf({ block, first, end }: Kept): number {
  return block.payload.length + (end - first) * frameBytes;
}
