import { exactMoment } from "../../replay/moment.js";
import { type Wanted, wordsFor } from "../../replay/wanted.js";
import type { Query } from "../tasks/seek.js";
import { follow, withFrames } from "./follow-moves.js";
import { isRecording } from "./live.js";
import { goTo, goToAny, nextMarker, previousMarker } from "./moves.js";
import type { PlayerState } from "./player-state.js";
import { doing, only, say, type Updated, without } from "./updated.js";

/** Starts a search; the player stays where it is until it ends. `what` names the goal for messages: "no further warning". */
export function seeking(state: PlayerState, query: Query, what: string): Updated {
  return doing({ ...state, seeking: { what } }, { kind: "seek", query, what });
}

/** The search ended with a sequence. If the same key was pressed meanwhile, the search continues from there. */
export function found(before: PlayerState, sequence: number, query: Exclude<Query, { kind: "match" }>): Updated {
  const state = withFrames(before, sequence);
  const wanted = hiddenGoal(sequence, query);
  if (wanted !== undefined && query.kind === "moment" && query.liftsFilter) return only(goToAny(without(state, "seeking"), wanted));
  const there = sayHidden(goTo(without(state, "seeking"), sequence), sequence, query);
  const { seeking: sought } = state;
  if (sought?.again === undefined || sought.again === 0) return only(there);
  const { state: next, effects } = seeking(there, query, sought.what);
  return { state: { ...next, seeking: { what: sought.what, again: sought.again - 1 } }, effects };
}

/** A sequence that was typed, where a filter hides its step: says which step is shown in its place. */
function sayHidden(state: PlayerState, shown: number, query: Query): PlayerState {
  const wanted = hiddenGoal(shown, query);
  if (wanted === undefined || query.kind !== "moment" || query.isTyped !== true) return state;
  return say(state, `#${wanted} is hidden by the filter: #${shown} is the step ${shown < wanted ? "before" : "after"} it`);
}

/** The step that was to be shown, where it is another one than that which was found. */
function hiddenGoal(found: number, query: Query): number | undefined {
  if (query.kind !== "moment" || query.moment.kind !== "sequence") return undefined;
  return query.moment.sequence === found ? undefined : query.moment.sequence;
}

export function toEnd(state: PlayerState, which: "first" | "last"): Updated {
  if (which === "last" && isRecording(state)) return follow(state);
  if (state.filter === undefined) return only(goTo(state, which === "first" ? 1 : state.session.summary.frames));
  return seeking(state, { kind: "end", which }, `${which} step`);
}

/** Keys come faster than searches end: the same key pressed meanwhile continues from the result. */
export function toNext(state: PlayerState, what: Wanted, direction: 1 | -1): Updated {
  const words = `${direction === 1 ? "further" : "earlier"} ${wordsFor(what)}`;
  if (state.seeking?.what === words) return only({ ...state, seeking: { ...state.seeking, again: (state.seeking.again ?? 0) + 1 } });
  return seeking(state, { kind: "next", what, direction }, words);
}

export function toMarker(state: PlayerState, direction: 1 | -1): Updated {
  const offsetMs = (direction === 1 ? nextMarker(state) : previousMarker(state))?.offsetMs;
  const what = `${direction === 1 ? "further" : "earlier"} marker`;
  if (offsetMs === undefined) return only(say(state, `no ${what}`));
  return seeking(state, { kind: "moment", moment: exactMoment(offsetMs) }, what);
}
