import { withDatabase } from "../../app/open-store.js";
import { closingFindings } from "../../app/record/closing-findings.js";
import { StoreLost } from "../../app/record/store-lost.js";
import type { Recorded } from "../../app/record.js";
import { recordInput } from "../../app/record-input.js";
import { ExitCode, KubespyError, UsageError } from "../../errors.js";
import type { CommandContext } from "../common/context.js";
import { flagName } from "../common/flag-values.js";
import { assertPageCanBeWritten, writePageOfRecorded } from "../common/page-after.js";
import { screenFailedOnce } from "./guarded-screen.js";
import type { RecordFlags } from "./record-flags.js";
import { RecordScreen } from "./record-screen.js";
import { keptSession, liveMoments, stopWords, storeLostError } from "./record-session.js";

/** `kubespy record -`: records what kubectl writes to our standard input. Resolves with the exit code. */
export async function runRecordInput(command: readonly string[], flags: RecordFlags, context: CommandContext): Promise<number> {
  assertNoCluster(command, flags);
  await assertPageCanBeWritten(flags.report, context);
  const { clock, interrupt, streams, version } = context;
  const failed = screenFailedOnce(context);
  const startMs = clock.monotonicMs();
  const moments = liveMoments(flags, Math.floor(clock.wallMs()));
  const screen = new RecordScreen({ context, db: flags.db, quiet: flags.quiet === true, startMs, moments, failed });
  const outputClosed = new AbortController();
  void screen.closed.then(() => outputClosed.abort("output closed"));
  try {
    let session: string | undefined;
    const code = await withDatabase(context, flags.db, async (store) => {
      const recorded = await recordInput(streams.stdin, {
        store,
        clock,
        version,
        signal: AbortSignal.any([interrupt, outputClosed.signal]),
        stopWords,
        includeSecretValues: flags.includeSecretValues === true,
        redact: flags.redact === true,
        onBegin: (session) => screen.beginInput(session, "stdin"),
        onFrame: (frame) => screen.frame(frame),
        onListenerError: failed,
        onWarning: (text) => screen.note(`warning: ${text}`),
        ...(flags.session === undefined ? {} : { session: flags.session }),
        ...(flags.title === undefined ? {} : { title: flags.title }),
        ...(flags.for === undefined ? {} : { forMs: flags.for }),
      });
      screen.end();
      session = keptSession(recorded);
      const skip = context.secondInterrupt?.() ?? interrupt;
      const findings =
        session === undefined ? [] : (screen.findings(recorded.end.offsetMs) ?? (await closingFindings(store, session, skip)));
      return sayEnd(screen, recorded, findings);
    });
    await writePageOfRecorded(session, flags, context);
    return code;
  } catch (error) {
    screen.end();
    throw error instanceof StoreLost ? storeLostError(error, context, flags.db) : withHint(error, context);
  }
}

const ofCluster = [
  "namespace",
  "allNamespaces",
  "selector",
  "fieldSelector",
  "only",
  "with",
  "kubeconfig",
  "context",
  "until",
  "timeout",
] as const;

function assertNoCluster(command: readonly string[], flags: RecordFlags): void {
  const given = ofCluster.find((name) => flags[name] !== undefined);
  if (given !== undefined)
    throw new UsageError(`${flagName(given)} cannot be combined with "-"`, {
      hint: "the program that writes to stdin decides what is recorded, and from where",
    });
  if (command.length > 0)
    throw new UsageError('a command cannot be combined with "-"', {
      hint: "run it separately, or name a target to record",
    });
}

function sayEnd(screen: RecordScreen, { session, end, discarded }: Recorded, findings: Parameters<RecordScreen["summary"]>[2]): number {
  if (!discarded) {
    screen.summary(session, end, findings);
    return end.outcome === "error" ? ExitCode.failed : ExitCode.done;
  }
  screen.note(`${end.reason}; nothing was seen; no session was kept`);
  return end.outcome === "signal" ? ExitCode.interrupted : ExitCode.failed;
}

/** For an input that holds nothing that can be recorded: what does. */
function withHint(error: unknown, { programName }: CommandContext): unknown {
  if (!(error instanceof KubespyError) || error.hint !== undefined) return error;
  const hint = `pipe JSON into it: kubectl get pods -w -o json --output-watch-events | ${programName} record -`;
  return new KubespyError(error.message, { hint, cause: error });
}
