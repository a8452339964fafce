import { Option } from "commander";
import { allTimeFormats, type MomentFormat, type TimeFormat } from "../../io/moment-format.js";
import type { SessionSummary } from "../../model/session.js";
import { momentsOfSession } from "../../report/overview/session-display.js";
import type { CommandContext } from "./context.js";
import { warn } from "./print-session.js";

/** The flag of every command that prints moments of a session. */
export interface TimeFlag {
  /** Default: offset. */
  readonly time?: TimeFormat | undefined;
}

export function timeOption(): Option {
  return new Option(
    "--time <format>",
    "show times as an offset since the session began (default), or on the clock: utc, or local (of the time zone in TZ)",
  ).choices(allTimeFormats);
}

/** How the moments of a session are shown. Says on stderr where they are not what the flag lets expect. */
export function momentsByFlag(summary: SessionSummary, { time }: TimeFlag, context: CommandContext): MomentFormat {
  const moments = momentsOfSession(summary, time);
  if (time === undefined || time === "offset") return moments;
  const { name, times } = summary.header;
  if (moments.format === "offset") warn(`the start time of session ${name} is unknown: times are offsets`, context);
  else if (times === "derived")
    warn(`arrival times of session ${name} are unknown (imported): times are those that the objects themselves have`, context);
  return moments;
}
