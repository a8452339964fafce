import { statSync } from "node:fs";
import { resolve } from "node:path";
import { addAbortSignal, Readable } from "node:stream";
import { closest, Interrupted, KubespyError } from "../../errors.js";
import { openInput } from "../../io/input-file.js";
import { suggestedCommand } from "../../io/suggested-command.js";
import { codeOf } from "../../io/system-error.js";
import { listed } from "../../lifecycle/narration/words.js";
import type { SessionReader } from "../../model/session.js";
import { openRecording, type Recording } from "../../recording/node/open-recording.js";
import { parseSessionReference } from "../../store/session-reference.js";
import { NoSuchSession } from "../../store/session-store.js";
import type { AppContext } from "../app-context.js";
import { databasePath, openExistingDatabase } from "../open-store.js";
import { recordingIn } from "../page/recording-in.js";
import { bundledNames, bundledRecording } from "./bundled-recordings.js";

interface OpenSessionOptions {
  /** The database file. Default: by the environment. */
  readonly db?: string | undefined;
  /** What of a recording could not be read, one line each. */
  readonly onWarning?: (text: string) => void;
}

/**
 * Opens what a user calls a session, in this order: `-` is a recording on stdin; a file that exists, or what is written like one; a session
 * of the database by name, unique prefix or place (`@latest`, `@latest~1`); a bundled recording.
 *
 * Rejects with `KubespyError` when it is not found or cannot be read.
 */
export async function openSession(reference: string, context: AppContext, options: OpenSessionOptions = {}): Promise<SessionReader> {
  if (reference === "-" || isFileReference(reference, context)) {
    const recording = await openFileOrBundled(reference, context);
    for (const warning of recording.warnings) options.onWarning?.(warning);
    return recording;
  }
  const stored = await openStored(reference, context, options.db);
  if (!(stored instanceof NoSuchSession)) return stored;
  const bundled = bundledRecording(context, reference);
  if (bundled === undefined) throw await noSession(stored, reference, context, options.db);
  return openRecordingReference(bundled, context);
}

/** A file that is no readable recording does not hide the bundled recording of its name. */
async function openFileOrBundled(reference: string, context: AppContext): Promise<Recording> {
  const bundled = bundledRecording(context, reference);
  try {
    return await openRecordingReference(reference, context);
  } catch (error) {
    if (bundled === undefined || error instanceof Interrupted || !(error instanceof KubespyError)) throw error;
    context.onNotice?.(`the file "${reference}" was passed over for the bundled recording of this name: ${error.message}`);
    return await openRecordingReference(bundled, context);
  }
}

/** What reading a file needs. */
export type ReadingContext = Pick<AppContext, "cwd" | "interrupt" | "keys">;

/** The recording in this file, or on stdin for `-`. */
export async function openRecordingReference(reference: string, context: ReadingContext & Pick<AppContext, "streams">): Promise<Recording> {
  const signal = context.interrupt;
  if (reference === "-") return openRecording(recordingOnStdin(context), { name: "stdin", signal });
  let recording: Recording;
  try {
    recording = await openRecording(recordingBytes(reference, context), { name: reference, signal });
  } catch (error) {
    throw fileFailure(error, reference);
  }
  if (recording.summary.frames > 0 || recording.isCompleteWithoutFrames) return recording;
  await recording.close();
  throw new KubespyError(`the recording "${reference}" holds no frame that can be read`, {
    hint: "ask for the file again: it is empty, or cut short",
  });
}

/** The bytes of the recording in a file that a user names: of a page, the one that is chosen ("page.html#2"). */
export function recordingBytes(reference: string, context: ReadingContext): AsyncIterable<Uint8Array> {
  const { file, choice } = chosenIn(reference, context);
  return recordingIn(openReference(file, context), { name: file, choice, keys: context.keys });
}

/** The same of stdin. */
export function recordingOnStdin(context: Pick<AppContext, "streams" | "interrupt" | "keys">): AsyncIterable<Uint8Array> {
  return recordingIn(bytesOf(context), { name: "stdin", keys: context.keys });
}

/** "page.html#2" is the second recording in the page, unless there is a file of this name. */
export function chosenIn(
  reference: string,
  { cwd }: Pick<AppContext, "cwd">,
): { readonly file: string; readonly choice?: number | undefined } {
  const [, file, digits] = /^(.+\.(?:html?(?:\.gz)?|zip)(?:\.age)?)#(\d{1,4})$/i.exec(reference) ?? [];
  if (file === undefined || statSync(resolve(cwd, reference), { throwIfNoEntry: false }) !== undefined) return { file: reference };
  return { file, choice: Number(digits) };
}

