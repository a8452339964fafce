import { isRecording } from "./live.js";
import { goTo } from "./moves.js";
import type { PlayerState } from "./player-state.js";
import { stopPlaying } from "./tick.js";
import { doing, only, say, type Updated, without } from "./updated.js";

/** Goes to the newest step and keeps to it until the user moves. A running search or playback ends. */
export function follow(state: PlayerState): Updated {
  const { live, seeking } = state;
  if (live?.lost !== undefined) return only(say(state, `cannot follow: ${live.lost}`, "bad"));
  if (live === undefined || !isRecording(state))
    return only(say(state, live === undefined ? "cannot follow: the session is not being recorded" : "the recording has ended"));
  const there = atNewest(stopPlaying(without(state, "seeking")));
  const following = { ...there, live: { ...live, isFollowing: true, seenFrames: state.session.summary.frames } };
  return seeking === undefined ? only(following) : doing(following, { kind: "stop-seeking" });
}

/** Of a filter the newest step is known where its rows were read to the end; else it is shown when they are. */
function atNewest(state: PlayerState): PlayerState {
  const { filter, window, session } = state;
  if (filter === undefined) return goTo(state, session.summary.frames);
  const newest = window.reachesEnd ? window.rows.at(-1) : undefined;
  return newest === undefined ? state : goTo(state, newest.frame.sequence);
}

/** A search may find a frame that was recorded since the summary was read. */
export function withFrames(state: PlayerState, frames: number): PlayerState {
  const { session } = state;
  if (state.live === undefined || frames <= session.summary.frames) return state;
  return { ...state, session: { ...session, summary: { ...session.summary, frames } } };
}
