import type { Clock } from "../../io/clock.js";
import type { StreamComparison } from "./stream-comparison.js";

interface WaitOptions {
  readonly clock: Clock;
  /** A stream that delivers nothing for so long is silent. */
  readonly patienceMs: number;
  /** `Clock.monotonicMs()` */
  readonly untilMs: number;
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
  const { clock, patienceMs, untilMs, signal } = options;
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
    if (moving.length === 0 || nowMs >= untilMs || signal.aborted) return { silent, moving };
    await clock.sleep(pollMs, signal);
  }
}
