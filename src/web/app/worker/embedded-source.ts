import { type Recording, readRecording } from "../../../recording/read/read-recording.js";

/** Reads the recording in the page, as its pieces arrive in base64. */
export async function openEmbedded(pieces: AsyncIterable<string>, name: string): Promise<Recording> {
  return await readRecording(decoded(pieces), name);
}

async function* decoded(pieces: AsyncIterable<string>): AsyncIterable<Uint8Array> {
  for await (const piece of pieces) {
    const text = atob(piece);
    const bytes = new Uint8Array(text.length);
    for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
    yield bytes;
  }
}
