import { openInput } from "../io/input-file.js";
import { openRecording, type Recording } from "../recording/node/open-recording.js";
import { recordingIn } from "./page/recording-in.js";

/**
 * Opens a recording file (`.kubespy.gz`, or not compressed), or a page that holds one, for reading, as far as it can be read; `warnings` say what could not. Close it
 * when done. Rejects with `KubespyError` when it is no recording or a newer kubespy's, and with the system's error when there is no such file.
 */
export async function openRecordingFile(path: string): Promise<Recording> {
  return await openRecording(recordingIn(openInput(path, { name: `"${path}"` }), { name: path }), { name: path });
}
