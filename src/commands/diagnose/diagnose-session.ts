import { diagnose } from "../../diagnosis/engine/diagnosis.js";
import type { Finding } from "../../diagnosis/engine/finding.js";
import { ExitCode, UsageError } from "../../errors.js";
import { analyse, finalFindings } from "../../interpret/session-analysis.js";
import type { SessionReader } from "../../model/session.js";
import { inSession, parseMoment, sequenceAt } from "../../replay/moment.js";
import { findingsJson } from "../../report/findings/findings-json.js";
import { findingsText } from "../../report/findings/findings-text.js";
import { namesNamespaces } from "../../report/overview/session-look.js";
import { jsonLine } from "../../report/terminal/json-line.js";
import type { CommandContext } from "../common/context.js";
import { openSession } from "../common/open-session.js";
import { renderOptionsOf } from "../common/render-options.js";
import { viewSource } from "../common/view-source.js";
import type { DiagnoseFlags } from "./diagnose-flags.js";
import { recordToDiagnose } from "./diagnose-target.js";

/** Says what went wrong in a session, or in an object of the cluster, which is recorded first. Resolves with the exit code. */
export async function diagnoseSession(what: readonly string[], flags: DiagnoseFlags, context: CommandContext): Promise<number> {
  const isLive = (await viewSource(what, flags, context)) === "cluster";
  assertFlagsFit(flags, isLive, what);
  const reference = isLive ? await recordToDiagnose(what, flags, context) : what.join(" ");
  if (reference === undefined) return ExitCode.failed;
  const session = await openSession(reference, context, { db: flags.db });
  try {
    const findings = await findingsOf(session, flags, context);
    if (context.interrupt.aborted && !isLive) return ExitCode.interrupted;
    context.streams.stdout.write(shown(findings, session, reference, flags, context));
    await context.streams.stdout.drained();
    return isAsBad(findings, flags.failOn) ? ExitCode.differs : ExitCode.done;
  } finally {
    await session.close();
  }
}

const ofCluster = ["namespace", "until", "timeout", "for", "session", "kubeconfig", "context"] as const;

function assertFlagsFit(flags: DiagnoseFlags, isLive: boolean, what: readonly string[]): void {
  if (isLive && flags.at !== undefined)
    throw new UsageError("--at does nothing with an object of the cluster", {
      hint: "leave it out; it is for sessions and recording files",
    });
  if (flags.for !== undefined && (flags.until !== undefined || flags.timeout !== undefined))
    throw new UsageError(`--for and --${flags.until === undefined ? "timeout" : "until"} contradict each other`, {
      hint: "--for records for just this long; use --until with --timeout to end sooner",
    });
  const meaningless = isLive ? undefined : ofCluster.find((flag) => flags[flag] !== undefined);
  if (meaningless !== undefined)
    throw new UsageError(`--${meaningless} does nothing with the session "${what.join(" ")}"`, {
      hint: `leave --${meaningless} out; it is for objects of a cluster`,
    });
}

/** At `--at`, only what was known then. An interruption of a live recording ended that; what it holds is diagnosed all the same. */
async function findingsOf(session: SessionReader, { at }: DiagnoseFlags, { interrupt }: CommandContext): Promise<readonly Finding[]> {
  if (at === undefined)
    return finalFindings(await analyse(session, { findings: "final", ...(interrupt.aborted ? {} : { signal: interrupt }) }));
  const moment = parseMoment(at, "--at");
  const point = inSession(moment, session.summary.durationMs);
  const sequence = await sequenceAt(session, moment);
  return await diagnose(session, { at: sequence, signal: interrupt, ...(point.kind === "offset" ? { nowMs: point.offsetMs } : {}) });
}

function shown(
  findings: readonly Finding[],
  { summary }: SessionReader,
  reference: string,
  flags: DiagnoseFlags,
  context: CommandContext,
): string {
  if (flags.output === "json") return `${jsonLine(findingsJson(findings))}\n`;
  return findingsText(findings, {
    ...renderOptionsOf(context.streams.stdout),
    namespaces: namesNamespaces(summary),
    programName: context.programName,
    ...(reference === "-" ? {} : { reference }),
  });
}

function isAsBad(findings: readonly Finding[], failOn: DiagnoseFlags["failOn"]): boolean {
  if (failOn === undefined) return false;
  return findings.some(({ severity }) => severity === "critical" || (failOn === "warning" && severity === "warning"));
}
