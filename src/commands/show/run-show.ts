import { statSync } from "node:fs";
import { resolve } from "node:path";
import { bundledRecording } from "../../app/sessions/bundled-recordings.js";
import { isFileReference } from "../../app/sessions/open-session.js";
import { type SessionDetails, showSession } from "../../app/sessions/show-session.js";
import { ExitCode } from "../../errors.js";
import { overviewJson } from "../../report/overview/overview-json.js";
import { overviewText } from "../../report/overview/overview-text.js";
import { jsonLine } from "../../report/terminal/json-line.js";
import type { CommandContext } from "../common/context.js";
import type { IdentityFlags } from "../common/identity-flags.js";
import { openWithWarnings, warnOfClearSecrets } from "../common/print-session.js";
import { renderOptionsOf } from "../common/render-options.js";
import { momentsByFlag, type TimeFlag } from "../common/time-flag.js";

export interface ShowFlags extends IdentityFlags, TimeFlag {
  readonly output: "text" | "json";
  readonly db?: string;
}

/** Reads a session once and prints its summary. */
export async function runShow(reference: string, flags: ShowFlags, context: CommandContext): Promise<number> {
  const { stdout } = context.streams;
  const session = await openWithWarnings(reference, flags.db, context);
  warnOfClearSecrets([session.summary], context);
  try {
    const details = await showSession(session, context.interrupt);
    if (context.interrupt.aborted) return ExitCode.interrupted;
    const shown = withFileSize(details, reference, context);
    const text = () => overviewText(shown, { ...renderOptionsOf(stdout), moments: momentsByFlag(session.summary, flags, context) });
    stdout.write(flags.output === "json" ? `${jsonLine(overviewJson(shown))}\n` : text());
    return ExitCode.done;
  } finally {
    await session.close();
  }
}

/** Of a recording, the size of its file. */
function withFileSize(details: SessionDetails, reference: string, context: CommandContext): SessionDetails {
  if (details.storedBytes !== undefined || reference === "-") return details;
  const file = isFileReference(reference, context) ? resolve(context.cwd, reference) : bundledRecording(context, reference);
  const storedBytes = file === undefined ? undefined : statSync(file, { throwIfNoEntry: false })?.size;
  return storedBytes === undefined ? details : { ...details, storedBytes };
}
