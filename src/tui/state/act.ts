import { assertNever } from "../../model/assert-never.js";
import { fastest, slowest } from "../../replay/play-limits.js";
import { detailHeight, listHeight } from "../view/layout.js";
import { diffFrom, endDiff } from "./diff-moves.js";
import { filtered, onlyThis } from "./filter-moves.js";
import { toEvidence, toFinding } from "./finding-moves.js";
import { follow } from "./follow-moves.js";
import { openHelp } from "./help-moves.js";
import type { Action } from "./key-table.js";
import { moveBy, play, scrollBy } from "./moves.js";
import { type Pane, type PlayerState, panesOf } from "./player-state.js";
import { openPrompt } from "./prompt.js";
import { toNextMatch } from "./search-moves.js";
import { toEnd, toMarker, toNext } from "./seek-moves.js";
import { stepCommand } from "./step-command.js";
import { stopPlaying } from "./tick.js";
import { nextTimes } from "./time-moves.js";
import { doing, only, say, type Updated, without } from "./updated.js";

/** Does what a key means (`key-table.ts`): one line per action; longer moves are in files of their own. */
export function act(state: PlayerState, action: Action): Updated {
  switch (action) {
    case "forward":
      return only(moveBy(state, 1));
    case "back":
      return only(moveBy(state, -1));
    case "screen-forward":
      return only(moveBy(state, Math.max(1, listHeight(state) - 1)));
    case "screen-back":
      return only(moveBy(state, -Math.max(1, listHeight(state) - 1)));
    case "first":
      return toEnd(state, "first");
    case "last":
      return toEnd(state, "last");
    case "follow":
      return follow(state);
    case "next-meaningful":
      return toNext(state, { kind: "meaningful" }, 1);
    case "previous-meaningful":
      return toNext(state, { kind: "meaningful" }, -1);
    case "next-found":
      return toFound(state, 1);
    case "previous-found":
      return toFound(state, -1);
    case "next-warning":
      return toNext(state, { kind: "warning" }, 1);
    case "previous-warning":
      return toNext(state, { kind: "warning" }, -1);
    case "next-finding":
      return only(toFinding(state, 1));
    case "previous-finding":
      return only(toFinding(state, -1));
    case "next-evidence":
      return only(toEvidence(state, 1));
    case "previous-evidence":
      return only(toEvidence(state, -1));
    case "next-marker":
      return toMarker(state, 1);
    case "previous-marker":
      return toMarker(state, -1);
    case "ask-jump":
      return only(openPrompt(state, "jump"));
    case "ask-filter":
      return only(openPrompt(state, "filter"));
    case "ask-search":
      return only(openPrompt(state, "search"));
    case "ask-marker":
      return only(openPrompt(state, "marker"));
    case "ask-write":
      return only(openPrompt(state, "write"));
    case "only-this":
      return onlyThis(state);
    case "diff-from":
      return only(diffFrom(state));
    case "play":
      return play(state);
    case "faster":
      return only({ ...state, speed: Math.min(fastest, state.speed * 2) });
    case "slower":
      return only({ ...state, speed: Math.max(slowest, state.speed / 2) });
    case "pane-next":
      return only(showPane(state, nextPane(state)));
    case "pane-diff":
      return only(showPane(state, "diff"));
    case "pane-yaml":
      return only(showPane(state, "yaml"));
    case "pane-world":
      return only(showPane(state, "world"));
    case "pane-findings":
      return only(showPane(state, "findings"));
    case "noise":
      // Lines of the whole object come or go: none of them is where the search was.
      return only(say({ ...without(state, "matchPlace"), noise: !state.noise, scroll: 0 }, state.noise ? "hiding noise" : "showing noise"));
    case "scroll-down":
      return only(scrollBy(state, 1));
    case "scroll-up":
      return only(scrollBy(state, -1));
    case "page-down":
      return only(scrollBy(state, Math.max(1, detailHeight(state) - 1)));
    case "page-up":
      return only(scrollBy(state, -Math.max(1, detailHeight(state) - 1)));
    case "help":
      return only(openHelp(state));
    case "escape":
      return cancelActivity(state);
    case "next-times":
      return only(nextTimes(state));
    case "copy":
      return doing(state, { kind: "copy", text: stepCommand(state) });
    case "suspend":
      return doing(state, { kind: "suspend" });
    case "quit":
      return doing(state, { kind: "quit", interrupted: false });
    case "interrupt":
      return doing(state, { kind: "quit", interrupted: true });
    default:
      return assertNever(action);
  }
}

/** While a search term is set, its next match; else the next meaningful change. */
function toFound(state: PlayerState, direction: 1 | -1): Updated {
  return state.search === undefined ? toNext(state, { kind: "meaningful" }, direction) : toNextMatch(state, direction);
}

function nextPane(state: PlayerState): Pane {
  const panes = panesOf(state);
  return panes[(panes.indexOf(state.pane) + 1) % panes.length] ?? "diff";
}

function showPane(state: PlayerState, pane: Pane): PlayerState {
  return { ...state, pane, scroll: 0 };
}

/** Esc ends one thing at a time: a running search, playback, the comparison with another step, the search term; in a lesson, the filter of a stop. */
function cancelActivity(state: PlayerState): Updated {
  const idle = without(state, "keysWaiting");
  if (idle.seeking !== undefined) return doing(without(idle, "seeking"), { kind: "stop-seeking" });
  if (idle.playing !== undefined) return only(stopPlaying(idle));
  if (idle.diffBase !== undefined) return only(endDiff(idle));
  if (idle.search === undefined && idle.filter?.withKubeEvents) return filtered(idle, undefined);
  return only(without(without(without(idle, "search"), "matchPlace"), "reveal"));
}
