import { MatchTable, makeDelta } from "../../json/json.js";
import type { NewFrame, ObjectFrame } from "../../model/frame.js";
import type { Uid } from "../../model/kube-object.js";
import type { Revision } from "../../model/revision.js";
import { ByteWriter } from "./bytes.js";
import { writeDelta } from "./delta-bytes.js";
import type { WithoutRevision } from "./stored-frame.js";

/** A whole revision at least this often along one incarnation: no state is further from one. */
const keyframeEvery = 16;
/** Last revisions that are held to build deltas on; an incarnation that fell out is written whole next time. */
const heldLimitBytes = 64 * 1024 * 1024;

/** One transaction holds at most about so much: some thousand frames, enough to make a commit cheap. */
const maxBytes = 4 * 1024 * 1024;
/** What a frame weighs beside its revision, about. */
const frameOverheadBytes = 512;

/** What the next frame of an incarnation builds on. Changed in place: there is one for each object, and a change of it for each frame. */
interface Base {
  sequence: number;
  sinceWhole: number;
  bytes: Uint8Array;
}

/** How a revision is stored: so many bytes, whole (distance 0) or as a delta to the frame so many before it. */
export interface EncodedRevision {
  readonly baseDistance: number;
  readonly byteLength: number;
}

/** A frame on its way to the writing side: what is stored of its revision lies in the request's `bytes`, one after the other. */
export type PackedFrame = (WithoutRevision<Extract<NewFrame, { kind: "object" }>> & EncodedRevision) | Extract<NewFrame, { kind: "gap" }>;

/**
 * Makes of the revisions of one session, in their order, what is stored of them: deltas to the one before, where that pays. Holds the last revision
 * of each object, as it was given: whoever else holds it shares it.
 */
export class FrameEncoder {
  readonly #bases = new Map<Uid, Base>();
  readonly #matches = new MatchTable();
  #heldBytes = 0;

  /** Writes what is stored of the frame's revision behind what the writer holds. */
  encode(sequence: number, { ref, type, revision }: Pick<ObjectFrame, "ref" | "type" | "revision">, writer: ByteWriter): EncodedRevision {
    const { bytes } = revision;
    const base = this.#bases.get(ref.uid);
    const start = writer.length;
    const isDelta =
      base !== undefined && base.sinceWhole + 1 < keyframeEvery && writeDeltaThatPays(base.bytes, revision, writer, this.#matches);
    if (!isDelta) writer.bytes(bytes);
    const baseDistance = isDelta ? sequence - base.sequence : 0;
    if (type === "DELETED") this.#drop(ref.uid);
    else this.#keep(ref.uid, { sequence, sinceWhole: isDelta ? base.sinceWhole + 1 : 0, bytes });
    return { baseDistance, byteLength: writer.length - start };
  }

  /** Nothing may build on what was encoded so far. */
  forget(): void {
    this.#bases.clear();
    this.#heldBytes = 0;
  }

  #keep(uid: Uid, { sequence, sinceWhole, bytes }: Base): void {
    const base = this.#bases.get(uid);
    this.#heldBytes += bytes.length - (base?.bytes.length ?? 0);
    if (base === undefined) this.#bases.set(uid, { sequence, sinceWhole, bytes });
    else {
      base.sequence = sequence;
      base.sinceWhole = sinceWhole;
      base.bytes = bytes;
    }
    if (this.#heldBytes > heldLimitBytes) this.#makeRoom();
  }

  #drop(uid: Uid): void {
    this.#heldBytes -= this.#bases.get(uid)?.bytes.length ?? 0;
    this.#bases.delete(uid);
  }

  /** Those first that were taken in first; one that still changes comes in again with its next frame. */
  #makeRoom(): void {
    for (const uid of this.#bases.keys()) {
      if (this.#heldBytes <= heldLimitBytes) return;
      this.#drop(uid);
    }
  }
}

/** Frames that wait to be written in one transaction, already as they are stored: a burst that waits for a slow disk takes a tenth of its bytes. */
export class FrameBatch {
  readonly frames: PackedFrame[] = [];
  readonly #writer = new ByteWriter();

  /** Returns what the frame weighs. */
  add(sequence: number, frame: NewFrame, encoder: FrameEncoder): number {
    if (frame.kind === "gap") {
      this.frames.push(frame);
      return frameOverheadBytes;
    }
    const encoded = encoder.encode(sequence, frame, this.#writer);
    const { revision: _, ...rest } = frame;
    this.frames.push({ ...rest, ...encoded });
    return frameOverheadBytes + encoded.byteLength;
  }

  get weightBytes(): number {
    return this.#writer.length + this.frames.length * frameOverheadBytes;
  }

  get isFull(): boolean {
    return this.weightBytes >= maxBytes;
  }

  /** The bytes of all frames, in memory of their own; nothing can be added after that. */
  takeBytes(): Uint8Array {
    return this.#writer.handOver();
  }
}

/** False where a delta would take almost as much as the revision: nothing is written then. */
function writeDeltaThatPays(base: Uint8Array, revision: Revision, writer: ByteWriter, matches: MatchTable): boolean {
  const { bytes } = revision;
  const start = writer.length;
  const known = revision.change?.();
  writeDelta(known?.base === base ? known.steps : makeDelta(base, bytes, matches), writer);
  if (writer.length - start <= bytes.length * 0.7) return true;
  writer.cutBack(start);
  return false;
}
