import type { Clock } from "../../io/clock.js";
import { formatDuration } from "../../io/duration.js";
import { whenAborted } from "../../io/when-aborted.js";
import type { SessionEnd, SessionOutcome } from "../../model/session.js";
import type { UntilWatch } from "../../record/until.js";

/** Why a recording ended. */
export interface Ending {
  readonly outcome: SessionOutcome;
  /** In words, for the session and the screen. */
  readonly reason: string;
  /** Set when the store was lost: nothing more could be written. */
  readonly lost?: Error;
  /** The recorder itself failed. */
  readonly failed?: true;
}

interface PossibleEnds {
  readonly clock: Clock;
  /** The caller stops it. */
  readonly signal: AbortSignal;
  /** Words for the reason of `signal`; what they throw is ignored. */
  readonly stopWords?: ((reason: unknown) => string) | undefined;
  readonly storeLost: Promise<Error>;
  readonly forMs?: number | undefined;
  readonly until?:
    | { readonly watch: Pick<UntilWatch, "check" | "missing">; readonly timeoutMs: number; readonly notReached: string }
    | undefined;
  /** What the caller waits for. */
  readonly endsWith?: Promise<Pick<SessionEnd, "outcome" | "reason">> | undefined;
  /** Resolves only when the command could not be run at all. */
  readonly commandFailed?: Promise<string>;
  /** Resolves only when the recorder failed, in words. */
  readonly recorderFailed?: Promise<string>;
}

/** The first end that is reached. Leaves no timer behind. */
export async function firstEnd(ends: PossibleEnds): Promise<Ending> {
  const { clock, signal, forMs, until, endsWith, commandFailed, recorderFailed } = ends;
  const decided = new AbortController();
  const possible: Promise<Ending>[] = [
    whenAborted(signal).then(() => ({ outcome: "signal", reason: reasonOf(ends) })),
    ends.storeLost.then((lost) => ({ outcome: "error", reason: lost.message, lost })),
  ];
  if (recorderFailed !== undefined) possible.push(recorderFailed.then((reason) => ({ outcome: "error", reason, failed: true })));
  if (commandFailed !== undefined) possible.push(commandFailed.then((reason) => ({ outcome: "command", reason })));
  if (endsWith !== undefined)
    possible.push(
      endsWith.then(
        ({ outcome, reason = "" }) => ({ outcome, reason }),
        () => new Promise<never>(() => {}),
      ),
    );
  if (forMs !== undefined)
    possible.push(after(clock, forMs, decided.signal, { outcome: "duration", reason: `recorded for ${formatDuration(forMs)}` }));
  if (until !== undefined) {
    possible.push(
      after(clock, until.timeoutMs, decided.signal, { outcome: "timeout", reason: "" }).then((ending) => ({
        ...ending,
        reason: timedOut(until),
      })),
      reached(until.watch, clock, decided.signal),
    );
  }
  try {
    return await Promise.race(possible);
  } finally {
    decided.abort();
  }
}

function reasonOf({ signal, stopWords }: PossibleEnds): string {
  try {
    if (stopWords !== undefined) return stopWords(signal.reason);
  } catch {
    // The caller's words are of no importance beside the recording.
  }
  return "stopped by its program";
}

/** "not ready within 2m: pod nginx was never created". */
function timedOut({ notReached, timeoutMs, watch }: NonNullable<PossibleEnds["until"]>): string {
  const missing = watch.missing();
  return `${notReached} within ${formatDuration(timeoutMs)}${missing === "" ? "" : `: ${missing}`}`;
}

async function after(clock: Clock, ms: number, signal: AbortSignal, ending: Ending): Promise<Ending> {
  await clock.sleep(ms, signal);
  return ending;
}

async function reached(watch: Pick<UntilWatch, "check">, clock: Clock, signal: AbortSignal): Promise<Ending> {
  for (;;) {
    const verdict = watch.check(clock.monotonicMs());
    if (verdict.kind === "reached" || signal.aborted) return { outcome: "until", reason: verdict.kind === "reached" ? verdict.reason : "" };
    if (verdict.kind === "impossible") return { outcome: "error", reason: verdict.reason };
    await clock.sleep(100, signal);
  }
}
