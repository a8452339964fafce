import type { Clock } from "../../io/clock.js";
import type { StreamComparison } from "./stream-comparison.js";

interface WaitOptions {
  readonly clock: Clock;
  /** A stream that delivers nothing for so long is silent. */
  readonly patienceMs: number;
  /** `Clock.monotonicMs()` */
  readonly untilMs: number;
  /** `Clock.monotonicMs()`. From then on only as long as what is missing becomes less: a server that sends anything else is not waited for. */
  readonly unlessLessMs?: number;
  /** How many requests of repairs were answered so far: that is progress too. */
  readonly repairAnswers?: () => number;
  /** Ends waiting early. */
  readonly signal: AbortSignal;
}

/** What is still missing. */
export interface Missing {
  /** Their streams deliver nothing, or are disconnected. */
  readonly silent: readonly StreamComparison[];
  /** Their streams deliver other changes. */
  readonly moving: readonly StreamComparison[];
}

const pollMs = 10;

/** Waits until nothing is missing, every stream that lacks something is silent, or the time is over. */
export async function waitForChanges(comparisons: readonly StreamComparison[], options: WaitOptions): Promise<Missing> {
  const { clock, patienceMs, untilMs, signal, unlessLessMs = Number.POSITIVE_INFINITY, repairAnswers = () => 0 } = options;
  let least = Number.POSITIVE_INFINITY;
  let answers = repairAnswers();
  let lessMs = clock.monotonicMs();
  const progress = new Map(
    comparisons.map((comparison) => [comparison, { atMs: clock.monotonicMs(), lastSeen: comparison.state.lastSeen }]),
  );
  for (;;) {
    const nowMs = clock.monotonicMs();
    const silent: StreamComparison[] = [];
    const moving: StreamComparison[] = [];
    for (const comparison of comparisons.filter((each) => each.isDisconnected || !each.isComplete())) {
      const { lastSeen } = comparison.state;
      const last = progress.get(comparison);
      const hasMoved = last?.lastSeen !== lastSeen || comparison.isBeingRepaired;
      if (hasMoved) progress.set(comparison, { atMs: nowMs, lastSeen });
      (hasMoved || nowMs - last.atMs < patienceMs ? moving : silent).push(comparison);
    }
    const missing = comparisons.reduce((sum, comparison) => sum + comparison.missing, 0);
    if (missing < least || repairAnswers() > answers) lessMs = nowMs;
    least = Math.min(least, missing);
    answers = repairAnswers();
    // A busy server lets a repair wait for up to a second between two requests.
    const isRepairing = comparisons.some((comparison) => comparison.isBeingRepaired);
    if (nowMs >= unlessLessMs && nowMs - lessMs >= patienceMs * (isRepairing ? 1.5 : 1)) return { silent, moving };
    if (moving.length === 0 || nowMs >= untilMs || signal.aborted) return { silent, moving };
    await clock.sleep(pollMs, signal);
  }
}
