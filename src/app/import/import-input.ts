import { UsageError } from "../../errors.js";
import { Utf8Bytes } from "../../importing/utf8-bytes.js";
import { peek } from "../../io/peek.js";
import { maybeGunzip } from "../../recording/node/gunzip.js";
import { openRecording, type Recording } from "../../recording/node/open-recording.js";
import type { AppContext } from "../app-context.js";
import { withDatabase } from "../open-store.js";
import { recordingIn } from "../page/recording-in.js";
import { recordingsNamed } from "../page/recordings-named.js";
import { bundledRecording } from "../sessions/bundled-recordings.js";
import { bytesOf, isFileReference, openRecordingReference, recordingBytes } from "../sessions/open-session.js";
import { importForeign } from "./import-foreign.js";
import { type Imported, type ImportOptions, importRecording } from "./import-recording.js";

interface ImportReferenceOptions extends Omit<ImportOptions, "store"> {
  /** The database file. Default: by the environment. */
  readonly db?: string | undefined;
}

/**
 * Imports what a user names: a file, "-" for the standard input, or a bundled recording. Rejects as `importInput` does; the database is
 * created only for an input that can be read. Of a page, every recording in it.
 */
export async function* importReference(
  reference: string,
  context: AppContext,
  options: ImportReferenceOptions,
): AsyncGenerator<Imported, void, void> {
  const references = await recordingsNamed(reference, context);
  if (references.length > 1 && options.session !== undefined)
    throw new UsageError(`--session names one session, but "${reference}" holds ${references.length} recordings`, {
      hint: `name one of them, as "${references[1]}", or leave out --session`,
    });
  for (const each of references) {
    const input = await openInput(each, context);
    yield await withDatabase(context, options.db, (store) => importOpened(input, { ...options, store }));
  }
}

/**
 * Imports a recording, or what kubectl or the older kubespy wrote, compressed or not, as a session of the store. `name` is what messages call
 * the input. Rejects with `KubespyError` when it holds nothing that can be imported.
 */
export async function importInput(bytes: AsyncIterable<Uint8Array>, name: string, options: ImportOptions): Promise<Imported> {
  return await importOpened(await recognise(recordingIn(bytes, { name }), name, options.signal), options);
}

type OpenedInput = { readonly recording: Recording } | { readonly foreign: AsyncIterable<Uint8Array>; readonly name: string };

async function openInput(reference: string, context: AppContext): Promise<OpenedInput> {
  if (reference === "-") return await recognise(recordingIn(bytesOf(context), { name: "stdin" }), "stdin", context.interrupt);
  const bundled = isFileReference(reference, context) ? undefined : bundledRecording(context, reference);
  if (bundled === undefined) {
    // Where it cannot be read, opening it as a recording says why.
    const input = await recognised(recordingBytes(reference, context)).catch(() => undefined);
    if (input !== undefined) return await openPeeked(input, reference, context.interrupt);
  }
  return { recording: await openRecordingReference(bundled ?? reference, context) };
}

async function recognise(bytes: AsyncIterable<Uint8Array>, name: string, signal: AbortSignal | undefined): Promise<OpenedInput> {
  return await openPeeked(await recognised(bytes), name, signal);
}

async function openPeeked({ isForeign, bytes }: PeekedInput, name: string, signal: AbortSignal | undefined): Promise<OpenedInput> {
  return isForeign ? { foreign: bytes, name } : { recording: await openRecording(bytes, { name, ...(signal && { signal }) }) };
}

async function importOpened(input: OpenedInput, options: ImportOptions): Promise<Imported> {
  if ("foreign" in input) return await importForeign(input.foreign, input.name, options);
  try {
    return await importRecording(input.recording, options);
  } finally {
    await input.recording.close();
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
async function recognised(source: AsyncIterable<Uint8Array>): Promise<PeekedInput> {
  let text = "";
  const { all } = await peek(maybeGunzip(source), (seen) => {
    text = new Utf8Bytes().push(Buffer.concat(seen).subarray(0, 4096)).toString("utf8").trimStart();
    return text.length >= enoughCharacters;
  });
  return { isForeign: /^[[{]/.test(text) && !/^\{\s*"kubespy"\s*:/.test(text), bytes: all };
}
