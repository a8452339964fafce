import type { SessionReader } from "../model/session.js";
import { encodeRecording } from "../recording/write/encode-recording.js";
import { encodeWatch } from "../recording/write/encode-watch.js";
import { gzip } from "../recording/write/gzip.js";
import { writeFile } from "./write-file.js";

/** `recording`: the portable file. `watch`: one line of JSON for each frame, with the whole object. */
export type ExportForm = "recording" | "watch";

/** A session in a form, not compressed. `onWarning`: what could not be exported, one line each. */
export function exportSession(
  session: SessionReader,
  form: ExportForm = "recording",
  onWarning?: (text: string) => void,
): AsyncIterable<Uint8Array> {
  return form === "watch" ? encodeWatch(session) : encodeRecording(session, { onWarning });
}

export interface ExportFileOptions {
  /** Default: a recording. */
  readonly form?: ExportForm;
  /** A relative path starts here. Default: the working directory. */
  readonly cwd?: string;
  /** Replace an existing file. Default: reject. */
  readonly force?: boolean;
  readonly signal?: AbortSignal;
  /** What could not be exported, one line each. */
  readonly onWarning?: (text: string) => void;
}

/** Writes a session to a file, the whole file or none; compressed when its name ends in ".gz". Resolves with its size in bytes. */
export async function exportToFile(session: SessionReader, file: string, options: ExportFileOptions = {}): Promise<number> {
  const bytes = exportSession(session, options.form, options.onWarning);
  return await writeFile(file.endsWith(".gz") ? gzip(bytes) : bytes, file, options);
}
