import { createReadStream, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Frame } from "../../src/model/frame.js";
import { openRecording } from "../../src/recording/node/open-recording.js";
import type { Recording } from "../../src/recording/read/read-recording.js";

/** The bundle of the fuzzer lies elsewhere than the sources of the targets. */
export const root = process.env["KUBESPY_ROOT"] ?? join(import.meta.dirname, "..", "..");

export const realRecordings = ["pod-nginx", "pod-bad-image-tag", "service-clusterip"] as const;

export function recordingFile(name: string): Buffer {
  return readFileSync(join(root, "recordings", `${name}.kubespy.gz`));
}

export function recordingText(name: string): Buffer {
  return gunzipSync(recordingFile(name));
}

export function opened(name: string): Promise<Recording> {
  return openRecording(createReadStream(join(root, "recordings", `${name}.kubespy.gz`)), { name });
}

export async function framesOf(name: string): Promise<readonly Frame[]> {
  const reader = await opened(name);
  const frames: Frame[] = [];
  for await (const frame of reader.frames()) frames.push(frame);
  await reader.close();
  return frames;
}

export async function revisionsOf(name: string): Promise<readonly Uint8Array[]> {
  return (await framesOf(name)).flatMap((frame) => (frame.kind === "object" ? [frame.revision.bytes] : []));
}

/** Large ones are compressed. */
export function readCorpusFile(path: string): Buffer {
  const bytes = readFileSync(path);
  return path.endsWith(".gz") ? gunzipSync(bytes) : bytes;
}
