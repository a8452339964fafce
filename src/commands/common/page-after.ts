import { lstat } from "node:fs/promises";
import { resolve } from "node:path";
import { openReported } from "../../app/page/open-reported.js";
import { type ReportedSession, reportToFile } from "../../app/page/report-to-file.js";
import { errorMessage, KubespyError, UsageError } from "../../errors.js";
import { formatBytes } from "../../io/bytes.js";
import type { SessionSummary } from "../../model/session.js";
import { confidentialContent } from "../../report/overview/clear-content.js";
import type { CommandContext } from "./context.js";
import { warn, warnOfClearSecrets } from "./print-session.js";

/** Before the work begins: nobody wants to learn after an hour that the page cannot be written. Rejects with `UsageError`. */
export async function assertNoPage(file: string | undefined, { cwd }: CommandContext): Promise<void> {
  if (file === undefined || (await lstat(resolve(cwd, file)).catch(() => undefined)) === undefined) return;
  throw new UsageError(`--report "${file}" already exists`, { hint: "name another file, or remove that one" });
}

/** Opens sessions for a page and for what is printed, one that is named twice once, and closes them. */
export async function withReported<T>(
  references: readonly string[],
  db: string | undefined,
  context: CommandContext,
  use: (sessions: readonly ReportedSession[]) => Promise<T>,
): Promise<T> {
  const opened = new Map<string, ReportedSession>();
  try {
    for (const reference of new Set(references))
      opened.set(reference, await openReported(reference, context, { db, onWarning: (text) => warn(text, context) }));
    return await use(references.flatMap((reference) => opened.get(reference) ?? []));
  } finally {
    for (const { session } of opened.values()) await session.close();
  }
}

/** Writes the page of sessions, or of a comparison of them (`comparisonJson`, `trendJson`), after what the command prints. */
export async function writePageAfter(
  sessions: readonly ReportedSession[],
  file: string,
  context: CommandContext,
  comparison?: object,
): Promise<void> {
  await context.streams.stdout.drained();
  const options = { comparison, onWarning: (text: string) => warn(text, context) };
  sayPageWritten({ file, bytes: await reportToFile(sessions, file, context, options) }, context);
  warnBeforeSharing(
    sessions.map(({ session }) => session.summary),
    context,
  );
}

/**
 * The page of the session that was just recorded, also where Ctrl-C ended that: a second one stops the writing of the page. Undefined: no session was
 * kept. The session stays whatever happens, and an error says how to write the page.
 */
export async function writePageOfRecorded(
  session: string | undefined,
  { report: file, db }: { readonly report?: string; readonly db?: string },
  context: CommandContext,
): Promise<void> {
  if (file === undefined) return;
  if (session === undefined) return warn(`${file} was not written: nothing was recorded`, context);
  const interrupt = context.interrupt.aborted ? (context.secondInterrupt?.() ?? new AbortController().signal) : context.interrupt;
  try {
    await withReported([session], db, context, (sessions) => writePageAfter(sessions, file, { ...context, interrupt }));
  } catch (cause) {
    const name = `${context.programName} report ${session} -o ${file}${db === undefined ? "" : ` --db ${db}`}`;
    const why = interrupt.aborted ? "interrupted" : errorMessage(cause);
    throw new KubespyError(`${file} was not written: ${why}`, { hint: `the session is kept: "${name}" writes the page`, cause });
  }
}

interface WrittenPage {
  readonly file: string;
  readonly bytes: number;
  readonly isZip?: boolean;
}

export function sayPageWritten({ file, bytes, isZip = false }: WrittenPage, { streams: { stderr } }: CommandContext): void {
  stderr.write(`wrote ${file} (${formatBytes(bytes)}): ${isZip ? "unpack it, and open the page" : "open it"} in a browser\n`);
}

/** What of these sessions may be confidential, each once. */
export function warnBeforeSharing(summaries: readonly SessionSummary[], context: CommandContext): void {
  warnOfClearSecrets(summaries, context);
  for (const confidential of new Set(summaries.map(confidentialContent)))
    context.streams.stderr.write(`before you share it: ${confidential}\n`);
}
