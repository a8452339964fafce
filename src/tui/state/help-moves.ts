import { helpHeight, shownHelp } from "../view/help-lines.js";
import { type Action, actionOf } from "./key-table.js";
import type { PlayerState } from "./player-state.js";
import { doing, only, type Updated } from "./updated.js";

/** Shows the help from its beginning. */
export function openHelp(state: PlayerState): PlayerState {
  return { ...state, help: true, helpScroll: 0 };
}

/** A key while the help is shown: it scrolls, or closes the help. Others do nothing, so that who tries keys there moves nowhere. */
export function helpKey(state: PlayerState, key: string): Updated {
  const action = actionOf(key);
  if (action === "suspend") return doing(state, { kind: "suspend" });
  if (action !== undefined && closing.has(action)) return only({ ...state, help: false });
  const { lines, from } = shownHelp(state);
  const last = Math.max(0, lines.length - helpHeight(state));
  const lineCount = linesBy(action, key, Math.max(1, helpHeight(state) - 1));
  return only({ ...state, helpScroll: Math.min(Math.max(0, from + lineCount), last) });
}

const closing: ReadonlySet<Action> = new Set(["quit", "escape", "help"]);

/** How many lines a key scrolls, as it would in a pager. */
function linesBy(action: Action | undefined, key: string, page: number): number {
  if (key === " ") return page;
  switch (action) {
    case "forward":
    case "scroll-down":
      return 1;
    case "back":
    case "scroll-up":
      return -1;
    case "screen-forward":
    case "page-down":
      return page;
    case "screen-back":
    case "page-up":
      return -page;
    case "last":
      return Number.POSITIVE_INFINITY;
    case "first":
      return Number.NEGATIVE_INFINITY;
    default:
      return 0;
  }
}
