import { allTimeFormats, type TimeFormat } from "../../io/moment-format.js";
import { momentsShown, type PlayerState } from "./player-state.js";
import { say } from "./updated.js";

/** Shows times in the next format: offset, UTC, local. */
export function nextTimes(state: PlayerState): PlayerState {
  const time = allTimeFormats[(allTimeFormats.indexOf(state.time) + 1) % allTimeFormats.length] ?? "offset";
  const next = { ...state, time };
  const isUnknown = momentsShown(next).format !== time;
  return say(next, isUnknown ? "the start time is unknown: times are offsets" : `times: ${words[time]}${sourceWords(next)}`);
}

const words: Readonly<Record<TimeFormat, string>> = {
  offset: "offsets since the session began",
  utc: "UTC",
  local: "local time",
};

/** Whose clock it is, where it is not the recorder's. */
function sourceWords({ session, time }: PlayerState): string {
  return time !== "offset" && session.summary.header.times === "derived" ? ", as the objects themselves have them (imported)" : "";
}
