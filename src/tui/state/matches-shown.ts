import type { MatchedSteps, StepSearch } from "../tasks/matches.js";
import { layoutOf } from "../view/layout.js";
import { SearchPattern } from "../view/search-pattern.js";
import { wholeObject } from "../view/whole-object.js";
import { currentRow, type PlayerState } from "./player-state.js";

/** What is searched now; undefined without a search term. With the whole object on the screen it is that of every step. */
export function stepSearch({ search, pane, noise, filter }: PlayerState): StepSearch | undefined {
  if (search === undefined) return undefined;
  return { text: search, scope: pane === "yaml" ? "objects" : "changes", noise, uids: filter?.uids };
}

/** The matches of this search that are known. */
export function matchesNow(state: PlayerState): MatchedSteps | undefined {
  const { matches } = state;
  const search = stepSearch(state);
  return matches !== undefined && search !== undefined && isSameSearch(matches.search, search) ? matches : undefined;
}

export function isSameSearch(a: StepSearch, b: StepSearch): boolean {
  return a.text === b.text && a.scope === b.scope && a.noise === b.noise && a.uids === b.uids;
}

/** Whether every step was searched. */
export function areMatchesKnown(state: PlayerState): boolean {
  return (matchesNow(state)?.readSequence ?? -1) >= state.session.summary.frames;
}

/** How many of the sequences known are below this one. */
export function matchesBefore({ sequences, count }: MatchedSteps, sequence: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sequences[middle] ?? 0) < sequence) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The next matching step in a direction, past an end from the other one; "none" where no step matches; undefined where that is not known yet.
 */
export function nextMatch(state: PlayerState, direction: 1 | -1): { sequence: number; wrapped: boolean } | "none" | undefined {
  const known = matchesNow(state);
  if (known === undefined) return undefined;
  const { sequences, count, readSequence } = known;
  const { position } = state;
  const isWhole = areMatchesKnown(state);
  if (isWhole && count === 0) return "none";
  const at = direction === 1 ? matchesBefore(known, position + 1) : matchesBefore(known, position) - 1;
  const isKnown = isWhole || (direction === 1 ? at < count : at >= 0 && readSequence >= position - 1);
  if (!isKnown) return undefined;
  const sequence = at < count ? sequences[at] : undefined;
  if (sequence !== undefined) return { sequence, wrapped: false };
  return { sequence: sequences[direction === 1 ? 0 : count - 1] ?? position, wrapped: true };
}

/** Of the whole object shown: the lines that match, as they are before long ones are folded. */
export function matchedLines(state: PlayerState): readonly number[] {
  const row = currentRow(state);
  const { search, noise } = state;
  if (row?.kind !== "object" || search === undefined) return [];
  const { source } = wholeObject(row, noise, layoutOf(state).detail.columns);
  if (kept?.source !== source || kept.search !== search) {
    const pattern = new SearchPattern(search);
    kept = { source, search, lines: source.flatMap((line, i) => (pattern.matches(line) ? [i] : [])) };
  }
  return kept.lines;
}

let kept: { readonly source: readonly string[]; readonly search: string; readonly lines: readonly number[] } | undefined;

/** "match 3 of 17", "17 matches so far", "no match"; with the whole object on the screen, the line within it first. */
export function matchCount(state: PlayerState): string {
  const known = matchesNow(state);
  const { sequences = [], count = 0 } = known ?? {};
  const soFar = areMatchesKnown(state) ? "" : " so far";
  const index = known === undefined ? 0 : matchesBefore(known, state.position);
  const isAtMatch = index < count && sequences[index] === state.position;
  if (count === 0) return `no match${soFar}`;
  const noun = state.pane === "yaml" ? "step" : "match";
  const place = isAtMatch ? `${noun} ${index + 1} of ${count}` : `${count} ${pluralOf(noun, count)}`;
  const line = lineCount(state);
  return `${line === undefined ? "" : `${line}, `}${place}${soFar}`;
}

function pluralOf(noun: "step" | "match", count: number): string {
  if (count === 1) return noun;
  return noun === "step" ? "steps" : "matches";
}

function lineCount(state: PlayerState): string | undefined {
  if (state.pane !== "yaml") return undefined;
  const lines = matchedLines(state);
  if (lines.length === 0) return undefined;
  const line = matchLine(state);
  const at = line === undefined ? -1 : lines.indexOf(line);
  return at < 0 ? `${lines.length} ${lines.length === 1 ? "line" : "lines"} here` : `line ${at + 1} of ${lines.length} here`;
}

/** The line of the whole object that the search has led to, while its step is shown. */
export function matchLine({ matchPlace, position }: PlayerState): number | undefined {
  return matchPlace?.sequence === position ? matchPlace.line : undefined;
}
