import { createReadStream, statSync } from "node:fs";
import { resolve } from "node:path";
import { closest, KubespyError } from "../../errors.js";
import { printable } from "../../io/printable.js";
import type { SessionReader } from "../../model/session.js";
import { openRecording, type Recording } from "../../recording/node/open-recording.js";
import { NoSuchSession } from "../../store/session-store.js";
import { bundledNames, bundledRecording } from "./bundled-recordings.js";
import type { CommandContext } from "./context.js";
import { databasePath, openExistingStore } from "./open-store.js";

export interface OpenSessionOptions {
  readonly db?: string | undefined;
}

/**
 * Opens what a user calls a session, in this order: `-` is a recording on stdin; a file that exists, or what is written like one; a session
 * of the store by name, unique prefix or `@latest`; a bundled recording. What could not be read of a recording is said on stderr.
 *
 * Rejects with `KubespyError` when there is no such thing, or it cannot be read.
 */
export async function openSession(reference: string, context: CommandContext, options: OpenSessionOptions = {}): Promise<SessionReader> {
  if (reference === "-" || isFileReference(reference, context)) {
    const recording = await openRecordingFile(reference, context);
    warn(recording, context);
    return recording;
  }
  const stored = await openStored(reference, context, options.db);
  if (!(stored instanceof NoSuchSession)) return stored;
  const bundled = bundledRecording(context, reference);
  if (bundled === undefined) throw await noSession(stored, reference, context);
  return openRecordingFile(bundled, context);
}

/** The recording in this file, or on stdin for `-`. */
export async function openRecordingFile(reference: string, context: CommandContext): Promise<Recording> {
  if (reference === "-") return openRecording(bytesOf(context.streams.stdin), { name: "stdin" });
  const path = resolve(context.cwd, reference);
  try {
    return await openRecording(createReadStream(path, { highWaterMark: 256 * 1024 }), { name: reference });
  } catch (error) {
    throw fileFailure(error, reference);
  }
}

/** What of a recording could not be read, one line each. */
export function warn(recording: Recording, context: CommandContext): void {
  for (const warning of recording.warnings) context.streams.stderr.write(`kubespy: warning: ${printable(warning)}\n`);
}

/** Written like a path, or the name of a file that is there. */
export function isFileReference(reference: string, context: CommandContext): boolean {
  if (/[\\/]/.test(reference) || /\.(kubespy|ndjson)(\.gz)?$/.test(reference)) return true;
  return statSync(resolve(context.cwd, reference), { throwIfNoEntry: false })?.isFile() ?? false;
}

/** The store is opened only where it exists: reading makes no database. */
async function openStored(reference: string, context: CommandContext, db: string | undefined): Promise<SessionReader | NoSuchSession> {
  const store = await openExistingStore(context, db);
  if (store === undefined) return new NoSuchSession(reference, databasePath(context, db), []);
  try {
    return await store.open(reference, { closeStore: true });
  } catch (error) {
    await store.close();
    if (error instanceof NoSuchSession) return error;
    throw error;
  }
}

async function noSession(cause: NoSuchSession, reference: string, context: CommandContext): Promise<KubespyError> {
  const close = closest(reference, [...cause.names, ...(await bundledNames(context))]);
  const list = `run "${context.programName} ls" to see the sessions recorded there, "${context.programName} ls --bundled" for those that come with it`;
  return new KubespyError(cause.message, { hint: close === undefined ? list : `did you mean "${close}"? ${list}`, cause });
}

async function* bytesOf(stream: NodeJS.ReadableStream): AsyncIterable<Uint8Array> {
  for await (const chunk of stream) yield typeof chunk === "string" ? Buffer.from(chunk) : chunk;
}

function fileFailure(error: unknown, reference: string): unknown {
  if (!(error instanceof Error && "code" in error)) return error;
  switch (error.code) {
    case "ENOENT":
      return new KubespyError(`no file "${reference}"`, { cause: error });
    case "EISDIR":
      return new KubespyError(`"${reference}" is a folder, not a recording`, { cause: error });
    case "EACCES":
    case "EPERM":
      return new KubespyError(`"${reference}" may not be read`, { hint: "look at its owner and mode", cause: error });
    default:
      return error;
  }
}
