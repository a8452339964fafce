import { isRecording } from "./live.js";
import { currentIndex, type PlayerState } from "./player-state.js";
import { say, without } from "./updated.js";

/**
 * Lets real time pass while playing: the playhead advances by recorded time, as fast as the speed says, and takes every step that falls
 * due. Silences beyond the idle limit are cut to it. At the last step playing ends and the player stays; while the session is being recorded, it
 * waits for the next one.
 */
export function tick(state: PlayerState, elapsedMs: number): PlayerState {
  if (state.playing === undefined) return state;
  const { rows, reachesEnd } = state.window;
  let index = currentIndex(state);
  if (index < 0) return state;
  let waitedMs = state.playing.waitedMs + elapsedMs * state.speed;
  for (;;) {
    const silenceMs = silenceAfter(state, index);
    if (silenceMs === undefined || waitedMs < silenceMs) break;
    waitedMs -= silenceMs;
    index++;
  }
  const position = rows[index]?.frame.sequence ?? state.position;
  const moved = position === state.position ? state : { ...state, position, scroll: 0 };
  if (index < rows.length - 1 || (reachesEnd && isRecording(state))) return { ...moved, playing: { waitedMs } };
  if (reachesEnd) return say(stopPlaying(moved), "end of the session");
  // The rows that follow are still being read: time waits for them.
  return { ...moved, playing: position === state.position ? state.playing : { waitedMs: 0 } };
}

export function stopPlaying(state: PlayerState): PlayerState {
  return without(state, "playing");
}

/** Recorded time from one row to the next as it is played; undefined after the last. */
function silenceAfter({ window, idleLimitMs }: PlayerState, index: number): number | undefined {
  const [row, next] = [window.rows[index], window.rows[index + 1]];
  if (row === undefined || next === undefined) return undefined;
  return Math.min(Math.max(0, next.frame.offsetMs - row.frame.offsetMs), idleLimitMs);
}
