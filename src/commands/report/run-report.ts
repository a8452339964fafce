import { reportToFile } from "../../app/page/report-to-file.js";
import { ExitCode } from "../../errors.js";
import { formatBytes } from "../../io/bytes.js";
import { confidentialContent } from "../../report/overview/clear-content.js";
import type { CommandContext } from "../common/context.js";
import { openWithWarnings, warnOfClearSecrets } from "../common/print-session.js";

export interface ReportFlags {
  readonly output?: string;
  readonly force?: true;
  readonly db?: string;
}

/** Writes the page of a session. Resolves with the exit code. */
export async function runReport(reference: string, flags: ReportFlags, context: CommandContext): Promise<number> {
  const session = await openWithWarnings(reference, flags.db, context);
  try {
    const file = flags.output ?? `${session.summary.header.name}.html`;
    const bytes = await reportToFile(session, file, context, { force: flags.force === true });
    context.streams.stderr.write(`wrote ${file} (${formatBytes(bytes)}): open it in a browser\n`);
    warnOfClearSecrets([session.summary], context);
    context.streams.stderr.write(`before you share it: ${confidentialContent(session.summary)}\n`);
    return ExitCode.done;
  } catch (error) {
    if (context.interrupt.aborted) return ExitCode.interrupted;
    throw error;
  } finally {
    await session.close();
  }
}
