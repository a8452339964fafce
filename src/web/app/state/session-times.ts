import type { TimeContext } from "../../view/times.js";
import type { PageSession } from "./page-session.js";
import { timeFormat } from "./view-state.js";

/** How moments of a session are shown now; who draws them reads it while drawing. */
export function timesOf(session: PageSession): TimeContext {
  return { format: timeFormat.value, startMs: Date.parse(session.data.value.summary.header.startedAt) };
}