/** A file that can be read again and again, as a pipe cannot. */
export function isRegularFile(reference: string, { cwd }: Pick<AppContext, "cwd">): boolean {
  try {
    return statSync(resolve(cwd, reference), { throwIfNoEntry: false })?.isFile() === true;
  } catch {
    // A loop of links: opening it says so.
    return false;
  }
}

/** The bytes of a file that a user names. */
export function openReference(reference: string, { cwd, interrupt }: Pick<AppContext, "cwd" | "interrupt">): AsyncIterable<Uint8Array> {
  const hint = 'to read what another program writes, use "-" and a pipe';
  return openInput(reference, { cwd, name: `"${reference}"`, hint, signal: interrupt });
}

/** What recordings and pages are named. */
export const recordingName = /\.((kubespy|ndjson)(\.gz)?(\.age)?|(html?(\.gz)?|zip)(\.age)?(#\d+)?)$/i;

/**
 * Written like a path, or the name of something that is there and is no directory: what is no file either is refused when it is opened. An unfinished or
 * misspelt `@latest` is never one, whatever is there.
 */
export function isFileReference(reference: string, context: Pick<AppContext, "cwd">): boolean {
  if (/[\\/]/.test(reference) || recordingName.test(reference)) return true;
  if (reference.startsWith("@")) return false;
  try {
    return statSync(resolve(context.cwd, reference), { throwIfNoEntry: false })?.isDirectory() === false;
  } catch (error) {
    // A name that is too long for a file is no file.
    return codeOf(error) === "ELOOP";
  }
}

function isDirectory(reference: string, { cwd }: Pick<AppContext, "cwd">): boolean {
  try {
    return statSync(resolve(cwd, reference), { throwIfNoEntry: false })?.isDirectory() === true;
  } catch {
    // What cannot be looked at is no file to be named.
    return false;
  }
}

/** The database is opened only where it exists: reading creates none. */
export async function openStored(reference: string, context: AppContext, db: string | undefined): Promise<SessionReader | NoSuchSession> {
  parseSessionReference(reference);
  const store = await openExistingDatabase(context, db);
  if (store === undefined) return new NoSuchSession(reference, databasePath(context, db), []);
  try {
    return await store.open(reference, { closeStore: true });
  } catch (error) {
    await store.close();
    if (error instanceof NoSuchSession) return error;
    throw error;
  }
}

async function noSession(cause: NoSuchSession, reference: string, context: AppContext, db: string | undefined): Promise<KubespyError> {
  if (reference.startsWith("@") && cause.names.length > 0) return cause;
  const bundled = await bundledNames(context);
  const begun = reference === "" ? [] : bundled.filter((name) => name.startsWith(reference));
  const near = begun.length === 1 ? begun[0] : closest(reference, [...cause.names, ...bundled]);
  const list = `run "${suggestedCommand(context.programName, ["ls"], { db })}" to see the sessions recorded there, "${context.programName} ls --bundled" for the bundled recordings`;
  if (isDirectory(reference, context))
    return new KubespyError(`${cause.message}, and "${reference}" is a directory`, { hint: `name a file in it, or ${list}`, cause });
  const guess = near !== undefined ? `did you mean "${near}"? ` : begun.length > 1 ? `${listed(begun, 5)} are bundled; ` : "";
  return new KubespyError(cause.message, { hint: `${guess}${list}`, cause });
}

/** What is on stdin. An interrupt ends the waiting for more. */
export async function* bytesOf({ streams: { stdin }, interrupt }: Pick<AppContext, "streams" | "interrupt">): AsyncIterable<Uint8Array> {
  if (stdin instanceof Readable) addAbortSignal(interrupt, stdin);
  try {
    for await (const chunk of stdin) yield typeof chunk === "string" ? Buffer.from(chunk) : chunk;
  } catch (error) {
    throw interrupt.aborted ? new Interrupted("stopped before all of stdin was read", { cause: error }) : error;
  }
}

/** The error for a file that cannot be read, where the system refused it; any other as it is. */
export function fileFailure(error: unknown, reference: string): unknown {
  if (!(error instanceof Error && "code" in error)) return error;
  switch (error.code) {
    case "ENOENT":
      return new KubespyError(`no file "${reference}"`, { hint: "check its path and its name", cause: error });
    case "EACCES":
    case "EPERM":
      return new KubespyError(`no permission to read "${reference}"`, { hint: "check its owner and mode", cause: error });
    default:
      // Only the system's errors have a number.
      if (!("errno" in error)) return error;
      return new KubespyError(`cannot read "${reference}" (${codeOf(error)})`, { hint: "check the path", cause: error });
  }
}
