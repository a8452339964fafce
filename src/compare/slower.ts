import type { MilestonePair } from "./milestone-pairs.js";
import type { Trend } from "./trends.js";

/** What is quicker than this is not called slow: a step of 5 ms is 50 % slower by chance. */
const leastMs = 100;

/**
 * The milestones that B reached later than A by more than this share (0.2: a fifth), and later than the grain of the times can explain. One pair
 * of runs cannot tell chance from change: for that, compare several with several.
 */
export function slowerMilestones(pairs: readonly MilestonePair[], share: number): readonly MilestonePair[] {
  return pairs.filter(({ a, differenceMs, grainMs }) => {
    if (a === undefined || differenceMs === undefined) return false;
    return differenceMs > Math.max(leastMs, grainMs) && differenceMs > Math.max(0, a.atMs) * share;
  });
}

/** The milestones that got slower by more than this share of their median, beyond chance. */
export function slowerTrends(trends: readonly Trend[], share: number): readonly Trend[] {
  return trends.filter(
    ({ verdict, differenceMs, baseline }) =>
      verdict === "slower" &&
      differenceMs !== undefined &&
      differenceMs > leastMs &&
      differenceMs > Math.max(0, baseline.medianMs ?? 0) * share,
  );
}
