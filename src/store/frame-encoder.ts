import { makeDelta } from "../model/delta.js";
import type { NewFrame } from "../model/frame.js";
import { type ObjectRef, sameRef, type Uid } from "../model/kube-object.js";
import { encodeDelta } from "./delta-bytes.js";
import { factsOf, type StoredFrame } from "./stored-frame.js";

/** A whole revision at least this often along one incarnation: no state is further from one. */
const keyframeEvery = 16;
/** Last revisions that are held to build deltas on; an incarnation that fell out is written whole next time. */
const heldLimitBytes = 64 * 1024 * 1024;

/** The number of an incarnation in its session, and what it is known by. */
export interface KnownObject {
  readonly number: number;
  readonly ref: ObjectRef;
}

/** What the next frame of an incarnation builds on. Changed in place: there is one for each object, and a change of it for each frame. */
interface Base extends KnownObject {
  sequence: number;
  sinceWhole: number;
  /** The last revision: the first `length` bytes. */
  buffer: Uint8Array;
  length: number;
}

type NewObjectFrame = Omit<Extract<NewFrame, { kind: "object" }>, "revision">;

/**
 * Makes of the frames of one session, in their order, what is stored of them: revisions become deltas to the one before, where that pays.
 * Keeps the last revisions of the objects; `numbered` gives an incarnation that is not among them its number.
 */
export class FrameEncoder {
  readonly #numbered: (ref: ObjectRef, sequence: number) => KnownObject;
  readonly #bases = new Map<Uid, Base>();
  #heldBytes = 0;

  constructor(numbered: (ref: ObjectRef, sequence: number) => KnownObject) {
    this.#numbered = numbered;
  }

  gap(frame: Extract<NewFrame, { kind: "gap" }>): StoredFrame {
    return { ...factsOf(frame, undefined), object: 0, baseDistance: 0, payload: nothing };
  }

  /** `bytes` are copied where they are needed longer. */
  object(sequence: number, frame: NewObjectFrame, bytes: Uint8Array): StoredFrame {
    const { uid } = frame.ref;
    const base = this.#bases.get(uid);
    const { number, ref } = base ?? this.#numbered(frame.ref, sequence);
    const delta = base === undefined || base.sinceWhole + 1 >= keyframeEvery ? undefined : deltaThatPays(base, bytes);
    const { offsetMs, observedAt, type, resourceVersion, detail } = factsOf(frame, sameRef(ref, frame.ref) ? undefined : frame.ref);
    const baseDistance = delta === undefined ? 0 : sequence - (base?.sequence ?? 0);
    const payload = delta ?? Uint8Array.prototype.slice.call(bytes);
    const kept = base ?? this.#added(uid, { number, ref, sequence, sinceWhole: 0, buffer: nothing, length: 0 });
    kept.sequence = sequence;
    kept.sinceWhole = delta === undefined ? 0 : kept.sinceWhole + 1;
    this.#keep(kept, bytes);
    return { offsetMs, observedAt, type, resourceVersion, detail, object: number, baseDistance, payload };
  }

  /** As if nothing had been seen yet: what was made last has not been stored. */
  forget(): void {
    this.#bases.clear();
    this.#heldBytes = 0;
  }

  #added(uid: Uid, base: Base): Base {
    this.#bases.set(uid, base);
    return base;
  }

  #keep(base: Base, bytes: Uint8Array): void {
    if (bytes.length > base.buffer.length) {
      const grown = new Uint8Array(Math.ceil(bytes.length * 1.1));
      this.#heldBytes += grown.length - base.buffer.length;
      base.buffer = grown;
    }
    base.buffer.set(bytes);
    base.length = bytes.length;
    if (this.#heldBytes > heldLimitBytes) this.#drop();
  }

  /** Those first that were taken in first; one that still changes comes in again with its next frame. */
  #drop(): void {
    for (const [uid, { buffer }] of this.#bases) {
      if (this.#heldBytes <= heldLimitBytes) return;
      this.#bases.delete(uid);
      this.#heldBytes -= buffer.length;
    }
  }
}

const nothing = new Uint8Array();

function deltaThatPays({ buffer, length }: Base, target: Uint8Array): Uint8Array | undefined {
  const delta = encodeDelta(makeDelta(buffer.subarray(0, length), target));
  return delta.length <= target.length * 0.7 ? delta : undefined;
}
