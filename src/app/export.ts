import { randomBytes } from "node:crypto";
import { encodeRecording } from "../recording/write/encode-recording.js";
import { encodeWatch } from "../recording/write/encode-watch.js";
import { gzip } from "../recording/write/gzip.js";
import { type SharedSession, sessionToShare } from "../sharing/session-to-share.js";
import { writeFile } from "./write-file.js";

/** `recording`: the portable file. `watch`: one line of JSON for each frame, with the whole object. */
export type ExportForm = "recording" | "watch";

export interface ExportOptions {
  /** For tests: the key that this export's digests of Secret values depend on, beside that of the store. Default: 32 random bytes. */
  readonly digestKey?: Uint8Array;
  /** What could not be exported, one line each. */
  readonly onWarning?: (text: string) => void;
}

/** A session, or a part of one (`partOf`), in a form, not compressed. Its digests of Secret values are this export's own: they occur in no other file, and not in the store. */
export function exportSession(
  session: SharedSession,
  form: ExportForm = "recording",
  { digestKey = randomBytes(32), onWarning }: ExportOptions = {},
): AsyncIterable<Uint8Array> {
  const shared = sessionToShare(session, digestKey);
  return form === "watch" ? encodeWatch(shared) : encodeRecording(shared, { onWarning });
}

/** `exportSession(session, "recording")`. */
export function exportAsRecording(session: SharedSession): AsyncIterable<Uint8Array> {
  return exportSession(session);
}

/** `exportSession(session, "watch")`. */
export function exportAsWatch(session: SharedSession): AsyncIterable<Uint8Array> {
  return exportSession(session, "watch");
}

export interface ExportFileOptions extends ExportOptions {
  /** Default: a recording. */
  readonly form?: ExportForm;
  /** A relative path starts here. Default: the working directory. */
  readonly cwd?: string;
  /** Replace an existing file. Default: reject. */
  readonly force?: boolean;
  readonly signal?: AbortSignal;
}

/** Writes a session to a file, the whole file or none; compressed when its name ends in ".gz". Resolves with its size in bytes. */
export async function exportToFile(session: SharedSession, file: string, options: ExportFileOptions = {}): Promise<number> {
  return await exportedToFile(exportSession(session, options.form, options), file, options);
}

/** Writes what was exported to a file, the whole file or none; compressed when its name ends in ".gz". Resolves with its size in bytes. */
export async function exportedToFile(bytes: AsyncIterable<Uint8Array>, file: string, options: ExportFileOptions = {}): Promise<number> {
  return await writeFile(file.endsWith(".gz") ? gzip(bytes) : bytes, file, options);
}
