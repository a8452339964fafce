import { formatDuration } from "../../io/duration.js";
import { printable } from "../../io/printable.js";
import { type Paint, paintWith } from "../../report/terminal/paint.js";
import { cut, endOf, widthOf } from "../../report/terminal/width.js";
import { type LessonShown, stopNumber, stopTitle } from "../lesson/lesson-shown.js";
import { matchCount, matchLine } from "../state/matches-shown.js";
import { currentRow, momentsShown, type PlayerState, type Prompt, playheadMs } from "../state/player-state.js";
import { promptLabel } from "../state/prompt.js";
import { stepCommand } from "../state/step-command.js";
import { detailLines } from "./detail-lines.js";
import { findingLine } from "./finding-lines.js";
import { footerKeys, footerLine } from "./footer.js";
import { helpHeight, shownHelp } from "./help-lines.js";
import { highlighted } from "./highlight.js";
import { isTitleInHead, isTooSmall, type Layout, layoutOf, lessonPaneOf, lessonScroll, smallest } from "./layout.js";
import { listLines } from "./list-lines.js";
import { endedText, isNarrowScreen, liveText } from "./live-text.js";
import { linesText, paneTitle } from "./pane-title.js";
import { SearchPattern } from "./search-pattern.js";
import { cutStyled, fill, spread } from "./styled.js";
import { timelineLines } from "./timeline-lines.js";
import { wholeObject } from "./whole-object.js";
import { worldBeside } from "./world-beside.js";

/** The whole screen: as many lines as the terminal has rows, each at most as wide as its columns, without spaces at its end. Pure. */
export function view(state: PlayerState): readonly string[] {
  const { columns, rows } = state.size;
  const paint = paintWith(state.session.colour);
  if (isTooSmall(state)) return filled([tooSmallLine(columns)], columns, rows);
  const body = state.help ? help(state, paint) : panes(state, layoutOf(state), paint);
  return filled(
    [headLine(state, paint), ...filled(body, columns, rows - 3), messageLine(state, paint), statusLine(state, paint)],
    columns,
    rows,
  );
}

/** As much of it as there is room for. */
function tooSmallLine(columns: number): string {
  const needs = `needs ${smallest.columns}x${smallest.rows}`;
  return [`${needs}; q quits`, needs, "q quits", "q"].find((text) => text.length <= columns) ?? "";
}

/** Exactly this many lines, none wider than the columns. */
export function filled(lines: readonly string[], columns: number, rows: number): readonly string[] {
  return Array.from({ length: rows }, (_, i) => cutStyled(lines[i] ?? "", columns).trimEnd());
}

function help(state: PlayerState, paint: Paint): readonly string[] {
  const { columns } = state.size;
  const { lines, from } = shownHelp(state);
  const height = helpHeight(state);
  return [rule(`help${linesText(from, lines.length, height)}`, columns, paint), ...lines.slice(from, from + height)];
}

function panes(state: PlayerState, layout: Layout, paint: Paint): readonly string[] {
  const { lesson, columns } = layout;
  if (lesson === undefined || state.lesson === undefined) return recording(state, layout, paint);
  const text = lessonLines({ ...state, lesson: state.lesson }, lesson, paint);
  if (!lesson.beside) return [...text, ...recording(state, layout, paint)];
  const beside = { columns: lesson.columns, lines: text };
  return besideEachOther({ columns, lines: recording(state, layout, paint) }, beside, lesson.rows, paint);
}

/** Timeline, list and detail. */
function recording(state: PlayerState, layout: Layout, paint: Paint): readonly string[] {
  const { columns, list, detail, world } = layout;
  const timeline = !layout.hasTimeline ? [] : timelineLines(state, columns, layout.tracks);
  const changes = listLines(state, list.columns, list.rows);
  const all = detailLines(state, detail.columns);
  const shown = detailShown(state, all.slice(state.scroll, state.scroll + detail.rows), detail.columns);
  const listTitle = `changes${state.filter === undefined ? "" : ` of ${printable(state.filter.words, 60)}`}${state.lesson?.playable.synthetic ? " (synthetic recording)" : ""}`;
  const detailTitle = paneTitle(state, all.length, detail.rows, detail.columns - titleLead.length - 1);
  const listArea = { title: listTitle, columns: list.columns, lines: changes };
  const detailArea = { title: detailTitle, columns: detail.columns, lines: shown };
  if (layout.beside) return [...timeline, ...sideBySide(listArea, detailArea, list.rows, paint)];
  const above = [...timeline, rule(listTitle, columns, paint), ...changes];
  if (world === undefined) return [...above, rule(detailTitle, columns, paint), ...filled(shown, columns, detail.rows)];
  const worldArea = { columns: world.columns, ...worldBeside(state, world.columns, world.rows) };
  return [...above, ...sideBySide(detailArea, worldArea, detail.rows, paint)];
}

