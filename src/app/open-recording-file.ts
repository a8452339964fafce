import { DecryptionKeys } from "../encryption/decryption-keys.js";
import { openInput } from "../io/input-file.js";
import { openRecording, type Recording } from "../recording/node/open-recording.js";
import { recordingIn } from "./page/recording-in.js";
import { chosenIn } from "./sessions/open-session.js";

/** What opens a file that is encrypted with age. */
export interface OpenRecordingFileOptions {
  /** Secret keys ("AGE-SECRET-KEY-1..."), or the texts of files that age-keygen wrote. */
  readonly identities?: readonly string[];
  readonly passphrase?: string;
}

/**
 * Opens a recording file (`.kubespy.gz`, or not compressed) for reading, as far as it can be read; `warnings` say what could not. Close it when
 * done. Of a page, or a zip archive that holds one, opens the recording in it; "page.html#2" is the second where it holds several. Any of them may
 * be encrypted with age. Rejects with `KubespyError` when it is no recording, a newer kubespy's, or cannot be decrypted, and with the system's error
 * when the file does not exist.
 */
export async function openRecordingFile(path: string, options: OpenRecordingFileOptions = {}): Promise<Recording> {
  const { file, choice } = chosenIn(path, { cwd: "" });
  const source = openInput(file, { name: `"${file}"` });
  return await openRecording(recordingIn(source, { name: file, choice, keys: keysOf(options) }), { name: path });
}

function keysOf({ identities = [], passphrase }: OpenRecordingFileOptions): DecryptionKeys {
  const readIdentities = async () => {
    const { parseIdentities } = await import("../encryption/identities.js");
    const parsed = identities.map((text, i) => parseIdentities(new TextEncoder().encode(text), `identity ${i + 1}`));
    return (await Promise.all(parsed)).flat();
  };
  return new DecryptionKeys({ readIdentities, passphrase });
}
