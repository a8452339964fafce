import type { Database, Statement } from "better-sqlite3";
import type { BorrowedRevisions } from "../../model/borrowed-revisions.js";
import { countBelow } from "../../model/frame-search.js";
import { HeldRevisions } from "../../model/held-revisions.js";
import type { RevisionChange, RevisionEdits } from "../../model/revision.js";
import { type Block, type BlockRow, maxStoredRevisionBytes, rowId, sequenceOf, unpackBlock } from "../blocks/block.js";
import { applyDeltaInto, applyDeltas, decodeDelta, editsOf } from "../blocks/delta-bytes.js";
import { type FrameFacts, lostFlag } from "../blocks/stored-frame.js";

/** Limit for cached unpacked blocks: enough for the revisions of one screen of changes. */
const keptLimitBytes = 24 * 1024 * 1024;
/** Approximate size of a frame in an unpacked block, without its payload. */
const frameBytes = 200;

/** Far more than a writer makes. */
const maxDeltas = 256;

/** An unpacked block and the sequence of its first frame. */
interface Kept {
  readonly first: number;
  readonly end: number;
  readonly block: Block;
  /** Counter value of the last use. */
  usedAt: number;
}

/**
 * Frames of a stored session by sequence. Caches the last unpacked blocks and the last revision of each object, so that sequential reading
 * costs one delta per frame. Throws `RangeError`, or an error of zlib, where a block is damaged.
 */
export class SessionBlocks {
  readonly #session: number;
  readonly #containing: Statement<[number, number], BlockRow>;
  readonly #offset: Statement<[number, number], Pick<BlockRow, "id" | "frames" | "offset_ms">>;
  /** In order of sequence. */
  #kept: Kept[] = [];
  #keptBytes = 0;
  /** The block used last: the next frame is usually in the same block. */
  #latest: Kept | undefined;
  #looks = 0;
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

  /** The object number of the frame. */
  object(sequence: number): number {
    const { block, first } = this.#at(sequence);
    return block.objects[sequence - first] as number;
  }

  /** The delta that is stored for the revision; undefined if it is stored whole. */
  change(sequence: number): RevisionChange | undefined {
    const kept = this.#at(sequence);
    const baseDistance = kept.block.baseDistances[sequence - kept.first] as number;
    return baseDistance === 0 ? undefined : { base: sequence - baseDistance, steps: decodeDelta(payloadAt(kept, sequence)) };
  }

  /** What the stored delta replaces; undefined if the revision is stored whole. */
  edits(sequence: number): RevisionEdits | undefined {
    const kept = this.#at(sequence);
    const baseDistance = kept.block.baseDistances[sequence - kept.first] as number;
    return baseDistance === 0 ? undefined : { base: sequence - baseDistance, edits: editsOf(payloadAt(kept, sequence)) };
  }

  revision(sequence: number): Uint8Array {
    const object = this.object(sequence);
    const known = this.#held.of(object, sequence);
    if (known !== undefined) return known;
    const bytes = this.#rebuilt(object, sequence, this.#held);
    this.#held.hold(object, sequence, bytes);
    return bytes;
  }

  /** As `revision`, in memory that is used again: one delta a frame for who reads all frames of an object in sequence. */
  borrow(sequence: number, borrowed: BorrowedRevisions): Uint8Array {
    const kept = this.#at(sequence);
    const i = sequence - kept.first;
    assertNotLost(kept, i);
    const object = kept.block.objects[i] as number;
    const baseDistance = kept.block.baseDistances[i] as number;
    const base = baseDistance === 0 ? undefined : borrowed.of(object, sequence - baseDistance);
    if (base !== undefined) {
      const delta = payloadAt(kept, sequence);
      const length = applyDeltaInto(borrowed.room(base.length + delta.length), base, delta, maxStoredRevisionBytes);
      return borrowed.lend(object, sequence, length);
    }
    const bytes = baseDistance === 0 ? payloadAt(kept, sequence) : this.#rebuilt(object, sequence, borrowed);
    borrowed.room(bytes.length).set(bytes);
    return borrowed.lend(object, sequence, bytes.length);
  }

