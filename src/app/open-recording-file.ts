import { openInput } from "../io/input-file.js";
import { openRecording, type Recording } from "../recording/node/open-recording.js";
import { recordingIn } from "./page/recording-in.js";
import { chosenIn } from "./sessions/open-session.js";

/**
 * Opens a recording file (`.kubespy.gz`, or not compressed) for reading, as far as it can be read; `warnings` say what could not. Close it when
 * done. Of a page, or a zip archive that holds one, opens the recording in it; "page.html#2" is the second where it holds several. Rejects with
 * `KubespyError` when it is no recording or a newer kubespy's, and with the system's error when there is no such file.
 */
export async function openRecordingFile(path: string): Promise<Recording> {
  const { file, choice } = chosenIn(path, { cwd: "" });
  return await openRecording(recordingIn(openInput(file, { name: `"${file}"` }), { name: file, choice }), { name: path });
}
