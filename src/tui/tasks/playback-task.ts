import type { PlayerContext } from "../runtime/player-context.js";
import type { Errand } from "./background-task.js";

/** How often the playhead moves, in real ms. */
const tickMs = 50;
const longestTickMs = 500;

/** Lets time pass while playing. */
export function playingErrand({ clock, state, dispatch, left }: PlayerContext): Errand {
  const run = async () => {
    let last = clock.monotonicMs();
    while (state().playing !== undefined && !left.aborted) {
      await clock.sleep(tickMs, left);
      const now = clock.monotonicMs();
      // A stop (Ctrl-Z, a laptop asleep) is no time that was watched.
      dispatch({ kind: "tick", elapsedMs: Math.min(now - last, longestTickMs) });
      last = now;
    }
  };
  return { isCalledFor: ({ playing }) => playing !== undefined, run };
}