  /** Follows the bases back to a revision that is whole or known, then applies the deltas: in memory of its own. */
  #rebuilt(object: number, sequence: number, known: Pick<HeldRevisions, "of">): Uint8Array {
    const deltas: Uint8Array[] = [];
    for (let at = sequence; ; ) {
      const kept = this.#at(at);
      const i = at - kept.first;
      assertNotLost(kept, i);
      const baseDistance = kept.block.baseDistances[i] as number;
      const base = known.of(object, at) ?? (baseDistance === 0 ? payloadAt(kept, at) : undefined);
      if (base !== undefined) return applyDeltas(base, deltas.reverse(), maxStoredRevisionBytes);
      if (baseDistance >= at) throw new RangeError("a delta without an earlier base");
      if (deltas.push(payloadAt(kept, at)) > maxDeltas) throw new RangeError("too many deltas in a row");
      at -= baseDistance;
    }
  }

  /** The first sequence at or after an offset, or `frames` + 1 if there is none: binary search over the first frames of blocks. */
  firstAt(offsetMs: number, frames: number): number {
    /** Invariant: frame `below` is before the offset, frame `notBelow` is not. */
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
    this.#latest = undefined;
    this.#keptBytes = 0;
    this.#held.clear();
  }

  #at(sequence: number): Kept {
    if (this.#latest !== undefined && sequence >= this.#latest.first && sequence < this.#latest.end) return this.#latest;
    const before = countBelow((index) => (this.#kept[index - 1] as Kept).first, this.#kept.length, sequence + 1);
    const candidate = this.#kept[before - 1];
    const kept = candidate !== undefined && sequence < candidate.end ? candidate : this.#keep(this.#read(sequence), before);
    kept.usedAt = ++this.#looks;
    this.#latest = kept;
    return kept;
  }

  #read(sequence: number): Kept {
    const row = this.#containing.get(rowId(this.#session, 1), rowId(this.#session, sequence));
    const first = row === undefined ? 0 : sequenceOf(row.id);
    if (row === undefined || sequence >= first + row.frames) throw new RangeError("it is missing");
    return { first, end: first + row.frames, block: unpackBlock(row), usedAt: 0 };
  }

  /** `before`: how many cached blocks precede it. */
  #keep(kept: Kept, before: number): Kept {
    // A recorder merges small blocks: those that were cached before are within this one.
    let [from, to] = [before, before];
    while (from > 0 && (this.#kept[from - 1] as Kept).end > kept.first) from--;
    while (to < this.#kept.length && (this.#kept[to] as Kept).first < kept.end) to++;
    for (const each of this.#kept.splice(from, to - from, kept)) this.#keptBytes -= weightOf(each);
    this.#keptBytes += weightOf(kept);
    if (this.#keptBytes > keptLimitBytes) this.#drop(kept);
    return kept;
  }

  /** Drops the least recently used until half of the limit is free, so that this happens rarely. */
  #drop(except: Kept): void {
    for (const kept of [...this.#kept].sort((a, b) => a.usedAt - b.usedAt)) {
      if (this.#keptBytes <= keptLimitBytes / 2) break;
      if (kept === except) continue;
      this.#kept.splice(this.#kept.indexOf(kept), 1);
      this.#keptBytes -= weightOf(kept);
    }
  }
}

function assertNotLost({ block }: Kept, index: number): void {
  if (((block.types[index] as number) & lostFlag) !== 0) throw new RangeError("its revision is lost");
}

function payloadAt({ block, first }: Kept, sequence: number): Uint8Array {
  return block.payload.subarray(block.bounds[sequence - first], block.bounds[sequence - first + 1]);
}

function weightOf({ block, first, end }: Kept): number {
  return block.payload.length + (end - first) * frameBytes;
}
