import { isTooSmall } from "../view/layout.js";
import { act } from "./act.js";
import { helpKey } from "./help-moves.js";
import { type Action, actionOf } from "./key-table.js";
import { currentIndex, currentRow, type PlayerState } from "./player-state.js";
import { promptKey } from "./prompt.js";
import { doing, only, type Updated, without } from "./updated.js";

/** One key that was typed: into the prompt that is open, or for what it does. What acts on a row waits while the rows of other objects are read. */
export function press(state: PlayerState, key: string): Updated {
  if (key === "ctrl-c") return doing(state, { kind: "quit", interrupted: true });
  // As its one line says, whatever is open.
  if (key === "q" && isTooSmall(state)) return doing(state, { kind: "quit", interrupted: false });
  if (state.prompt !== undefined) return promptKey(state, state.prompt, key);
  if (state.help) return helpKey(state, key);
  const action = actionOf(key);
  if (action === undefined) return only(state);
  const keysWaiting = state.keysWaiting ?? (action === "only-this" && currentRow(state) === undefined ? [] : undefined);
  if (keysWaiting === undefined || needsNoRow.has(action)) return act(before(state, action), action);
  return only({ ...state, keysWaiting: [...keysWaiting, key].slice(0, maxWaiting) });
}

/** Keys that waited are pressed once the filtered objects are shown, or it is clear that there are none. */
export function pressWaiting(updated: Updated): Updated {
  const { state, effects } = updated;
  const { keysWaiting, ...free } = state;
  const isBusy = state.seeking !== undefined || state.prompt !== undefined || state.help;
  if (keysWaiting === undefined || isBusy || currentIndex(state) < 0) return updated;
  return keysWaiting.reduce<Updated>(
    (before, key) => {
      const after = press(before.state, key);
      return { state: after.state, effects: [...before.effects, ...after.effects] };
    },
    { state: free, effects },
  );
}

/** The state before an action: the message is cleared, and a move leaves the chosen finding. */
function before(state: PlayerState, action: Action): PlayerState {
  const quiet = without(state, "message");
  return leavesFinding.has(action) ? without(quiet, "chosenFinding") : quiet;
}

const leavesFinding: ReadonlySet<Action> = new Set([
  "forward",
  "back",
  "screen-forward",
  "screen-back",
  "first",
  "last",
  "next-meaningful",
  "previous-meaningful",
  "next-found",
  "previous-found",
  "next-warning",
  "previous-warning",
  "next-marker",
  "previous-marker",
  "ask-jump",
  "only-this",
  "play",
]);

/** Actions that need no row; keys typed into a prompt do not wait either. */
const needsNoRow: ReadonlySet<Action> = new Set([
  "ask-jump",
  "ask-filter",
  "ask-search",
  "ask-marker",
  "ask-write",
  "help",
  "escape",
  "suspend",
  "quit",
  "interrupt",
]);
const maxWaiting = 100;
