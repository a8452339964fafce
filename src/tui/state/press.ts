import { type LessonAction, lessonActionOf } from "../lesson/lesson-keys.js";
import { actInLesson, needsStep } from "../lesson/lesson-moves.js";
import type { LessonShown } from "../lesson/lesson-shown.js";
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
  const inLesson = state.lesson && lessonActionOf(key, state.lesson);
  if (state.lesson !== undefined && inLesson !== undefined) return pressInLesson(state, state.lesson, key, inLesson);
  const action = actionOf(key);
  if (action === undefined) return only(state);
  const keysWaiting = state.keysWaiting ?? (needsRow(state, action) && isUnread(state) ? [] : undefined);
  if (keysWaiting === undefined || needsNoRow.has(action)) return act(before(state, action), action);
  return only({ ...state, keysWaiting: [...keysWaiting, key].slice(0, maxWaiting) });
}

/** An answer is about the step that a running search leads to. */
function pressInLesson(state: PlayerState, lesson: LessonShown, key: string, action: LessonAction): Updated {
  const keysWaiting = state.keysWaiting ?? (state.seeking === undefined ? undefined : []);
  if (keysWaiting === undefined || !needsStep(action)) return actInLesson(without(state, "message"), lesson, action);
  return only({ ...state, keysWaiting: [...keysWaiting, key].slice(0, maxWaiting) });
}

/** Keys that waited are pressed once the filtered objects are shown, or it is clear that there are none; each after the search of the one before. */
export function pressWaiting(updated: Updated): Updated {
  const { state, effects } = updated;
  const { keysWaiting, ...free } = state;
  const isBusy = state.seeking !== undefined || state.prompt !== undefined || state.help;
  if (keysWaiting === undefined || isBusy || currentIndex(state) < 0) return updated;
  let after: Updated = { state: free, effects };
  for (const [i, key] of keysWaiting.entries()) {
    if (after.state.seeking !== undefined || after.state.keysWaiting !== undefined) return withWaiting(after, keysWaiting.slice(i));
    const pressed = press(after.state, key);
    after = { state: pressed.state, effects: [...after.effects, ...pressed.effects] };
  }
  return after;
}

function withWaiting({ state, effects }: Updated, keys: readonly string[]): Updated {
  return { state: { ...state, keysWaiting: [...(state.keysWaiting ?? []), ...keys].slice(0, maxWaiting) }, effects };
}

/** The step has not been read. An empty session has none to wait for. */
function isUnread(state: PlayerState): boolean {
  return state.position >= 1 && currentRow(state) === undefined;
}

/** Whether an action is about the row of the step. The next match may be within its whole object. */
function needsRow({ pane, search }: PlayerState, action: Action): boolean {
  if (action === "next-found" || action === "previous-found") return pane === "yaml" && search !== undefined;
  return action === "only-this" || action === "diff-from" || action === "next-marker" || action === "previous-marker";
}

/** The state before an action: the message is cleared, and a move leaves the chosen finding. */
function before(state: PlayerState, action: Action): PlayerState {
  const quiet = withoutWrap(without(state, "message"));
  return leavesFinding.has(action) ? without(quiet, "chosenFinding") : quiet;
}

/** That a search went past an end is said once. */
function withoutWrap(state: PlayerState): PlayerState {
  const { wrapped, ...matchPlace } = state.matchPlace ?? {};
  return wrapped === undefined ? state : { ...state, matchPlace: { sequence: state.position, ...matchPlace } };
}

const leavesFinding: ReadonlySet<Action> = new Set([
  "forward",
  "back",
  "screen-forward",
  "screen-back",
  "first",
  "last",
  "follow",
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
