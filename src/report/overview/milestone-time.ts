import { formatOffset } from "../../io/duration.js";
import type { Milestone } from "../../lifecycle/milestones/milestone.js";

/** "+2.097s", "~+3.000s", "≤+2.097s". `moment`: how times are shown. */
export function milestoneTime({ atMs, how, timeSource }: Milestone, moment: (offsetMs: number) => string = formatOffset): string {
  return `${timeSource === "server" ? "~" : how === "reached" ? "" : "≤"}${moment(atMs)}`;
}
