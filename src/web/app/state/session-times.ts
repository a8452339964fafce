import { findingMoment } from "../../../report/findings/finding-time.js";
import { formatMoment, type TimeContext } from "../../view/times.js";
import type { PageSession } from "./page-session.js";
import { timeFormat } from "./view-state.js";

/** How moments of a session are shown now; who draws them reads it while drawing. */
export function timesOf(session: PageSession): TimeContext {
  return { format: timeFormat.value, startMs: Date.parse(session.data.value.summary.header.startedAt) };
}

/** The same as a function; of what began before the session: how long before. */
export function momentsOf(session: PageSession): (offsetMs: number) => string {
  const times = timesOf(session);
  return (offsetMs) => (offsetMs < 0 && times.format === "offset" ? findingMoment(offsetMs) : formatMoment(offsetMs, times));
}
