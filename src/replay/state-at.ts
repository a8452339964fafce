import type { ObjectFrame } from "../model/frame.js";
import type { SessionReader } from "../model/session.js";

/** The objects of a session at one moment, each by its last frame. */
export interface WorldState {
  /** Those that exist. */
  readonly living: readonly ObjectFrame[];
  /** Those that were deleted by then. */
  readonly gone: readonly ObjectFrame[];
}

/** Every object as it was after the frame with this sequence. */
export async function stateAt(reader: Pick<SessionReader, "lastFramesAt">, sequence: number): Promise<WorldState> {
  const frames = sequence < 1 ? [] : await reader.lastFramesAt(sequence);
  const objects = frames.filter((frame): frame is ObjectFrame => frame.kind === "object");
  return { living: objects.filter((frame) => frame.type !== "DELETED"), gone: objects.filter((frame) => frame.type === "DELETED") };
}
