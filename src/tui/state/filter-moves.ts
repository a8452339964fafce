import { emptyWindow } from "../tasks/rows-around.js";
import { goTo, unfiltered } from "./moves.js";
import { currentRow, type Filter, type Message, type PlayerState } from "./player-state.js";
import { seeking } from "./seek-moves.js";
import { only, say, type Updated, without } from "./updated.js";

/**
 * Shows only the steps of these objects, or of all again, from the nearest one. Keys wait until it is shown. `sequence`: shows this step, and all objects where
 * the filter hides it.
 */
export function filtered(state: PlayerState, filter: Filter | undefined, sequence?: number): Updated {
  const { keysWaiting = [] } = state;
  const next = { ...without(state, "filter"), window: emptyWindow, keysWaiting, ...(filter === undefined ? {} : { filter }) };
  const moment = { kind: "sequence", sequence: sequence ?? state.position } as const;
  return seeking(next, { kind: "moment", moment, ...(sequence === undefined ? {} : { liftsFilter: true }) }, "step of these objects");
}

/** The words of a filter match no object. `sequence`: it was that of a step of a lesson, which is shown among all objects. */
export function notFiltered(state: PlayerState, message: Message, sequence?: number): PlayerState {
  const idle = without(state, "seeking");
  return { ...(sequence === undefined ? idle : goTo(unfiltered(idle), sequence)), message };
}

/** Only the object of this step, of those shown; where it is the only one, those that were shown before. */
export function onlyThis(state: PlayerState): Updated {
  const { filter } = state;
  const row = currentRow(state);
  if (row?.kind !== "object") return filter === undefined ? only(say(state, "this step has no object")) : filtered(state, filter.outer);
  const { kind, name, uid } = row.frame.ref;
  const isOnly = filter !== undefined && filter.uids.length === 1 && filter.uids[0] === uid;
  if (isOnly) return filtered(state, filter.outer);
  return filtered(state, { words: `${kind}/${name}`, uids: [uid], ...(filter === undefined ? {} : { outer: filter }) });
}
