import type { PlayerState } from "./player-state.js";

/** More of the session may be recorded, and is read then. */
export function isRecording({ live, session }: Pick<PlayerState, "live" | "session">): boolean {
  return live !== undefined && live.lost === undefined && session.summary.state === "recording";
}

/** The position is to be that of the newest step; also of the last one, until it is shown. */
export function isFollowing(state: Pick<PlayerState, "live" | "session" | "window">): boolean {
  return state.live?.isFollowing === true && state.live.lost === undefined && (isRecording(state) || !state.window.reachesEnd);
}

export function pauseFollowing(state: PlayerState): PlayerState {
  const { live, session } = state;
  if (live?.isFollowing !== true) return state;
  return { ...state, live: { ...live, isFollowing: false, seenFrames: session.summary.frames } };
}

/** Steps recorded since the newest one was shown. */
export function newFrames({ live, session, position }: PlayerState): number {
  const { frames } = session.summary;
  return live === undefined ? 0 : Math.max(0, frames - Math.max(live.seenFrames, position));
}
