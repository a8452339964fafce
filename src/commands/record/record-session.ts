import { existsSync } from "node:fs";
import { databasePath, withDatabase } from "../../app/open-store.js";
import { closingFindings } from "../../app/record/closing-findings.js";
import { type RecordingScope, recordedScope } from "../../app/record/connect-and-list.js";
import { keepAnalysis } from "../../app/record/keep-analysis.js";
import { StoreLost } from "../../app/record/store-lost.js";
import { type CommandResult, type Recorded, type RecordOptions, record, type StartedRecording } from "../../app/record.js";
import { clusterTargets, watch } from "../../app/watch.js";
import type { Finding } from "../../diagnosis/engine/finding.js";
import { ExitCode, KubespyError } from "../../errors.js";
import { type MomentFormat, momentFormat } from "../../io/moment-format.js";
import { suggestedCommand } from "../../io/suggested-command.js";
import type { SessionEnd } from "../../model/session.js";
import { targetWords } from "../../model/target.js";
import { namesNamespaces } from "../../report/overview/session-display.js";
import type { CommandContext } from "../common/context.js";
import { assertPageCanBeWritten, writePageOfRecorded } from "../common/page-after.js";
import { runCommand } from "../common/run-command.js";
import type { TimeFlag } from "../common/time-flag.js";
import type { ViewSubject } from "../common/view-subject.js";
import { guardedScreen, type ScreenFailed, screenFailedOnce } from "./guarded-screen.js";
import type { LiveScreen } from "./live-screen.js";
import type { RecordFlags } from "./record-flags.js";
import { RecordScreen, watchedWords } from "./record-screen.js";

interface RecordRequest {
  readonly flags: RecordFlags;
  readonly context: CommandContext;
  /** The command after `--`; empty when there is none. */
  readonly command?: readonly string[];
  /** Default: a line for each change. */
  readonly makeScreen?: (started: StartedRecording, failed: ScreenFailed) => LiveScreen;
}

/** Records a session until it ends, with a screen. Resolves with the exit code. */
export async function recordSession(targets: readonly string[], request: RecordRequest): Promise<number> {
  const { flags, context } = request;
  // Before any request to the cluster: a session that cannot be stored is not worth one.
  await assertPageCanBeWritten(flags.report, context);
  let recorded: Recorded | undefined;
  const code = await withDatabase(context, flags.db, async (store) => {
    let keeping: Promise<void> | undefined;
    // Whoever pressed Ctrl-C waits for the prompt.
    const keepOnce = async (session: string) => {
      if (context.interrupt.aborted) return;
      keeping ??= keepAnalysis(store, session, context.interrupt);
      await keeping;
    };
    const exitCode = await recordOnScreen(
      request,
      async (options) => {
        recorded = await record(targets, { ...options, store });
        return recorded;
      },
      {
        closing: async (session, skip) => {
          // The findings are a part of what is kept: one pass over the session yields both.
          await keepOnce(session);
          return await closingFindings(store, session, skip);
        },
      },
    );
    const session = keptSession(recorded);
    if (session !== undefined) await keepOnce(session);
    return exitCode;
  });
  await writePageOfRecorded(keptSession(recorded), flags, context);
  return code;
}

/** The name of the session that a recording left. */
export function keptSession(recorded: Recorded | undefined): string | undefined {
  return recorded === undefined || recorded.discarded ? undefined : recorded.session;
}

/** Watches objects with a screen, and records a session only where one is named. Resolves with the exit code. */
export async function watchOnScreen(targets: readonly string[], request: RecordRequest): Promise<number> {
  if (request.flags.session !== undefined) return await recordSession(targets, request);
  return await recordOnScreen(request, (options) => watch(targets, options), { kept: false });
}

interface RecordedSession {
  /** Whether there is one. Default: true. */
  readonly kept?: boolean;
  /** Its findings, for a screen that did not show them as they came. Absent where something else shows them. */
  readonly closing?: (session: string, skip: AbortSignal) => Promise<readonly Finding[] | undefined>;
}

