import { openInput } from "../io/input-file.js";
import { openRecording, type Recording } from "../recording/node/open-recording.js";

/**
 * Opens a recording file (`.kubespy.gz`, or not compressed) for reading, as far as it can be read; `warnings` say what could not. Close it
 * when done. Rejects with `KubespyError` when it is no recording or a newer kubespy's, and with the system's error when there is no such file.
 */
export async function openRecordingFile(path: string): Promise<Recording> {
  return await openRecording(openInput(path, { name: `"${path}"` }), { name: path });
}
