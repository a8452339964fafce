import type { FrameNarrator } from "../../interpret/interpret-at.js";
import type { PlayerContext } from "../runtime/player-context.js";
import { currentIndex, type PlayerState } from "../state/player-state.js";
import { listHeight } from "../view/layout.js";
import type { BackgroundTask } from "./background-task.js";
import { emptyWindow, rowIndex, rowsAround } from "./rows-around.js";
import type { Yielder } from "./yielder.js";

/** Rows read on each side of the position, and the distance from their edge at which more are read. */
const rowsEach = 80;
const edge = 40;

/** Reads the rows of the list around the position: first those on the screen, then those that the user may reach soon. */
export function rowsTask({ reader, state, dispatch }: PlayerContext, narrator: FrameNarrator, yielder: Yielder): BackgroundTask {
  const run = async () => {
    const { position, filter, window: known } = state();
    if (position < 1) return;
    const isNear = currentIndex(state()) >= 0;
    const window = await rowsAround(reader, narrator, {
      sequence: position,
      uids: filter?.uids,
      yielder,
      rowsPerSide: isNear ? rowsEach : listHeight(state()),
      known: isNear ? known : emptyWindow,
      isObsolete: () => (isNear ? rowIndex(known.rows, state().position) < 0 : state().position !== position),
    });
    if (state().filter === filter) dispatch({ kind: "rows", window });
  };
  return { isNeeded: lacksRows, run };
}

function lacksRows(state: PlayerState): boolean {
  const { window, position } = state;
  if (position < 1) return false;
  const index = currentIndex(state);
  if (index < 0) return state.seeking === undefined || state.filter === undefined;
  return (index < edge && !window.reachesStart) || (index >= window.rows.length - edge && !window.reachesEnd);
}
