import { printable } from "../../io/printable.js";
import { widthOf } from "../../report/terminal/width.js";
import { type LessonPane, lessonPane } from "../lesson/lesson-pane.js";
import { type LessonShown, stopTitle } from "../lesson/lesson-shown.js";
import type { PlayerState } from "../state/player-state.js";
import { detailLines } from "./detail-lines.js";

/**
 * How the screen is divided, from the top:
 *
 *   head        1   session, speed, where one is
 *   timeline    1 + tracks
 *   list and detail, one above the other (each below its title line), or side by side from `besideFrom` columns on; from `worldFrom` columns on
 *               the list again above, for its sentences, and below it the detail and the world side by side
 *   message     1   what is typed, or was said
 *   status      1   keys, and the command for the same moment
 *
 * A lesson takes what its text needs between the head and the timeline, as if the screen had fewer rows; from `lessonBesideFrom` columns on it is at the
 * right, from below the head to above the message.
 */
export interface Layout {
  /** Of timeline, list and detail. */
  readonly columns: number;
  /** Rows of the timeline below its axis. */
  readonly tracks: number;
  /** On the smallest screens there is none beside a lesson. */
  readonly hasTimeline: boolean;
  readonly beside: boolean;
  readonly list: Area;
  readonly detail: Area;
  /** The world beside the detail. Absent where there is no room for it, and where the detail is the world. */
  readonly world?: Area;
  /** The lesson. Absent: there is none, or it is hidden. */
  readonly lesson?: LessonArea;
}

interface LessonArea extends Area {
  readonly beside: boolean;
}

interface Area {
  readonly columns: number;
  readonly rows: number;
}

/** Below it the player only says that it needs more room. */
export const smallest = { columns: 40, rows: 12 };
const besideFrom = 150;
const worldFrom = 180;
/** With fewer rows neither a list nor a detail has enough, one above the other. */
const minWorldRows = 20;
/** To know which objects exist takes longer the more there are: of more than these the world is read where its pane is chosen, not with each step. */
const maxObjectsBeside = 5000;
/** Between two areas: " │ ". */
const betweenColumns = 3;

/** From so many columns on a lesson is beside its recording. */
const lessonBesideFrom = 120;
/** Of the columns, a lesson beside takes this share, within these limits: text is read best in lines of 60. */
const lessonShare = 0.4;
const minLessonColumns = 44;
const maxLessonColumns = 60;
/** What head, timeline, list and detail need below a lesson, with message and status. */
const minRowsBesideLesson = 12;
/** A lesson has as many rows on the smallest screen, too; the timeline gives way. */
const minLessonRows = 4;
/** Without a timeline, the titles of list and detail, two rows of the one and three of the other. */
const minPaneRows = 7;

type Divided = Pick<PlayerState, "size" | "timeline" | "pane" | "session"> & { readonly lesson?: LessonShown };

export function isTooSmall({ size }: Pick<PlayerState, "size">): boolean {
  return size.columns < smallest.columns || size.rows < smallest.rows;
}

export function layoutOf(state: Divided): Layout {
  const lesson = lessonArea(state);
  const columns = state.size.columns - (lesson?.beside ? lesson.columns + betweenColumns : 0);
  const rows = state.size.rows - (lesson === undefined || lesson.beside ? 0 : lesson.rows);
  const divided = dividedFor(state, columns, rows);
  return lesson === undefined ? divided : { ...divided, lesson };
}

/** Where the lesson is, and how much of the screen it takes. */
function lessonArea({ lesson, size, session }: Pick<Divided, "lesson" | "size" | "session">): LessonArea | undefined {
  if (lesson === undefined || lesson.isHidden) return undefined;
  const { columns, rows } = size;
  if (columns >= lessonBesideFrom) {
    const share = Math.round(columns * lessonShare);
    return { beside: true, columns: Math.min(Math.max(share, minLessonColumns), maxLessonColumns), rows: rows - 3 };
  }
  const { lines } = lessonPane(lesson, { columns, colour: session.colour, withTitle: !isTitleInHead({ lesson, size, session }) });
  return { beside: false, columns, rows: Math.min(lines.length, Math.max(minLessonRows, rows - minRowsBesideLesson)) };
}