/** Runs a recording that a screen shows while it is made, and says how it ended. Resolves with the exit code. */
export async function recordOnScreen(
  request: RecordRequest,
  run: (options: Omit<RecordOptions, "store">) => Promise<Recorded>,
  { kept = true, closing = async () => [] }: RecordedSession = {},
): Promise<number> {
  const { flags, context, command = [], makeScreen = (started, failed) => recordScreen(flags, context, started, failed) } = request;
  const failed = screenFailedOnce(context);
  const outputClosed = new AbortController();
  const skipVerification = context.secondInterrupt?.();
  let screen: LiveScreen | undefined;
  let named: readonly string[] = [];
  try {
    const recorded = await run({
      ...recordingOptions(flags, context),
      ...(skipVerification === undefined ? {} : { skipVerification }),
      signal: AbortSignal.any([context.interrupt, outputClosed.signal]),
      stopWords,
      onBegin: (started) => {
        named = started.scope.plan.targets.filter(({ name }) => name !== undefined).map(targetWords);
        screen = guardedScreen(() => makeScreen(started, failed), failed);
        void screen.closed.then(() => outputClosed.abort(closedOutput));
        screen.begin(started.session, started.scope);
      },
      onListenerError: failed,
      onFrame: (frame) => screen?.frame(frame),
      onStreams: (states) => screen?.streams(states),
      onVerify: (outcome) => {
        if (outcome === "signal" && context.interrupt.aborted) screen?.verifying();
      },
      ...(command.length === 0 ? {} : { command: { words: command, run: (signal) => runOnScreen(command, context, screen, signal) } }),
    });
    screen?.end();
    const { session, end, discarded } = recorded;
    const unseen = recorded.unseen.filter((words) => named.includes(words));
    if (discarded && kept) screen?.note(`${end.reason}; nothing was seen; no session was kept`);
    else if (discarded || (!kept && unseen.length > 0))
      screen?.note(`${watchedWords(end)}; nothing was seen${unseen.length === 0 ? "" : ` of ${unseen.join(", ")}`}`);
    else screen?.summary(session, end, screen.findings(end.offsetMs) ?? (await closing(session, skipVerification ?? context.interrupt)));
    // Whoever reads no further (`| head`) has seen enough.
    const isEnough = outputClosed.signal.aborted && !context.interrupt.aborted && end.outcome === "signal";
    return exitCodeOf(end, request, { isEnough, isSeen: kept ? !discarded : unseen.length === 0 });
  } catch (error) {
    screen?.end();
    throw error instanceof StoreLost ? storeLostError(error, context, flags.db) : error;
  }
}

/** What a view of the recording shows. */
export function clusterSubject({ scope, startedAt }: StartedRecording, flags: RecordFlags): ViewSubject {
  const { clockOffsetMs } = scope.server;
  const startedMs = Date.parse(startedAt);
  return {
    targets: clusterTargets(scope.plan.targets),
    namespaces: namesNamespaces({ header: recordedScope(scope) }),
    startMs: startedMs + (clockOffsetMs ?? 0),
    clockOffsetMs,
    moments: liveMoments(flags, startedMs),
    scope: recordedScope(scope),
  };
}

function recordScreen(
  flags: RecordFlags,
  context: CommandContext,
  { startMs, startedAt }: StartedRecording,
  failed: ScreenFailed,
): LiveScreen {
  const moments = liveMoments(flags, Date.parse(startedAt));
  return new RecordScreen({ context, db: flags.db, quiet: flags.quiet === true, startMs, moments, failed });
}

/** How the moments of a recording are shown while it is made; nobody knows yet how long it will be. */
export function liveMoments({ time = "offset" }: TimeFlag, startedMs: number): MomentFormat {
  return momentFormat(time, { startMs: startedMs, durationMs: 0 });
}

