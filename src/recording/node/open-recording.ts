import { setImmediate as nextTurn } from "node:timers/promises";
import { type Recording, readRecording } from "../read/read-recording.js";
import { FileSpool } from "./file-spool.js";
import { gunzip } from "./gunzip.js";

export type { Recording };

/**
 * Opens a recording, compressed or not, as far as it can be read. `name` is what messages call the file.
 *
 * Rejects with `KubespyError` when there is no header of a version that we know, with `Interrupted` when the signal aborts. Damage further on is a warning: what precedes it is kept.
 */
export function openRecording(
  source: AsyncIterable<Uint8Array>,
  options: { readonly name: string; readonly signal?: AbortSignal },
): Promise<Recording> {
  return readRecording(source, options.name, { createSpool: () => new FileSpool(), gunzip, nextTurn }, options.signal);
}
