import type { PlayerContext } from "../runtime/player-context.js";
import type { BackgroundTask } from "./background-task.js";

/** How often the playhead moves, in real ms. */
const tickMs = 50;
const maxTickMs = 500;

/** Lets time pass while playing. */
export function playbackTask({ clock, state, dispatch, left }: PlayerContext): BackgroundTask {
  const run = async () => {
    let last = clock.monotonicMs();
    while (state().playing !== undefined && !left.aborted) {
      await clock.sleep(tickMs, left);
      const now = clock.monotonicMs();
      // A stop (Ctrl-Z, a laptop asleep) is no time that was watched.
      dispatch({ kind: "tick", elapsedMs: Math.min(now - last, maxTickMs) });
      last = now;
    }
  };
  return { isNeeded: ({ playing }) => playing !== undefined, run };
}
