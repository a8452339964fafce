import { formatOffset } from "../../io/duration.js";
import { printable } from "../../io/printable.js";
import { capital } from "../../lifecycle/narration/words.js";
import type { SessionOutcome, SessionSummary } from "../../model/session.js";
import { endedByCut } from "../../model/session-part.js";

/** "Stopped at +42.673s: stopped by Ctrl-C", "still recording". Printable. `moment`: how its time is shown. */
export function endingText(summary: SessionSummary, moment: (offsetMs: number) => string = formatOffset): string {
  const { state, end, durationMs } = summary;
  if (state === "recording") return "still recording";
  if (endedByCut(summary) && end?.reason !== undefined) return capital(printable(end.reason, 300));
  const reason = end?.reason === undefined ? "" : `: ${printable(end.reason, 300)}`;
  return `${capital(stateWord(summary))} at ${moment(durationMs)}${reason}`;
}

/** "recording", "interrupted", or how it ended, in the past tense: "reached", "stopped"; "cut" for a part that ends before its recording. */
export function stateWord(summary: SessionSummary): string {
  if (endedByCut(summary)) return "cut";
  const { state, end } = summary;
  return state === "ended" ? (end === undefined ? "ended" : outcomeWords[end.outcome]) : state;
}

/** How a session ended, in one or two words. */
export const outcomeWords: Readonly<Record<SessionOutcome, string>> = {
  until: "reached",
  timeout: "timed out",
  duration: "complete",
  signal: "stopped",
  command: "no command",
  imported: "imported",
  error: "failed",
};
