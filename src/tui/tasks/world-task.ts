import type { PlayerContext } from "../runtime/player-context.js";
import type { PlayerState } from "../state/player-state.js";
import { detailHeight } from "../view/layout.js";
import type { BackgroundTask } from "./background-task.js";
import { largestTree, type ShownRows, type WorldReader } from "./world.js";

/** Reads the world of the step while its pane is shown, the objects on the screen first. */
export function worldTask({ state, dispatch, left }: PlayerContext, worlds: WorldReader): BackgroundTask {
  const run = async () => {
    const { position } = state();
    for await (const world of worlds.read(position, () => shownOf(state()))) {
      if (left.aborted || state().pane !== "world" || state().position !== position) return;
      dispatch({ kind: "world", world });
    }
  };
  return { isNeeded: lacksWorld, run };
}

function lacksWorld(state: PlayerState): boolean {
  const { pane, world, position } = state;
  if (pane !== "world") return false;
  if (world === undefined || world.sequence !== position) return true;
  const { from, to } = shownOf(state);
  return (
    (world.unread > 0 && world.rows.length <= largestTree) || world.rows.slice(from, to).some(({ sequence }) => !world.facts.has(sequence))
  );
}

/** The rows on the screen. The first line of the pane is its heading. */
function shownOf(state: PlayerState): ShownRows {
  const { scroll } = state;
  return { from: Math.max(0, scroll - 1), to: scroll + detailHeight(state) };
}
