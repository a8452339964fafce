import type { Frame, ObjectFrame } from "../../../model/frame.js";
import type { Uid } from "../../../model/kube-object.js";

/** Frames of a window. A window is asked for at once: who shows steps needs their neighbours. */
export const windowFrames = 128;
/** Of the windows used last; parsed, objects take several times that. */
const maxKeptBytes = 24 * 1024 * 1024;

/** Neighbouring frames, and what their objects were before. Windows begin after multiples of `windowFrames`. */
export class FrameWindow {
  readonly first: number;
  readonly #frames: Frame[] = [];
  /** Of each object in the window, its last frame before it; undefined where there is none. */
  readonly #before = new Map<Uid, ObjectFrame | undefined>();
  bytes = 0;

  constructor(first: number) {
    this.first = first;
  }

  /** The last sequence that has been read; `first` - 1 where none has. */
  get last(): number {
    return this.first + this.#frames.length - 1;
  }

  get(sequence: number): Frame | undefined {
    return this.#frames[sequence - this.first];
  }

  /** In the order of the answer: what objects were before the window comes before their frames. */
  add(frame: Frame): void {
    if (frame.kind === "object") this.bytes += frame.revision.byteLength;
    if (frame.sequence < this.first) {
      if (frame.kind === "object") this.#before.set(frame.ref.uid, frame);
      return;
    }
    // Of a window that is completed: one of its own.
    if (frame.sequence !== this.last + 1) return;
    this.#frames.push(frame);
    if (frame.kind === "object" && !this.#before.has(frame.ref.uid)) this.#before.set(frame.ref.uid, undefined);
  }

  /** The last frame of an object at or before a sequence; "unknown" where this window does not say. */
  lastOf(uid: Uid, sequence: number): ObjectFrame | undefined | "unknown" {
    if (sequence < this.first - 1 || sequence > this.last) return "unknown";
    for (let at = sequence; at >= this.first; at--) {
      const frame = this.get(at);
      if (frame?.kind === "object" && frame.ref.uid === uid) return frame;
    }
    return this.#before.has(uid) ? this.#before.get(uid) : "unknown";
  }
}

/** The windows that were used last. */
export class FrameWindows {
  readonly #kept = new Map<number, FrameWindow>();

  /** Undefined where it is not kept. */
  get(sequence: number): FrameWindow | undefined {
    return this.#kept.get(firstOf(sequence));
  }

  /** Makes it the one used last. */
  use(sequence: number): FrameWindow {
    const first = firstOf(sequence);
    const used = this.#kept.get(first) ?? new FrameWindow(first);
    this.#kept.delete(first);
    this.#kept.set(first, used);
    let bytes = 0;
    for (const each of this.#kept.values()) bytes += each.bytes;
    for (const [oldest, { bytes: freed }] of this.#kept) {
      if (bytes <= maxKeptBytes || oldest === first) break;
      this.#kept.delete(oldest);
      bytes -= freed;
    }
    return used;
  }
}

function firstOf(sequence: number): number {
  return sequence - ((sequence - 1) % windowFrames);
}
