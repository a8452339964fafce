import type { KubeObject } from "../model/kube-object.js";
import type { SessionReader } from "../model/session.js";

/** The object of one frame, read again; undefined when the frame is no object's. */
export async function revisionAt(reader: Pick<SessionReader, "frames">, sequence: number): Promise<KubeObject | undefined> {
  for await (const frame of reader.frames({ fromSequence: sequence, toSequence: sequence }))
    return frame.kind === "object" ? frame.revision.object : undefined;
  return undefined;
}
