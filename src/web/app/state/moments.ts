import { findingMoment } from "../../../report/findings/finding-time.js";
import { formatMoment } from "../../view/times.js";
import type { PageSession } from "./page-session.js";
import { timeFormat } from "./view-state.js";

/** How moments of a session are shown now; who draws them calls this while drawing. */
export function momentsOf(session: PageSession): (offsetMs: number) => string {
  const context = { format: timeFormat.value, startMs: Date.parse(session.data.value.summary.header.startedAt) };
  return (offsetMs) => (offsetMs < 0 && context.format === "offset" ? findingMoment(offsetMs) : formatMoment(offsetMs, context));
}
