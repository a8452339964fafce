import { formatOffset } from "../../io/duration.js";
import type { Milestone } from "../../lifecycle/milestones/milestone.js";

/** What the signs of `milestoneTime` and `#` mean, for a heading. */
export const milestoneLegend = "~ server clock, one-second resolution; ≤ at the latest; # frame";

/** "+2.097s", "~+3.000s", "≤+2.097s". */
export function milestoneTime({ atMs, how, timeSource }: Milestone): string {
  return `${timeSource === "server" ? "~" : how === "reached" ? "" : "≤"}${formatOffset(atMs)}`;
}
