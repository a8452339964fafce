import type { Query } from "../tasks/seek.js";
import { detailLines } from "../view/detail-lines.js";
import { layoutOf } from "../view/layout.js";
import { SearchPattern } from "../view/search-pattern.js";
import { wholeObject } from "../view/whole-object.js";
import { matchedLines, matchLine, nextMatch, stepSearch } from "./matches-shown.js";
import { goTo, scrollBy } from "./moves.js";
import { currentRow, type PlayerState } from "./player-state.js";
import { seeking } from "./seek-moves.js";
import { only, say, type Updated, without } from "./updated.js";

/** Searches for a text, from the step shown on; for the last one again if it is empty. With the whole object on the screen, its lines come first. */
export function startSearch(state: PlayerState, typed: string): Updated {
  const text = typed === "" ? (state.search ?? state.lastSearch) : typed;
  if (text === undefined) return only(say(state, "no search to repeat"));
  return toNextMatch({ ...without(without(state, "matchPlace"), "reveal"), search: text, lastSearch: text }, 1);
}

/** The next match in a direction: a line of the whole object while that is on the screen, else, and after the last line, a step. */
export function toNextMatch(state: PlayerState, direction: 1 | -1): Updated {
  const line = state.pane === "yaml" ? nextLine(state, direction) : undefined;
  if (line !== undefined) return only(showLine(state, line));
  const words = `match of "${state.search ?? ""}"`;
  if (state.seeking?.what === words) return only({ ...state, seeking: { ...state.seeking, again: (state.seeking.again ?? 0) + 1 } });
  const next = nextMatch(state, direction);
  if (next === "none") return only(say(state, `no ${words}`));
  if (next !== undefined) return only(arriveAt(state, next.sequence, direction, next.wrapped));
  const search = stepSearch(state);
  return search === undefined ? only(state) : seeking(state, { kind: "match", search, direction }, words);
}

/** A search in frames has come to a match. Its key, pressed again meanwhile, is pressed again once the step is shown. */
export function matchFound(
  state: PlayerState,
  sequence: number,
  { direction }: Extract<Query, { kind: "match" }>,
  wrapped: boolean,
): Updated {
  const { again = 0 } = state.seeking ?? {};
  const there = arriveAt(without(state, "seeking"), sequence, direction, wrapped);
  return only(again === 0 ? there : { ...there, keysWaiting: Array.from({ length: again }, () => (direction === 1 ? "n" : "N")) });
}

function arriveAt(state: PlayerState, sequence: number, direction: 1 | -1, wrapped: boolean): PlayerState {
  const end = direction === 1 ? "first" : "last";
  return { ...goTo(state, sequence), matchPlace: { sequence, ...(wrapped ? { wrapped: end } : {}) }, reveal: direction };
}

/** Scrolls to the match that the search has led to, as soon as the step has been read. */
export function revealMatch(state: PlayerState): PlayerState {
  const { reveal, matchPlace, position } = state;
  if (reveal === undefined) return state;
  if (matchPlace?.sequence !== position) return without(state, "reveal");
  if (currentRow(state) === undefined) return state;
  const shown = without(state, "reveal");
  if (state.pane === "yaml") {
    const line = matchedLines(state).at(reveal === 1 ? 0 : -1);
    return line === undefined ? shown : showLine(shown, line);
  }
  return state.pane === "diff" ? showFirst(shown) : shown;
}

/** A line of the whole object, and that it is the one where the search is. */
function showLine(state: PlayerState, line: number): PlayerState {
  const row = currentRow(state);
  if (row?.kind !== "object") return state;
  const { starts, lines } = wholeObject(row, state.noise, layoutOf(state).detail.columns);
  const from = starts[line] ?? 0;
  const shown = scrollTo(state, from, (starts[line + 1] ?? lines.length) - 1);
  return { ...shown, matchPlace: { ...state.matchPlace, sequence: state.position, line } };
}

function showFirst(state: PlayerState): PlayerState {
  const { search } = state;
  if (search === undefined) return state;
  const all = detailLines(state, layoutOf(state).detail.columns);
  const ranges = new SearchPattern(search).rangesIn(all.slice(0, all.length), () => true);
  const line = ranges.findIndex((each) => each.length > 0);
  return line < 0 ? state : scrollTo(state, line, line);
}

/** Lines that are shown in part or not at all come to the upper third of the detail. */
function scrollTo(state: PlayerState, from: number, to: number): PlayerState {
  const { rows } = layoutOf(state).detail;
  if (from >= state.scroll && to < state.scroll + rows) return state;
  return scrollBy(state, from - Math.floor(rows / 3) - state.scroll);
}

/** The next matching line of the object on the screen: after the one where the search is, else from what is shown on, as in less. */
function nextLine(state: PlayerState, direction: 1 | -1): number | undefined {
  const lines = matchedLines(state);
  const row = currentRow(state);
  if (lines.length === 0 || row?.kind !== "object") return undefined;
  const { detail } = layoutOf(state);
  const { starts } = wholeObject(row, state.noise, detail.columns);
  const startOf = (line: number) => starts[line] ?? 0;
  const at = matchLine(state);
  const isAtShown = at !== undefined && startOf(at) >= state.scroll && startOf(at) < state.scroll + detail.rows;
  if (isAtShown) return direction === 1 ? lines.find((line) => line > at) : lines.findLast((line) => line < at);
  if (direction === 1) return lines.find((line) => startOf(line) >= state.scroll);
  return lines.findLast((line) => startOf(line) < state.scroll);
}
