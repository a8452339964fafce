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
 */
export interface Layout {
  readonly columns: number;
  readonly tracks: number;
  readonly beside: boolean;
  readonly list: Area;
  readonly detail: Area;
  /** The world beside the detail. Absent where there is no room for it, and where the detail is the world. */
  readonly world?: Area;
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

type Divided = Pick<PlayerState, "size" | "timeline" | "pane" | "session">;

export function isTooSmall({ size }: Pick<PlayerState, "size">): boolean {
  return size.columns < smallest.columns || size.rows < smallest.rows;
}

export function layoutOf(state: Divided): Layout {
  const { columns, rows } = state.size;
  const tracks = Math.max(1, Math.min(state.timeline.objects, maxTracks(rows)));
  const hasWorld = hasRoomForWorld(state);
  const beside = columns >= besideFrom && !hasWorld;
  const room = Math.max(2, rows - 1 - 1 - tracks - (beside ? 1 : 2) - 2);
  const [left, right] = halves(columns);
  if (beside) return { columns, tracks, beside, list: { columns: left, rows: room }, detail: { columns: right, rows: room } };
  const list = Math.max(1, Math.floor(room * 0.4));
  const stacked = { columns, tracks, beside, list: { columns, rows: list } };
  if (!hasWorld || state.pane === "world") return { ...stacked, detail: { columns, rows: room - list } };
  return { ...stacked, detail: { columns: left, rows: room - list }, world: { columns: right, rows: room - list } };
}

function halves(columns: number): readonly [left: number, right: number] {
  const left = Math.floor(columns * 0.5);
  return [left, columns - left - betweenColumns];
}

function hasRoomForWorld({ size, session }: Divided): boolean {
  return size.columns >= worldFrom && size.rows >= minWorldRows && session.summary.objects <= maxObjectsBeside;
}

function maxTracks(rows: number): number {
  if (rows < 20) return 1;
  return rows < 30 ? 3 : Math.floor(rows / 5);
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
