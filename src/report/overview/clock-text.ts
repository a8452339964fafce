import { formatDuration } from "../../io/duration.js";
import type { SessionHeader } from "../../model/session.js";

/** Which clocks the times of a session are of, a sentence each. */
export function clockSentences({ times, server }: Pick<SessionHeader, "times" | "server">): readonly string[] {
  if (times === "derived") return ["Arrival times unknown (imported): times are those that the objects themselves have."];
  const received = "Times are those at which the recorder received a change.";
  const offsetMs = server?.clockOffsetMs;
  if (offsetMs === undefined) return [received, "How far the clock of the API server differed from the recorder's was not measured."];
  if (Math.abs(offsetMs) < 1) return [received, "The clock of the API server agreed with the recorder's, to a second."];
  const direction = offsetMs > 0 ? "ahead of" : "behind";
  return [received, `The clock of the API server was ${formatDuration(Math.abs(offsetMs))} ${direction} the recorder's, to a second.`];
}
