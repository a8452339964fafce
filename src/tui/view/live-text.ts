import { printable } from "../../io/printable.js";
import { isFollowing, isRecording, newFrames } from "../state/live.js";
import type { PlayerState } from "../state/player-state.js";

/** "● live, following", "● live, +12 new, F follows", in place of the speed; undefined where the session is not being recorded. */
export function liveText(state: PlayerState): string | undefined {
  if (!isRecording(state)) return undefined;
  if (state.playing !== undefined) return `● live, ▶ playing ${state.speed}x`;
  if (isFollowing(state)) return "● live, following";
  const count = newFrames(state);
  return `● live${count === 0 ? "" : `, +${count} new`}${isNarrowScreen(state) ? "" : ", F follows"}`;
}

/** There is room for the name and the place of the step beside it, and for little else. */
export function isNarrowScreen({ size }: PlayerState): boolean {
  return size.columns < 100;
}

/** After the name: " (ended: stopped by Ctrl-C)" of a session that was recorded while it was shown, " (interrupted)", or nothing. */
export function endedText({ live, session }: PlayerState): string {
  const { state, end } = session.summary;
  if (live?.lost !== undefined) return " (no longer live)";
  if (state === "interrupted") return " (interrupted)";
  if (live === undefined) return state === "recording" ? " (recording)" : "";
  if (state === "recording") return "";
  return end?.reason === undefined ? " (ended)" : ` (ended: ${printable(end.reason, 100)})`;
}
