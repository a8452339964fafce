import type { Marker } from "../../model/session.js";
import { emptyWindow } from "../tasks/rows-around.js";
import { detailExtent, detailHeight } from "../view/layout.js";
import { isRecording, pauseFollowing } from "./live.js";
import { currentIndex, currentRow, type PlayerState } from "./player-state.js";
import { doing, only, say, type Updated, without } from "./updated.js";

/** Shows the step with this sequence (or the nearest that there is), its detail from the top. Whoever leaves the newest step follows no longer. */
export function goTo(at: PlayerState, sequence: number): PlayerState {
  const { frames } = at.session.summary;
  const position = Math.min(Math.max(sequence, Math.min(1, frames)), frames);
  const state = position === at.position ? at : pauseFollowing(at);
  return { ...state, position, scroll: 0, ...(state.playing === undefined ? {} : { playing: { waitedMs: 0 } }) };
}

/** Shows the steps of all objects again; their rows are still to be read. */
export function unfiltered(state: PlayerState): PlayerState {
  return state.filter === undefined ? state : { ...without(state, "filter"), window: emptyWindow };
}

/** Shows this very step: a filter that hides it ends. */
export function goToAny(state: PlayerState, sequence: number): PlayerState {
  const there = goTo(unfiltered(state), sequence);
  return state.filter === undefined ? there : say(there, "filter off: showing all objects");
}

/** This many steps forward or back. Without a filter this counts sequences; with one, it goes as far as rows were read. */
export function moveBy(state: PlayerState, steps: number): PlayerState {
  const { rows } = state.window;
  const index = currentIndex(state);
  const row = index < 0 ? undefined : rows[Math.min(Math.max(index + steps, 0), rows.length - 1)];
  if (state.filter === undefined) return goTo(state, state.position + steps);
  return row === undefined ? state : goTo(state, row.frame.sequence);
}

/** Scrolls the detail, never beyond its end. */
export function scrollBy(state: PlayerState, lines: number): PlayerState {
  const last = Math.max(0, detailExtent(state) - detailHeight(state));
  return { ...state, scroll: Math.min(Math.max(0, state.scroll + lines), last) };
}

/** Plays or pauses. At the end of the session it begins again from the start; while it is being recorded, it waits there for what comes. */
export function play(state: PlayerState): Updated {
  if (state.playing !== undefined) return only(without(state, "playing"));
  const playing = { ...pauseFollowing(state), playing: { waitedMs: 0 } };
  if (!isAtEnd(state) || isRecording(state)) return only(playing);
  if (state.filter === undefined) return only(goTo(playing, 1));
  return doing(playing, { kind: "seek", query: { kind: "end", which: "first" }, what: "first step" });
}

function isAtEnd({ window, position, filter, session }: PlayerState): boolean {
  if (filter === undefined && position >= session.summary.frames) return true;
  const index = currentIndex({ window, position });
  return window.reachesEnd && index >= 0 && index === window.rows.length - 1;
}

/** The next marker: one at or after the next step. */
export function nextMarker(state: PlayerState): Marker | undefined {
  const next = state.window.rows[currentIndex(state) + 1];
  return next === undefined ? undefined : state.markers.find(({ offsetMs }) => offsetMs >= next.frame.offsetMs);
}

export function previousMarker(state: PlayerState): Marker | undefined {
  const offset = currentRow(state)?.frame.offsetMs ?? 0;
  return state.markers.findLast(({ offsetMs }) => offsetMs < offset);
}