const closedOutput = "output closed";

/** Why a recording was stopped, by the reason of its signal. */
export function stopWords(reason: unknown): string {
  if (reason === closedOutput) return "the output was closed";
  return `stopped by ${reason === "SIGINT" ? "Ctrl-C" : String(reason)}`;
}

/** What the flags say, for the use case. */
function recordingOptions(flags: RecordFlags, { env, clock, version, streams }: CommandContext): Omit<RecordOptions, "store" | "signal"> {
  return {
    ...scopeOf(flags),
    env,
    clock,
    version,
    includeSecretValues: flags.includeSecretValues === true,
    redact: flags.redact === true,
    interactive: streams.stderr.isTty && "isTTY" in streams.stdin && streams.stdin.isTTY === true,
    onText: (text) => void streams.stderr.write(text.replace(/^(?=.)/gm, "kubespy: ")),
    ...(flags.kubeconfig === undefined ? {} : { kubeconfig: flags.kubeconfig }),
    ...(flags.context === undefined ? {} : { context: flags.context }),
    ...(flags.session === undefined ? {} : { session: flags.session }),
    ...(flags.title === undefined ? {} : { title: flags.title }),
    ...(flags.for === undefined ? {} : { forMs: flags.for }),
    ...(flags.timeout === undefined ? {} : { timeoutMs: flags.timeout }),
    ...(flags.until === undefined ? {} : { until: flags.until }),
    ...(flags.repair === undefined ? {} : { repair: flags.repair }),
  };
}

function scopeOf(flags: RecordFlags): RecordingScope {
  return {
    only: flags.only === true,
    with: flags.with ?? [],
    ...(flags.namespace === undefined ? {} : { namespace: flags.namespace }),
    ...(flags.allNamespaces ? { allNamespaces: true } : {}),
    ...(flags.selector === undefined ? {} : { labelSelector: flags.selector }),
    ...(flags.fieldSelector === undefined ? {} : { fieldSelector: flags.fieldSelector }),
  };
}

async function runOnScreen(
  command: readonly string[],
  context: CommandContext,
  screen: LiveScreen | undefined,
  signal: AbortSignal,
): Promise<CommandResult> {
  screen?.note(`running: ${command.join(" ")}`);
  const result = await runCommand(command, context, signal);
  if (result.error === undefined && !signal.aborted) screen?.note(`the command exited with status ${result.exitCode}`);
  return result;
}

/** `isSeen`: a recording of nothing is no success, nor is one that was to show a named object and never saw it. */
function exitCodeOf(
  end: SessionEnd,
  { flags, command = [] }: RecordRequest,
  { isEnough, isSeen }: { readonly isEnough: boolean; readonly isSeen: boolean },
): number {
  if (end.commandExitCode !== undefined && end.commandExitCode !== 0) return end.commandExitCode;
  if (isEnough) return ExitCode.done;
  const done = isSeen ? ExitCode.done : ExitCode.failed;
  switch (end.outcome) {
    case "until":
    case "duration":
      return done;
    case "signal":
      // Ctrl-C is how an open-ended recording is meant to end; one that waited for something was interrupted.
      return flags.until === undefined && flags.for === undefined && command.length === 0 ? done : ExitCode.interrupted;
    default:
      return ExitCode.failed;
  }
}

/** What is left of the recording, and how to see it. */
export function storeLostError({ message, cause, session, committed, frames }: StoreLost, context: CommandContext, db: string | undefined) {
  const replay = suggestedCommand(context.programName, ["replay", session], { db });
  const hint = !existsSync(databasePath(context, db))
    ? `the database was removed, and the ${committed} committed frames with it; record again`
    : committed === 0
      ? "nothing was stored; fix that, or name another database with --db FILE, and record again"
      : `${committed} of ${frames} frames are safe; "${replay}" shows them`;
  return new KubespyError(message, { hint, cause });
}