/** The lesson, and where it has more lines than rows, which of them are shown, in the last row. */
function lessonLines(state: PlayerState & { readonly lesson: LessonShown }, area: AreaOfLesson, paint: Paint): readonly string[] {
  const { lines } = lessonPaneOf(state, area);
  if (lines.length <= area.rows) return lines;
  const { from } = lessonScroll(state);
  const height = area.rows - 1;
  const place = `${linesText(from, lines.length, height).trimStart()}, ] [ scroll`;
  return [...lines.slice(from, from + height), rule(place, area.columns, paint)];
}

type AreaOfLesson = NonNullable<Layout["lesson"]>;

interface Lines {
  readonly columns: number;
  readonly lines: readonly string[];
}

interface TitledArea extends Lines {
  readonly title: string;
}

/** Two areas below one line of titles, with a line between them. */
export function sideBySide(left: TitledArea, right: TitledArea, rows: number, paint: Paint): readonly string[] {
  const titles = `${rule(left.title, left.columns, paint)}${paint.dim("─┬─")}${rule(right.title, right.columns, paint)}`;
  return [titles, ...besideEachOther(left, right, rows, paint)];
}

function besideEachOther(left: Lines, right: Lines, rows: number, paint: Paint): readonly string[] {
  return Array.from(
    { length: rows },
    (_, i) => `${fill(left.lines[i] ?? "", left.columns)}${paint.dim(" │ ")}${cutStyled(right.lines[i] ?? "", right.columns)}`,
  );
}

/** The lines of the detail that are on the screen, with the matches of the search marked. */
function detailShown(state: PlayerState, lines: readonly string[], columns: number): readonly string[] {
  const { search, pane, noise, scroll, session } = state;
  if (search === undefined) return lines;
  const options = { pattern: new SearchPattern(search), colour: session.colour };
  const row = currentRow(state);
  // Elsewhere a line is continued wherever it is broken; where two meet that are not one, a match is less likely than one that is broken.
  if (pane !== "yaml" || row?.kind !== "object") return highlighted(lines, { ...options, isContinued: () => pane === "diff" });
  const { starts } = wholeObject(row, noise, columns);
  const begins = new Set(starts);
  const line = matchLine(state);
  const [from, to] = line === undefined ? [0, 0] : [starts[line] ?? 0, starts[line + 1] ?? Number.POSITIVE_INFINITY];
  return highlighted(lines, {
    ...options,
    isContinued: (i) => !begins.has(scroll + i),
    isCurrent: (i) => scroll + i >= from && scroll + i < to,
  });
}

const titleLead = "── ";

/** A line that begins with a title. */
export function rule(title: string, columns: number, paint: Paint): string {
  const text = cut(`${titleLead}${title} `, columns);
  return paint.dim(text + "─".repeat(columns - widthOf(text)));
}

function headLine(state: PlayerState, paint: Paint): string {
  if (state.lesson !== undefined) return lessonHeadLine(state, state.lesson, paint);
  const { summary } = state.session;
  const { header, frames, durationMs } = summary;
  const title = header.title === undefined ? "" : ` · ${printable(header.title, 200)}`;
  const shared = header.shared === undefined ? "" : ` (shared: ${header.shared.level})`;
  const still = endedText(state);
  const live = liveText(state);
  const moments = momentsShown(state);
  // A time of day is not a part of a duration.
  const isPart = moments.format === "offset" && (live === undefined || !isNarrowScreen(state));
  const place = `#${state.position}/${frames}  ${moments.text(playheadMs(state))}${isPart ? ` of ${formatDuration(durationMs)}` : ""}`;
  const right = `  ${live ?? `${state.playing === undefined ? "paused" : "▶ playing"} ${state.speed}x`}  ${place}`;
  return spread(`${paint.bold(printable(header.name, 100))}${shared}${still}${title}`, right, state.size.columns);
}

