import { statSync } from "node:fs";
import { resolve } from "node:path";
import { ExitCode } from "../../errors.js";
import { analyse } from "../../interpret/session-analysis.js";
import type { SessionReader } from "../../model/session.js";
import { overviewJson } from "../../report/overview/overview-json.js";
import { overviewText, type ShownSession } from "../../report/overview/overview-text.js";
import { jsonLine } from "../../report/terminal/json-line.js";
import { bundledRecording } from "../common/bundled-recordings.js";
import type { CommandContext } from "../common/context.js";
import { isFileReference, openSession } from "../common/open-session.js";
import { renderOptionsOf } from "../common/render-options.js";

export interface ShowFlags {
  readonly output: "text" | "json";
  readonly db?: string;
}

/** Reads a session once and prints the sum of it. */
export async function showSession(reference: string, flags: ShowFlags, context: CommandContext): Promise<number> {
  const { stdout } = context.streams;
  const session = await openSession(reference, context, { db: flags.db });
  try {
    const analysis = await analyse(session, { signal: context.interrupt, findings: "none" });
    if (context.interrupt.aborted) return ExitCode.interrupted;
    const storedBytes = await sizeOf(session, reference, context);
    const shown: ShownSession = {
      summary: session.summary,
      analysis,
      markers: await session.markers(),
      ...(storedBytes === undefined ? {} : { storedBytes }),
    };
    stdout.write(flags.output === "json" ? `${jsonLine(overviewJson(shown))}\n` : overviewText(shown, renderOptionsOf(stdout)));
    return ExitCode.done;
  } finally {
    await session.close();
  }
}

/** Of a session of the store, its frames there; of a recording, its file. */
async function sizeOf(session: SessionReader, reference: string, context: CommandContext): Promise<number | undefined> {
  const storedBytes = await session.storedBytes();
  if (storedBytes !== undefined) return storedBytes;
  if (reference === "-") return undefined;
  const file = isFileReference(reference, context) ? resolve(context.cwd, reference) : bundledRecording(context, reference);
  return file === undefined ? undefined : statSync(file, { throwIfNoEntry: false })?.size;
}
