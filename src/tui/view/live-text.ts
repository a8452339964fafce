import { printable } from "../../io/printable.js";
import { isFollowing, isRecording, newFrames } from "../state/live.js";
import type { PlayerState } from "../state/player-state.js";

/** "● live, following", "● live, +12 new", in place of the speed; undefined where the session does not grow, or is being played. */
export function liveText(state: PlayerState): string | undefined {
  if (!isRecording(state)) return undefined;
  if (state.playing !== undefined) return `● live, ▶ playing ${state.speed}x`;
  if (isFollowing(state)) return "● live, following";
  const count = newFrames(state);
  return `● live${count === 0 ? "" : `, +${count} new`}, F follows`;
}

/** After the name: " (ended: stopped by Ctrl-C)" of a session that was recorded while it was shown, " (interrupted)", or nothing. */
export function stateText({ live, session }: PlayerState): string {
  const { state, end } = session.summary;
  if (live?.lost !== undefined) return " (not followed any longer)";
  if (state === "interrupted") return " (interrupted)";
  if (live === undefined) return state === "recording" ? " (recording)" : "";
  if (state === "recording") return "";
  return end?.reason === undefined ? " (ended)" : ` (ended: ${printable(end.reason, 100)})`;
}
