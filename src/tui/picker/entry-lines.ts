import { formatDuration } from "../../io/duration.js";
import { greatest } from "../../model/extremes.js";
import { formatAge } from "../../report/terminal/age.js";
import { type Paint, paintWith } from "../../report/terminal/paint.js";
import { cut, cutName, padEnd, padStart, widthOf } from "../../report/terminal/width.js";
import { plainOf, selectedLine } from "../view/styled.js";
import { filterWords, piecesByMatch } from "./entry-filter.js";
import { type PickerEntry, stateText, targetsText, titleText } from "./picker-entry.js";
import type { PickerState } from "./picker-state.js";

/**
 * The headings, and the sessions around the selected one, a line each; that of the selected one is in reverse video. A line is made when it is shown:
 * there may be thousands.
 *
 *       name         state       age  frames  duration  targets     title
 *     ▸ checkout-1   stopped     2h04m   112     42.7s  deploy/web  The rollout of Monday
 *       pod-nginx    bundled     8d01h    16     9.36s  pod/nginx   A Pod from birth to deletion
 */
export function entryLines(state: PickerState, columns: number, rows: number): readonly string[] {
  const paint = paintWith(state.colour);
  const { shown, top, selected } = state;
  if (shown.length === 0)
    return ["", paint.dim(cut(state.filter === "" ? "  no sessions" : "  no session matches: Esc clears the filter", columns))];
  const visible = shown.slice(top, top + rows);
  const widths = widthsOf(state, visible, columns);
  const options = { paint, widths, words: filterWords(state.filter), nowMs: state.nowMs, columns };
  return [paint.dim(headings(widths)), ...visible.map((entry, i) => entryLine(entry, top + i === selected, options))];
}

const stateColumns = 11;
const ageColumns = 6;
const frameColumns = 8;
const durationColumns = 10;
/** Narrower lists leave out frames and durations. */
const minNumbersColumns = 72;
const minTitleColumns = 12;

/** 0: there is no room for it. */
interface Widths {
  readonly name: number;
  readonly numbers: number;
  readonly targets: number;
  readonly title: number;
}

function widthsOf({ stored, bundled }: PickerState, visible: readonly PickerEntry[], columns: number): Widths {
  const name = Math.min(nameColumns(stored, bundled), Math.floor(columns * 0.38));
  const numbers = columns < minNumbersColumns ? 0 : frameColumns + durationColumns;
  const rest = Math.max(0, columns - 2 - name - 2 - stateColumns - ageColumns - numbers - 2);
  const hasTitles = rest >= 2 * minTitleColumns + 2;
  const widest = greatest(
    visible.map((entry) => widthOf(targetsText(entry))),
    minTitleColumns,
  );
  const targets = hasTitles ? Math.min(widest, Math.floor(rest * 0.4)) : rest;
  return { name, numbers, targets, title: hasTitles ? rest - targets - 2 : 0 };
}

/** Of all, so that nothing moves sideways when the list scrolls. Names are ASCII. */
function nameColumns(...lists: readonly (readonly PickerEntry[])[]): number {
  return greatest(lists.map(maxNameLength), "name".length);
}

function maxNameLength(entries: readonly PickerEntry[]): number {
  const known =
    nameLengths.get(entries) ??
    greatest(
      entries.map(({ name }) => name.length),
      0,
    );
  nameLengths.set(entries, known);
  return known;
}

const nameLengths = new WeakMap<readonly PickerEntry[], number>();

function headings({ name, numbers, targets, title }: Widths): string {
  const counts = numbers === 0 ? "" : `${padStart("frames", frameColumns)}${padStart("duration", durationColumns)}`;
  const words = `  ${padEnd("targets", targets)}${title === 0 ? "" : "  title"}`;
  return `  ${padEnd("name", name)}  ${padEnd("state", stateColumns)}${padStart("age", ageColumns)}${counts}${cut(words, targets + title + 4)}`;
}

interface LineOptions {
  readonly paint: Paint;
  readonly widths: Widths;
  readonly words: readonly string[];
  readonly nowMs: number;
  /** Of the whole line. */
  readonly columns: number;
}

function entryLine(entry: PickerEntry, isSelected: boolean, { paint, widths, words, nowMs, columns }: LineOptions): string {
  const { summary } = entry;
  const matched = (text: string, columns: number, plain?: (text: string) => string) => {
    const fitted = cut(text, columns);
    return `${painted(fitted, words, plain, paint)}${" ".repeat(Math.max(0, columns - widthOf(fitted)))}`;
  };
  const name = matched(cutName(entry.name, widths.name), widths.name);
  const state = matched(stateText(entry), stateColumns, statePaint(entry, paint));
  const age = padStart(summary === undefined ? "" : ageText(summary.header.startedAt, nowMs), ageColumns);
  const frames = summary === undefined ? "" : String(summary.frames);
  const duration = summary === undefined ? "" : formatDuration(summary.durationMs);
  const numbers = widths.numbers === 0 ? "" : `${padStart(frames, frameColumns)}${padStart(duration, durationColumns)}`;
  const problem = entry.problem === undefined || widths.title > 0 ? "" : titleText(entry);
  const targets = matched(problem || targetsText(entry), widths.targets);
  const title = widths.title === 0 ? "" : `  ${matched(titleText(entry), widths.title)}`;
  const line = `${isSelected ? "▸" : " "} ${name}  ${state}${age}${numbers}  ${targets}${title}`;
  return isSelected ? selectedLine(plainOf(line), columns) : line;
}

/** What the filter matches is emphasised. */
function painted(text: string, words: readonly string[], plain: ((text: string) => string) | undefined, paint: Paint): string {
  return piecesByMatch(text, words)
    .map((piece) => (piece.isMatch ? paint.warning(piece.text) : (plain?.(piece.text) ?? piece.text)))
    .join("");
}

function statePaint({ problem, summary, origin }: PickerEntry, paint: Paint): (text: string) => string {
  if (problem !== undefined) return (text) => paint.tone("bad", text);
  if (origin === "bundled") return paint.dim;
  if (summary?.state === "recording") return (text) => paint.tone("good", text);
  return summary?.state === "interrupted" ? paint.warning : (text) => text;
}

/** "42s", "5m12s", "3d04h": how long ago it began. A year has no use for hours. */
function ageText(startedAt: string, nowMs: number): string {
  const ageMs = nowMs - Date.parse(startedAt);
  if (Number.isNaN(ageMs)) return "?";
  return ageMs < 100 * dayMs ? formatAge(ageMs) : `${Math.floor(ageMs / dayMs)}d`;
}

const dayMs = 86_400_000;
