import { randomBytes } from "node:crypto";
import { systemClock } from "../../io/clock.js";
import type { SessionReader } from "../../model/session.js";
import { packageRoot } from "../package-root.js";
import { sharedCopy } from "../shared-copy.js";
import { type ReportFileOptions, reportToFile } from "./report-to-file.js";

export interface ReportSessionOptions extends Pick<ReportFileOptions, "force" | "zip" | "onWarning"> {
  /** A relative path starts here. Default: the working directory. */
  readonly cwd?: string;
  readonly signal?: AbortSignal;
  /** The version of the program, which the page names as its writer. Default: "library". */
  readonly version?: string;
}

/**
 * Writes the page of a session: one HTML file that any browser opens, with what `exportToFile` writes of the session in it; the whole file or none.
 * Resolves with its size in bytes. Rejects with `UsageError` where the file exists, with `KubespyError` where it cannot be written.
 */
export async function reportSession(session: SessionReader, file: string, options: ReportSessionOptions = {}): Promise<number> {
  const { cwd = process.cwd(), signal: interrupt = new AbortController().signal, version = "library", ...rest } = options;
  const copy = await sharedCopy(session, { digestKey: randomBytes(32), signal: interrupt });
  try {
    return await reportToFile([{ session: copy }], file, { cwd, interrupt, version, clock: systemClock, packageRoot: packageRoot() }, rest);
  } finally {
    if (copy !== session) await copy.close();
  }
}