/** The lesson and its stop, in place of the session: the title of the stop whole, and of the rest what has room. */
function lessonHeadLine(state: PlayerState, lesson: LessonShown, paint: Paint): string {
  const { columns } = state.size;
  const { frames, durationMs } = state.session.summary;
  const moments = momentsShown(state);
  const sequence = `#${state.position}/${frames}`;
  const place = `${sequence}  ${moments.text(playheadMs(state))}`;
  const speed = `${state.playing === undefined ? "paused" : "▶ playing"} ${state.speed}x`;
  const total = moments.format === "offset" ? ` of ${formatDuration(durationMs)}` : "";
  const stop = printable(isTitleInHead(state) || lesson.isHidden ? stopTitle(lesson) : stopNumber(lesson), 200);
  const rights = [`${speed}  ${place}${total}`, `${speed}  ${place}`, place, sequence];
  const right = rights.find((text) => widthOf(stop) + 2 + widthOf(text) <= columns) ?? sequence;
  const title = `${printable(lesson.playable.title, 100)} · `;
  const left = widthOf(title) + widthOf(stop) + 2 + widthOf(right) <= columns ? `${title}${stop}` : stop;
  return spread(paint.bold(left), `  ${right}`, columns);
}

function messageLine(state: PlayerState, paint: Paint): string {
  const { prompt, seeking, message, playing } = state;
  if (prompt !== undefined) return promptLine(state, prompt, paint);
  if (seeking !== undefined)
    return paint.dim(
      `searching: ${printable(seeking.what, 120)} …${seeking.sequence === undefined ? "" : ` at #${seeking.sequence}, Esc stops`}`,
    );
  if (message !== undefined)
    return message.tone === "bad" ? paint.tone("bad", `! ${printable(message.text, 400)}`) : printable(message.text, 400);
  const idle = playing === undefined ? undefined : idleText(state);
  if (idle !== undefined) return paint.dim(idle);
  return state.search === undefined ? (findingLine(state, paint) ?? "") : searchLine(state, state.search, paint);
}

/** Where there is little room, the keys are left out, then the term is cut, then left out: the count never is. */
function searchLine(state: PlayerState, search: string, paint: Paint): string {
  const wrapped = state.matchPlace?.sequence === state.position ? state.matchPlace.wrapped : undefined;
  const words = `${wrapped === undefined ? "" : `wrapped to the ${wrapped} match, `}${matchCount(state)}`;
  const help = "; n next, N previous, Esc ends it";
  const roomFor = (after: string) => state.size.columns - words.length - after.length - 'search "": '.length;
  const keys = roomFor(help) < minTermColumns ? "" : help;
  const term = roomFor(keys) < minTermColumns ? "" : `search "${cut(printable(search, 100), roomFor(keys))}": `;
  return `${paint.dim(term)}${words}${paint.dim(keys)}`;
}

/** What is typed has half of the line at least: the label gives way. */
function promptLine(state: PlayerState, prompt: Prompt, paint: Paint): string {
  const { columns } = state.size;
  const typed = printable(prompt.text, 400);
  const label = cut(promptLabel(state, prompt), columns - 1 - Math.min(widthOf(typed), Math.floor(columns / 2)));
  return `${paint.bold(label)}${tail(typed, columns - 1 - widthOf(label))}█`;
}
/** Less of a search term says nothing. */
const minTermColumns = 6;

/** The end of a line that is too long: where the user types. */
export function tail(text: string, room: number): string {
  return widthOf(text) <= room ? text : `…${endOf(text, room - 1)}`;
}

function idleText(state: PlayerState): string | undefined {
  const { rows } = state.window;
  const row = currentRow(state);
  const next = row === undefined ? undefined : rows[rows.indexOf(row) + 1];
  if (row === undefined || next === undefined) return undefined;
  const silence = next.frame.offsetMs - row.frame.offsetMs;
  return silence > state.idleLimitMs
    ? `⋯ ${formatDuration(silence)} without a change, shortened to ${formatDuration(state.idleLimitMs)}`
    : undefined;
}

function statusLine(state: PlayerState, paint: Paint): string {
  return footerLine(footerKeys(state), printable(stepCommand(state), 200), state.size.columns, paint);
}
