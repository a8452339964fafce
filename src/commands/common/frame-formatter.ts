import type { Frame, ObjectFrame } from "../../model/frame.js";

/** Says what is to be printed of each frame. Every frame is given to one of the two, in sequence. */
export interface FrameFormatter {
  /** Without the last newline; undefined for nothing. */
  format(frame: Frame): string | undefined;
  /** Takes note of a frame that is not told: there were too many at once. */
  observe(frame: ObjectFrame): void;
}
