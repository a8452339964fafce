import type { ObjectFrame } from "../model/frame.js";
import type { Uid } from "../model/kube-object.js";
import type { SessionReader } from "../model/session.js";

/** What it takes to look at one incarnation at a moment. */
export type LastFrames = Pick<SessionReader, "lastFramesAt" | "lastFrameOf">;

/** The last frame of one incarnation at or before this sequence. One look-up where the reader can, else by way of the whole world. */
export async function lastFrameOf(reader: LastFrames, uid: Uid, sequence: number): Promise<ObjectFrame | undefined> {
  if (sequence < 1) return undefined;
  const frame =
    reader.lastFrameOf === undefined
      ? (await reader.lastFramesAt(sequence)).find((candidate) => candidate.kind === "object" && candidate.ref.uid === uid)
      : await reader.lastFrameOf(uid, sequence);
  return frame?.kind === "object" ? frame : undefined;
}
