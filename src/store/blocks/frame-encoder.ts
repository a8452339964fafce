import { MatchTable, makeDelta } from "../../json/json.js";
import type { NewFrame, ObjectFrame } from "../../model/frame.js";
import type { Uid } from "../../model/kube-object.js";
import type { Revision } from "../../model/revision.js";
import { ByteWriter } from "./bytes.js";
import { writeDelta } from "./delta-bytes.js";
import type { WithoutRevision } from "./stored-frame.js";

/** At least every n-th revision of an incarnation is whole: no state is further from a whole one. */
const keyframeEvery = 16;
/** Usual limit for revisions that are held as bases of deltas; an incarnation that was dropped is written whole next time. */
const heldLimitBytes = 64 * 1024 * 1024;

/** Approximate limit of one transaction: some thousand frames, enough to make a commit cheap. */
const maxBytes = 4 * 1024 * 1024;
/** Approximate size of a frame without its revision. */
const frameOverheadBytes = 512;

/** The base for the next frame of an incarnation. Changed in place, because every frame changes one. */
interface Base {
  sequence: number;
  sinceWhole: number;
  bytes: Uint8Array;
}

/** How a revision is stored: its length, and whether it is whole (distance 0) or a delta to the frame at this distance before it. */
interface EncodedRevision {
  readonly baseDistance: number;
  readonly byteLength: number;
}

/** A frame for the writer side; its stored bytes are part of the `bytes` of the request, concatenated. */
export type PackedFrame = (WithoutRevision<Extract<NewFrame, { kind: "object" }>> & EncodedRevision) | Extract<NewFrame, { kind: "gap" }>;

/**
 * Encodes the revisions of one session, in order: as a delta to the previous one if that is smaller. Holds the last revision of each
 * object; it shares that memory with other holders.
 */
export class FrameEncoder {
  readonly #bases = new Map<Uid, Base>();
  readonly #matches = new MatchTable();
  readonly #maxHeldBytes: number;
  #heldBytes = 0;

  constructor(maxHeldBytes = heldLimitBytes) {
    this.#maxHeldBytes = maxHeldBytes;
  }

  /** Appends the encoded revision of the frame to the writer. */
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

  /** Forgets all bases: the next revisions are written whole. */
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
    if (this.#heldBytes > this.#maxHeldBytes) this.#makeRoom();
  }

  #drop(uid: Uid): void {
    this.#heldBytes -= this.#bases.get(uid)?.bytes.length ?? 0;
    this.#bases.delete(uid);
  }

  /** Drops the oldest first; an object that still changes is added again with its next frame. */
  #makeRoom(): void {
    for (const uid of this.#bases.keys()) {
      if (this.#heldBytes <= this.#maxHeldBytes) return;
      this.#drop(uid);
    }
  }
}

/** Frames that wait for one transaction, already encoded: a burst that waits for a slow disk takes a tenth of its size. */
export class FrameBatch {
  readonly frames: PackedFrame[] = [];
  readonly #writer = new ByteWriter();

  /** Returns the size of the frame. */
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

  /** The bytes of all frames, in a buffer of their own; nothing can be added afterwards. */
  takeBytes(): Uint8Array {
    return this.#writer.handOver();
  }
}

/** Writes nothing and returns false if the delta would be almost as large as the revision. */
function writeDeltaThatPays(base: Uint8Array, revision: Revision, writer: ByteWriter, matches: MatchTable): boolean {
  const { bytes } = revision;
  const start = writer.length;
  const known = revision.change?.();
  writeDelta(known?.base === base ? known.steps : makeDelta(base, bytes, matches), writer);
  if (writer.length - start <= bytes.length * 0.7) return true;
  writer.cutBack(start);
  return false;
}
