import type { Clock } from "../../io/clock.js";
import { formatDuration } from "../../io/duration.js";
import { whenAborted } from "../../io/when-aborted.js";
import type { SessionOutcome } from "../../model/session.js";
import type { UntilWatch } from "../../record/until.js";

/** Why a recording ended. */
export interface Ending {
  readonly outcome: SessionOutcome;
  /** In words, for the session and the screen. */
  readonly reason: string;
  /** Set when the store was lost: nothing more could be written. */
  readonly lost?: Error;
}

export interface PossibleEnds {
  readonly clock: Clock;
  /** Ctrl-C, SIGTERM, SIGHUP. */
  readonly interrupt: AbortSignal;
  readonly storeLost: Promise<Error>;
  readonly outputClosed: Promise<void>;
  readonly forMs: number | undefined;
  readonly until: { readonly watch: UntilWatch; readonly timeoutMs: number; readonly awaited: string } | undefined;
  /** Resolves only when the command could not be run at all. */
  readonly commandFailed: Promise<string>;
}

/** Whatever ends the recording first. Leaves no timer behind. */
export async function firstEnd(ends: PossibleEnds): Promise<Ending> {
  const { clock, forMs, until } = ends;
  const decided = new AbortController();
  const possible: Promise<Ending>[] = [
    whenAborted(ends.interrupt).then(() => ({ outcome: "signal", reason: `stopped by ${signalName(ends.interrupt.reason)}` })),
    ends.storeLost.then((lost) => ({ outcome: "error", reason: lost.message, lost })),
    ends.outputClosed.then(() => ({ outcome: "signal", reason: "the reader of the output went away" })),
    ends.commandFailed.then((reason) => ({ outcome: "command", reason })),
  ];
  if (forMs !== undefined)
    possible.push(after(clock, forMs, decided.signal, { outcome: "duration", reason: `recorded for ${formatDuration(forMs)}` }));
  if (until !== undefined) {
    const reason = `not ${until.awaited} within ${formatDuration(until.timeoutMs)}`;
    possible.push(
      after(clock, until.timeoutMs, decided.signal, { outcome: "timeout", reason }),
      reached(until.watch, clock, decided.signal),
    );
  }
  try {
    return await Promise.race(possible);
  } finally {
    decided.abort();
  }
}

async function after(clock: Clock, ms: number, signal: AbortSignal, ending: Ending): Promise<Ending> {
  await clock.sleep(ms, signal);
  return ending;
}

async function reached(watch: UntilWatch, clock: Clock, signal: AbortSignal): Promise<Ending> {
  for (;;) {
    const verdict = watch.check(clock.monotonicMs());
    if (verdict.kind === "reached" || signal.aborted) return { outcome: "until", reason: verdict.kind === "reached" ? verdict.reason : "" };
    if (verdict.kind === "impossible") return { outcome: "error", reason: verdict.reason };
    await clock.sleep(100, signal);
  }
}

function signalName(reason: unknown): string {
  return reason === "SIGINT" ? "Ctrl-C" : String(reason);
}
