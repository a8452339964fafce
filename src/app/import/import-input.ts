import { createReadStream } from "node:fs";
import { resolve } from "node:path";
import { Utf8Bytes } from "../../importing/utf8-bytes.js";
import { maybeGunzip } from "../../recording/node/gunzip.js";
import { openRecording, type Recording } from "../../recording/node/open-recording.js";
import type { AppContext } from "../app-context.js";
import { bundledRecording } from "../sessions/bundled-recordings.js";
import { bytesOf, isFileReference, openRecordingReference } from "../sessions/open-session.js";
import { importForeign } from "./import-foreign.js";
import { type Imported, type ImportOptions, importRecording } from "./import-recording.js";

/** Imports what a user names: a file, "-" for the standard input, or a bundled recording. Rejects as `importInput` does. */
export async function importReference(reference: string, context: AppContext, options: ImportOptions): Promise<Imported> {
  if (reference === "-") return await importInput(bytesOf(context.streams.stdin), "stdin", options);
  const bundled = isFileReference(reference, context) ? undefined : bundledRecording(context, reference);
  if (bundled === undefined) {
    // Where it cannot be read, opening it as a recording says why.
    const input = await peek(createReadStream(resolve(context.cwd, reference), { highWaterMark: 256 * 1024 })).catch(() => undefined);
    if (input?.isForeign) return await importForeign(input.bytes, reference, options);
  }
  return await importAndClose(await openRecordingReference(bundled ?? reference, context), options);
}

/**
 * Imports a recording, or what kubectl or the older kubespy wrote, compressed or not, as a session of the store. `name` is what messages call
 * the input. Rejects with `KubespyError` when it holds nothing that can be imported.
 */
export async function importInput(bytes: AsyncIterable<Uint8Array>, name: string, options: ImportOptions): Promise<Imported> {
  const input = await peek(bytes);
  if (input.isForeign) return await importForeign(input.bytes, name, options);
  return await importAndClose(await openRecording(input.bytes, { name }), options);
}

async function importAndClose(recording: Recording, options: ImportOptions): Promise<Imported> {
  try {
    return await importRecording(recording, options);
  } finally {
    await recording.close();
  }
}

interface PeekedInput {
  /** It holds JSON, but is not a recording. */
  readonly isForeign: boolean;
  /** All of it, not compressed. */
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** Longer than what every recording begins with, white space apart. */
const enoughCharacters = 64;

/** Reads the beginning of an input to learn what it is. */
async function peek(source: AsyncIterable<Uint8Array>): Promise<PeekedInput> {
  const chunks = maybeGunzip(source)[Symbol.asyncIterator]();
  const seen: Uint8Array[] = [];
  let text = "";
  let next = await chunks.next();
  for (; !next.done; next = await chunks.next()) {
    seen.push(next.value);
    text = new Utf8Bytes().push(Buffer.concat(seen).subarray(0, 4096)).toString("utf8").trimStart();
    if (text.length >= enoughCharacters) break;
  }
  async function* all(): AsyncIterable<Uint8Array> {
    yield* seen;
    for (let rest = await chunks.next(); !rest.done; rest = await chunks.next()) yield rest.value;
  }
  return { isForeign: /^[[{]/.test(text) && !/^\{\s*"kubespy"\s*:/.test(text), bytes: all() };
}
