import { createReadStream } from "node:fs";
import { join } from "node:path";
import type { ObjectFrame } from "../../src/model/frame.js";
import type { SessionReader } from "../../src/model/session.js";
import { openRecording } from "../../src/recording/node/open-recording.js";

/** A bundled recording of a real cluster. */
export function bundled(name: string): Promise<SessionReader> {
  const path = join(import.meta.dirname, "..", "..", "recordings", `${name}.kubespy.gz`);
  return openRecording(createReadStream(path), { name });
}

export async function objectFrames(reader: SessionReader): Promise<readonly ObjectFrame[]> {
  const frames: ObjectFrame[] = [];
  for await (const frame of reader.frames()) if (frame.kind === "object") frames.push(frame);
  return frames;
}
