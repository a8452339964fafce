import { randomBytes } from "node:crypto";
import { compare, compareSessionGroups } from "../../app/compare.js";
import { openReported } from "../../app/page/open-reported.js";
import { assertPageFileName, namesZip } from "../../app/page/page-file-name.js";
import { recordingsNamed } from "../../app/page/recordings-named.js";
import { type ReportedSession, reportPage, reportToFile, zippedPage } from "../../app/page/report-to-file.js";
import { ExitCode, UsageError } from "../../errors.js";
import { comparisonJson, trendJson } from "../../report/comparison/comparison-json.js";
import { assertGroups, assertOneStdin } from "../common/compared-sessions.js";
import type { CommandContext } from "../common/context.js";
import { type CutFlags, cutOf } from "../common/cut-flags.js";
import type { IdentityFlags } from "../common/identity-flags.js";
import { sayPageWritten, warnBeforeSharing } from "../common/page-after.js";
import { warn } from "../common/print-session.js";

export interface ReportFlags extends CutFlags, IdentityFlags {
  readonly baseline?: readonly string[];
  readonly candidate?: readonly string[];
  readonly output?: string;
  readonly zip?: true;
  readonly force?: true;
  readonly db?: string;
}

/** Writes the page of a session, or of several that are compared. Resolves with the exit code. */
export async function runReport(references: readonly string[], flags: ReportFlags, context: CommandContext): Promise<number> {
  const { baseline = [], candidate = [] } = flags;
  const isGroups = baseline.length > 0 || candidate.length > 0;
  assertChoice(references, { baseline, candidate }, context);
  if (flags.output !== undefined && flags.output !== "-") assertPageFileName(flags.output, flags.zip);
  const named = isGroups ? [...baseline, ...candidate] : await expanded(references, context);
  const opened: ReportedSession[] = [];
  try {
    const options = { db: flags.db, cut: cutOf(flags), digestKey: randomBytes(32), onWarning: (text: string) => warn(text, context) };
    for (const reference of named)
      opened.push(
        await openReported(reference, context, options).catch((error: unknown) => {
          throw named.length > 1 ? errorOf(reference, error) : error;
        }),
      );
    const comparison = await comparisonOf(opened, isGroups ? baseline.length : undefined, context);
    await write(opened, comparison, flags, context);
    return ExitCode.done;
  } catch (error) {
    if (context.interrupt.aborted) return ExitCode.interrupted;
    throw error;
  } finally {
    for (const { session } of opened) await session.close();
  }
}

/** Where several are cut, it names the one that cannot be. */
function errorOf(reference: string, error: unknown): unknown {
  if (!(error instanceof UsageError)) return error;
  const { message, hint } = error;
  return new UsageError(`${reference}: ${message}`, { cause: error, ...(hint === undefined ? {} : { hint }) });
}

function assertChoice(
  references: readonly string[],
  groups: { readonly baseline: readonly string[]; readonly candidate: readonly string[] },
  context: CommandContext,
): void {
  const { programName } = context;
  if (groups.baseline.length === 0 && groups.candidate.length === 0) {
    assertOneStdin(references);
    if (references.length === 1 || references.length === 2) return;
    throw new UsageError(references.length === 0 ? "no session given" : `report takes one session or two, not ${references.length}`, {
      hint: `"${programName} report SESSION", "${programName} report A B", or several with several: --baseline A1 A2 --candidate B1 B2`,
    });
  }
  assertGroups(references, groups, "report", context);
}

/** A page of a comparison holds both its sessions. */
async function expanded(references: readonly string[], context: CommandContext): Promise<readonly string[]> {
  const [reference, second] = references;
  return reference === undefined || second !== undefined ? references : await recordingsNamed(reference, context);
}

async function comparisonOf(
  opened: readonly ReportedSession[],
  baselines: number | undefined,
  { interrupt: signal }: CommandContext,
): Promise<object | undefined> {
  const sessions = opened.map(({ session }) => session);
  if (baselines !== undefined)
    return trendJson(await compareSessionGroups(sessions.slice(0, baselines), sessions.slice(baselines), { signal }));
  const [a, b] = sessions;
  return a === undefined || b === undefined ? undefined : comparisonJson(await compare(a, b, { signal }));
}

async function write(
  sessions: readonly ReportedSession[],
  comparison: object | undefined,
  flags: ReportFlags,
  context: CommandContext,
): Promise<void> {
  const { streams } = context;
  const summaries = sessions.map(({ session }) => session.summary);
  const options = { comparison, onWarning: (text: string) => warn(text, context) };
  const names = summaries.map(({ header }) => header.name);
  const name = names.length > 2 ? `${names[0]}-and-${names.length - 1}-more` : names.join("-vs-");
  const file = flags.output ?? `${name}${flags.zip ? ".zip" : ".html"}`;
  if (file === "-") {
    const page = reportPage(sessions, context, options);
    for await (const piece of flags.zip ? zippedPage(page, name) : page) if (!streams.stdout.write(piece)) await streams.stdout.drained();
  } else {
    const zip = flags.zip === true || namesZip(file);
    const bytes = await reportToFile(sessions, file, context, { ...options, force: flags.force === true, zip });
    sayPageWritten({ file, bytes }, context);
  }
  warnBeforeSharing(summaries, context);
}
