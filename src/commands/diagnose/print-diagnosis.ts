import { diagnoseWithCoverage } from "../../app/diagnose.js";
import type { TargetDiagnosis } from "../../app/diagnose-target.js";
import { withDatabase } from "../../app/open-store.js";
import type { SessionFindings } from "../../diagnosis/engine/diagnose.js";
import type { Finding } from "../../diagnosis/engine/finding.js";
import { ExitCode, KubespyError, UsageError } from "../../errors.js";
import { suggestedCommand } from "../../io/suggested-command.js";
import type { SessionSummary } from "../../model/session.js";
import { omissionsOf } from "../../report/findings/coverage-lines.js";
import { findingsJson } from "../../report/findings/findings-json.js";
import { findingsText } from "../../report/findings/findings-text.js";
import { namesNamespaces } from "../../report/overview/session-display.js";
import { jsonLine } from "../../report/terminal/json-line.js";
import type { CommandContext } from "../common/context.js";
import { assertPageCanBeWritten, withReported, writePageAfter, writePageOfRecorded } from "../common/page-after.js";
import { renderOptionsOf } from "../common/render-options.js";
import { assertOneScope } from "../common/scope-flags.js";
import { momentsByFlag } from "../common/time-flag.js";
import { viewSource, wrongSource } from "../common/view-flags.js";
import type { DiagnoseFlags } from "./diagnose-flags.js";

/** Prints the findings of a session, or of an object of the cluster, which is recorded first. Resolves with the exit code. */
export async function printDiagnosis(what: readonly string[], flags: DiagnoseFlags, context: CommandContext): Promise<number> {
  const source = await viewSource(what, flags, context);
  assertFlagsFit(flags, source === "cluster", what);
  await assertPageCanBeWritten(flags.report, context);
  return source === "cluster"
    ? await printTargetDiagnosis(what, flags, context)
    : await printSessionDiagnosis(what.join(" "), flags, context);
}

async function printSessionDiagnosis(reference: string, flags: DiagnoseFlags, context: CommandContext): Promise<number> {
  return await withReported([reference], flags, context, async (sessions) => {
    const [reported] = sessions;
    if (reported === undefined) return ExitCode.failed;
    const { session } = reported;
    const diagnosis = await diagnoseWithCoverage(session, { at: flags.at, time: flags.time, signal: context.interrupt });
    if (context.interrupt.aborted) return ExitCode.interrupted;
    const code = await print({ ...diagnosis, summary: session.summary, reference }, flags, context);
    if (flags.report !== undefined) await writePageAfter(sessions, flags.report, context);
    return code;
  });
}

/** An interruption ends the recording; what it holds is diagnosed all the same. */
async function printTargetDiagnosis(targets: readonly string[], flags: DiagnoseFlags, context: CommandContext): Promise<number> {
  const { diagnoseTarget } = await import("../../app/diagnose-target.js");
  const { keptSession, recordOnScreen } = await import("../record/record-session.js");
  let diagnosis: TargetDiagnosis | undefined;
  await withDatabase(context, flags.db, (store) =>
    recordOnScreen({ flags: { ...flags, quiet: true }, context }, async (options) => {
      diagnosis = await diagnoseTarget(targets, { ...options, store });
      return diagnosis.recorded;
    }),
  );
  if (diagnosis === undefined) return ExitCode.failed;
  const { summary, recorded, unmet } = diagnosis;
  // "No findings." alone would read as if all were well; of several targets it is said for those that were seen.
  const { targets: asked, unseen } = recorded;
  const isSilent = unmet !== undefined && (unseen.length === 0 || unseen.length >= asked);
  const code = await print({ ...diagnosis, summary, isSilent, reference: recorded.session }, flags, context);
  await writePageOfRecorded(keptSession(recorded), flags, context);
  if (unmet === undefined) return code;
  if (context.interrupt.aborted) return ExitCode.interrupted;
  throw new KubespyError(unmet, {
    hint:
      summary === undefined
        ? "check its name and namespace; nothing was recorded"
        : `"${suggestedCommand(context.programName, ["replay", recorded.session], { db: flags.db })}" shows what was recorded`,
  });
}

const ofCluster = [
  "namespace",
  "allNamespaces",
  "selector",
  "fieldSelector",
  "until",
  "timeout",
  "for",
  "session",
  "kubeconfig",
  "context",
] as const;

function assertFlagsFit(flags: DiagnoseFlags, isLive: boolean, what: readonly string[]): void {
  const unfit = isLive ? (["at", "identity"] as const).find((flag) => flags[flag] !== undefined) : undefined;
  if (unfit !== undefined) throw wrongSource(unfit, "cluster", what);
  if (flags.for !== undefined && (flags.until !== undefined || flags.timeout !== undefined))
    throw new UsageError(`--for and --${flags.until === undefined ? "timeout" : "until"} cannot be combined`, {
      hint: "--for records for exactly this long; use --until with --timeout to end sooner",
    });
  const meaningless = isLive ? undefined : ofCluster.find((flag) => flags[flag] !== undefined);
  if (meaningless !== undefined) throw wrongSource(meaningless, "session", what);
  assertOneScope(flags);
}

interface Diagnosis extends SessionFindings {
  /** Absent when no session was kept. */
  readonly summary?: SessionSummary | undefined;
  readonly reference: string;
  /** See `TargetDiagnosis.unmet`. */
  readonly unmet?: string | undefined;
  /** Whether no findings are not worth a word. Default: false. */
  readonly isSilent?: boolean;
}

/** Resolves with the exit code. */
async function print(diagnosis: Diagnosis, flags: DiagnoseFlags, context: CommandContext): Promise<number> {
  context.streams.stdout.write(shown(diagnosis, flags, context));
  await context.streams.stdout.drained();
  return isAsBad(diagnosis.findings, flags.failOn) ? ExitCode.differs : ExitCode.done;
}

function shown(
  { findings, coverage, summary, reference, unmet, isSilent = false }: Diagnosis,
  flags: DiagnoseFlags,
  context: CommandContext,
): string {
  const omissions = summary === undefined ? [] : omissionsOf(summary, coverage);
  const { part, shared } = summary?.header ?? {};
  if (flags.output === "json") return `${jsonLine(findingsJson({ findings, coverage, omissions, unmet, part, shared }))}\n`;
  if (findings.length === 0 && isSilent) return "";
  return findingsText(findings, {
    ...renderOptionsOf(context.streams.stdout),
    namespaces: summary !== undefined && namesNamespaces(summary),
    programName: context.programName,
    coverage,
    omissions,
    part,
    shared,
    ...(summary === undefined ? {} : { moments: momentsByFlag(summary, flags, context) }),
    ...(reference === "-" ? {} : { reference }),
    flags: { db: flags.db, identity: flags.identity, kubeconfig: flags.kubeconfig, context: flags.context },
  });
}

function isAsBad(findings: readonly Finding[], failOn: DiagnoseFlags["failOn"]): boolean {
  if (failOn === undefined) return false;
  return findings.some(({ severity }) => severity === "critical" || (failOn === "warning" && severity === "warning"));
}