/** Whether the line at the top has room for the title of the stop, beside the place of the step. */
export function isTitleInHead({ lesson, size, session }: Pick<Divided, "lesson" | "size" | "session">): boolean {
  if (lesson === undefined || size.columns >= lessonBesideFrom) return false;
  const { frames } = session.summary;
  return widthOf(printable(stopTitle(lesson))) + `  #${frames}/${frames}`.length <= size.columns;
}

function dividedFor(state: Divided, columns: number, rows: number): Layout {
  const hasTimeline = rows - 3 - minPaneRows >= 2 || rows === state.size.rows;
  const tracks = hasTimeline ? Math.max(1, Math.min(state.timeline.objects, maxTracks(rows))) : 0;
  const timelineRows = hasTimeline ? 1 + tracks : 0;
  const hasWorld = columns >= worldFrom && rows >= minWorldRows && state.session.summary.objects <= maxObjectsBeside;
  const beside = columns >= besideFrom && !hasWorld;
  const room = Math.max(2, rows - 1 - timelineRows - (beside ? 1 : 2) - 2);
  const [left, right] = halves(columns);
  if (beside) return { columns, tracks, hasTimeline, beside, list: { columns: left, rows: room }, detail: { columns: right, rows: room } };
  const list = Math.max(1, Math.floor(room * 0.4));
  const stacked = { columns, tracks, hasTimeline, beside, list: { columns, rows: list } };
  if (!hasWorld || state.pane === "world") return { ...stacked, detail: { columns, rows: room - list } };
  return { ...stacked, detail: { columns: left, rows: room - list }, world: { columns: right, rows: room - list } };
}

function halves(columns: number): readonly [left: number, right: number] {
  const left = Math.floor(columns * 0.5);
  return [left, columns - left - betweenColumns];
}

function maxTracks(rows: number): number {
  if (rows < 20) return 1;
  return rows < 30 ? 3 : Math.floor(rows / 5);
}

/** The pane of the lesson, as it is drawn: without the line that says how much of it there is, where it is more than has room. */
export function lessonPaneOf(state: PlayerState & { readonly lesson: LessonShown }, { columns }: Area): LessonPane {
  return lessonPane(state.lesson, { columns, colour: state.session.colour, withTitle: !isTitleInHead(state) });
}

/** How many rows the lesson has on the screen. */
export function lessonPaneHeight(state: PlayerState): number {
  return layoutOf(state).lesson?.rows ?? 0;
}

/** The first line of the lesson that is shown, and the last one that can be. What was said last is seen, with as much before it as there is room for. */
export function lessonScroll(state: PlayerState & { readonly lesson: LessonShown }): { readonly from: number; readonly last: number } {
  const { lesson: area } = layoutOf(state);
  if (area === undefined) return { from: 0, last: 0 };
  const { lines, newsFrom = 0 } = lessonPaneOf(state, area);
  // One row says which lines are shown.
  const last = lines.length <= area.rows ? 0 : lines.length - (area.rows - 1);
  return { from: Math.min(state.lesson.scroll ?? newsFrom, last), last };
}

export function listHeight(state: PlayerState): number {
  return layoutOf(state).list.rows;
}

export function detailHeight(state: PlayerState): number {
  return layoutOf(state).detail.rows;
}

/** How many lines the whole detail has. */
export function detailExtent(state: PlayerState): number {
  return detailLines(state, layoutOf(state).detail.columns).length;
}

/** Whether the world of the step is on the screen, so that it has to be read. */
export function isWorldShown(state: PlayerState): boolean {
  return state.pane === "world" || layoutOf(state).world !== undefined;
}
