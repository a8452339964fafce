import { readRecording } from "../../src/recording/read/read-recording.js";
import { interpretationOf } from "./interpretation.js";

/** What the bundle offers to the page, or to the VM context, that loads it. */
export async function interpretBytes(bytes: Uint8Array): Promise<string> {
  const recording = await readRecording(inPieces(bytes), "recording");
  try {
    if (recording.warnings.length > 0) throw new Error(recording.warnings.join("; "));
    return await interpretationOf(recording);
  } finally {
    await recording.close();
  }
}

async function* inPieces(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000);
}
