import { examineSessions, type ShareExamination, type ShareSessionsOptions, shareSessions } from "../../app/share/share-sessions.js";
import { ExitCode } from "../../errors.js";
import type { SessionReader } from "../../model/session.js";
import { sharePreview } from "../../report/overview/share-preview.js";
import { sharePreviewJson } from "../../report/overview/share-preview-json.js";
import { shareWords } from "../../report/overview/share-text.js";
import { jsonLine } from "../../report/terminal/json-line.js";
import type { CommandContext } from "../common/context.js";
import { encryptionOf } from "../common/encryption-flags.js";
import { withIdentities } from "../common/identity-flags.js";
import { openWithWarnings, warn } from "../common/print-session.js";
import { assertCoherentShare, type ShareFlags } from "./share-flags.js";
import { noteUnmatchedRules, shareRulesOf } from "./share-rules.js";
import { assertShareOutput, writeOutput } from "./write-output.js";

/** Writes sessions without what others must not see. Resolves with the exit code. */
export async function runShare(references: readonly string[], flags: ShareFlags, given: CommandContext): Promise<number> {
  assertCoherentShare(references, flags);
  const context = withIdentities(flags, given);
  const isListing = flags.preview === true || flags.check === true;
  if (!isListing) await assertShareOutput(references.length, flags, context);
  const { level, rules } = await shareRulesOf(flags, context);
  const encrypt = await encryptionOf(flags, context);
  const opened: SessionReader[] = [];
  try {
    for (const reference of references) opened.push(await openWithWarnings(reference, flags.db, context));
    const options: ShareSessionsOptions = {
      ...(level === undefined ? {} : { level }),
      rules,
      version: context.version,
      signal: context.interrupt,
      onWarning: (text) => warn(text, context),
    };
    if (isListing) return await list(opened, options, flags, context);
    const shared = await shareSessions(opened, options);
    try {
      noteUnmatchedRules(rules, context);
      await writeOutput(shared, encrypt, { ...flags, ...(level === undefined ? {} : { level }) }, context);
    } finally {
      await shared.close();
    }
    return ExitCode.done;
  } catch (error) {
    if (context.interrupt.aborted) return ExitCode.interrupted;
    throw error;
  } finally {
    for (const session of opened) await session.close();
  }
}

async function list(
  sessions: readonly SessionReader[],
  options: ShareSessionsOptions,
  flags: ShareFlags,
  context: CommandContext,
): Promise<number> {
  const { check, exitCode, format } = flags;
  const { stdout, stderr } = context.streams;
  if (check) for (const session of sessions) stderr.write(`${claimOf(session)}\n`);
  const examined = await examineSessions(sessions, options);
  const { removals, pseudonyms, unlikePseudonyms } = examined;
  const columns = stdout.isTty ? { columns: stdout.columns() } : {};
  if (format === "json") stdout.write(`${jsonLine(sharePreviewJson(examined))}\n`);
  else stdout.write(sharePreview(removals, pseudonyms, { colour: stdout.colour, ...columns }));
  if (options.rules !== undefined) noteUnmatchedRules(options.rules, context);
  if (check && unlikePseudonyms.length > 0)
    stderr.write(
      `not all identities look like pseudonyms: ${unlikePseudonyms.map(({ what, values }) => `${what} ×${values}`).join(", ")}\n`,
    );
  for (const line of listedWords(examined, check === true)) stderr.write(`${line}\n`);
  return check && exitCode && removals.length + pseudonyms.length > 0 ? ExitCode.differs : ExitCode.done;
}

/** What a file says of itself, which anyone may have written. */
function claimOf({ summary: { header } }: SessionReader): string {
  return `${header.name}: ${header.shared === undefined ? "never shared, as far as it says" : shareWords(header.shared)}`;
}

function listedWords({ level, removals, pseudonyms }: ShareExamination, check: boolean): readonly string[] {
  const isNothing = removals.length + pseudonyms.length === 0;
  if (check)
    return isNothing
      ? [`found nothing that level ${level} removes; texts may still hold what no detector knows`]
      : [`it still holds what is listed, which level ${level} removes`];
  return [
    ...(isNothing && level !== "skeleton" ? [`level ${level} would remove nothing`] : []),
    ...(level === "skeleton" ? ["level skeleton also leaves out all free text, which is not listed"] : []),
    "nothing was written",
    ...(removals.length === 0 || level === "skeleton" ? [] : ["to keep a value, pass its place in quotes: --keep 'WHERE'"]),
  ];
}
