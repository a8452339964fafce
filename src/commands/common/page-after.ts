import { randomBytes } from "node:crypto";
import { access, constants, lstat } from "node:fs/promises";
import { dirname } from "node:path";
import { assertPageFileName, namesZip } from "../../app/page/page-file-name.js";
import type { ReportedSession } from "../../app/page/report-to-file.js";
import { errorMessage, KubespyError, UsageError } from "../../errors.js";
import { formatBytes } from "../../io/bytes.js";
import { filePath } from "../../io/file-path.js";
import { suggestedCommand } from "../../io/suggested-command.js";
import { codeOf } from "../../io/system-error.js";
import type { SessionSummary } from "../../model/session.js";
import { confidentialContent, nextStepBeforeSharing } from "../../report/overview/clear-content.js";
import type { CommandContext } from "./context.js";
import { warn, warnOfClearSecrets } from "./print-session.js";

interface PageFlags {
  /** The file of the page. Default: none is written. */
  readonly report?: string | undefined;
  readonly db?: string | undefined;
}

/** Before the work begins: nobody wants to learn after an hour that the page cannot be written. Rejects with `UsageError`. */
export async function assertPageCanBeWritten(file: string | undefined, { cwd }: CommandContext): Promise<void> {
  if (file === undefined) return;
  if (file === "-") throw new UsageError("--report writes a file, not stdout", { hint: 'name it: "--report page.html"' });
  assertPageFileName(file);
  const path = filePath(cwd, file, "write");
  if ((await lstat(path).catch(() => undefined)) !== undefined)
    throw new UsageError(`--report "${file}" already exists`, { hint: "name another file, or remove that one" });
  await access(dirname(path), constants.W_OK).catch((cause: unknown) => {
    const why = codeOf(cause) === "ENOENT" ? "its directory does not exist" : "its directory cannot be written to";
    throw new UsageError(`cannot write --report "${file}": ${why}`, { hint: "make the directory, or name another file", cause });
  });
}

/** Opens sessions for what is printed and for a page, if one is wanted; one that is named twice once. Closes them. */
export async function withReported<T>(
  references: readonly string[],
  { report, db }: PageFlags,
  context: CommandContext,
  use: (sessions: readonly ReportedSession[]) => Promise<T>,
): Promise<T> {
  const options = {
    db,
    digestKey: report === undefined ? undefined : randomBytes(32),
    onWarning: (text: string) => warn(text, context),
  };
  const { openReported } = await import("../../app/page/open-reported.js");
  const opened = new Map<string, ReportedSession>();
  try {
    for (const reference of new Set(references)) opened.set(reference, await openReported(reference, context, options));
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
  const { reportToFile } = await import("../../app/page/report-to-file.js");
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
export async function writePageOfRecorded(session: string | undefined, flags: PageFlags, context: CommandContext): Promise<void> {
  const { report: file, db } = flags;
  if (file === undefined) return;
  if (session === undefined) return warn(`${file} was not written: nothing was recorded`, context);
  const interrupt = context.interrupt.aborted ? (context.secondInterrupt?.() ?? new AbortController().signal) : context.interrupt;
  try {
    await withReported([session], flags, context, (sessions) => writePageAfter(sessions, file, { ...context, interrupt }));
  } catch (cause) {
    const name = suggestedCommand(context.programName, ["report", session, "-o", file], { db });
    const why = interrupt.aborted ? "interrupted" : errorMessage(cause);
    throw new KubespyError(`${file} was not written: ${why}`, { hint: `the session is kept: "${name}" writes the page`, cause });
  }
}

interface WrittenPage {
  readonly file: string;
  readonly bytes: number;
}

export function sayPageWritten({ file, bytes }: WrittenPage, { streams: { stderr } }: CommandContext): void {
  stderr.write(`wrote ${file} (${formatBytes(bytes)}): ${namesZip(file) ? "unpack it, and open the page" : "open it"} in a browser\n`);
}

/** What of these sessions may be confidential, and what to do about it, each once. */
export function warnBeforeSharing(summaries: readonly SessionSummary[], context: CommandContext): void {
  warnOfClearSecrets(summaries, context);
  const contents = summaries.map((summary) => `before you share it: ${confidentialContent(summary)}`);
  const steps = summaries.map((summary) => nextStepBeforeSharing(summary, context.programName));
  for (const line of new Set([...contents, ...steps])) context.streams.stderr.write(`${line}\n`);
}
