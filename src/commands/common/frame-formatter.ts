import type { Frame, ObjectFrame } from "../../model/frame.js";

/** Formats frames. Every frame is given to one of the two methods, in sequence. */
export interface FrameFormatter {
  /** Without the last newline; undefined to print nothing. */
  format(frame: Frame): string | undefined;
  /** For a frame that is not printed, because too many arrived at once. */
  observe(frame: ObjectFrame): void;
}
