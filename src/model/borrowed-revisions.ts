import { allocate } from "../json/json.js";
import type { KubeObject } from "./kube-object.js";
import { type BorrowedRevision, Revision, type RevisionEdits } from "./revision.js";

const maxHeldBytes = 64 * 1024 * 1024;
const keptShare = 7 / 8;
/** What an entry takes beside its memory: small revisions are mostly that. */
const entryBytes = 1024;

/** A revision and the memory that it lies in, which may be larger. Changed in place: every frame changes one. */
interface Lent {
  sequence: number;
  bytes: Uint8Array;
  room: Uint8Array;
}

/**
 * Revisions that are read one after the other and lent to a visitor, the last one of each object (by its number). The next one of an object is written
 * beside it, and its memory is that of a later one then: so reading a session of any length takes memory for one of each. Those read longest ago are
 * dropped when the limit is exceeded.
 */
export class BorrowedRevisions {
  readonly #maxBytes: number;
  readonly #lent = new Map<number, Lent>();
  #spare: Uint8Array = new Uint8Array();
  #bytes = 0;

  constructor(maxBytes = maxHeldBytes) {
    this.#maxBytes = maxBytes;
  }

  /** The object's revision with this sequence, if it is here. */
  of(object: number, sequence: number): Uint8Array | undefined {
    const lent = this.#lent.get(object);
    return lent?.sequence === sequence ? lent.bytes : undefined;
  }

  /** Room for at least so many bytes, beside all revisions: `lend` says what was written there. */
  room(length: number): Uint8Array {
    const fits = this.#spare.length >= length && this.#spare.length <= maxRoom(length);
    if (!fits) this.#spare = allocate(roundedUp(length));
    return this.#spare;
  }

  /** What was written to the beginning of the room is the object's last revision. */
  lend(object: number, sequence: number, length: number): Uint8Array {
    const room = this.#spare;
    const bytes = room.subarray(0, length);
    const lent = this.#lent.get(object);
    if (lent === undefined) {
      this.#spare = new Uint8Array();
      this.#keep(object, { sequence, bytes, room });
    } else {
      this.#spare = lent.room;
      this.#bytes += room.length - lent.room.length;
      lent.sequence = sequence;
      lent.bytes = bytes;
      lent.room = room;
    }
    return bytes;
  }

  drop(object: number): void {
    const lent = this.#lent.get(object);
    if (lent === undefined) return;
    this.#lent.delete(object);
    this.#bytes -= lent.room.length + entryBytes;
    this.#spare = lent.room;
  }

  #keep(object: number, lent: Lent): void {
    this.#lent.set(object, lent);
    this.#bytes += lent.room.length + entryBytes;
    if (this.#bytes > this.#maxBytes) this.#dropOldest(object);
  }

  /** An eighth at once: after many deletions a `Map` takes long to find its first entry. */
  #dropOldest(except: number): void {
    const oldest = [...this.#lent].sort(([, a], [, b]) => a.sequence - b.sequence);
    for (const [object, { room }] of oldest) {
      if (this.#bytes <= this.#maxBytes * keptShare) return;
      if (object === except) continue;
      this.#lent.delete(object);
      this.#bytes -= room.length + entryBytes;
    }
  }
}

/** Rooms of few sizes: what was an object's fits another. */
function roundedUp(length: number): number {
  const grain = length < roomGrainBytes ? entryBytes : roomGrainBytes;
  return Math.ceil((length + 1) / grain) * grain;
}

/** In a larger one a revision would waste memory. */
function maxRoom(length: number): number {
  return 2 * roundedUp(length);
}

const roomGrainBytes = 4096;

/** A revision that is lent to a visitor: one for every frame of a session, so that it holds little. */
export class LentRevision implements BorrowedRevision {
  readonly bytes: Uint8Array;
  readonly edits: () => RevisionEdits | undefined;
  #whole: Revision | undefined;

  constructor(bytes: Uint8Array, edits: () => RevisionEdits | undefined) {
    this.bytes = bytes;
    this.edits = edits;
  }

  get byteLength(): number {
    return this.bytes.length;
  }

  get text(): string {
    return this.#revision.text;
  }

  get object(): KubeObject {
    return this.#revision.object;
  }

  get #revision(): Revision {
    this.#whole ??= new Revision(this.bytes);
    return this.#whole;
  }
}
