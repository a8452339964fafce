import type { NewFrame } from "../../model/frame.js";
import type { PackedFrame } from "../commit/commit-port.js";
import { ByteWriter } from "./bytes.js";
import type { FrameEncoder } from "./frame-encoder.js";

/** One transaction holds at most about so much: some thousand frames, enough to make a commit cheap. */
const maxBytes = 4 * 1024 * 1024;
/** What a frame weighs beside its revision, about. */
const frameOverheadBytes = 512;

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
