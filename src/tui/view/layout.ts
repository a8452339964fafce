import type { PlayerState } from "../state/player-state.js";
import { detailLines } from "./detail-lines.js";

/**
 * How the screen is divided, from the top:
 *
 *   head        1   session, speed, where one is
 *   timeline    1 + tracks
 *   list and detail, one above the other (each below its title line), or side by side from `besideFrom` columns on
 *   message     1   what is typed, or was said
 *   status      1   keys, and the command for the same moment
 */
export interface Layout {
  readonly columns: number;
  readonly tracks: number;
  readonly beside: boolean;
  readonly list: { readonly columns: number; readonly rows: number };
  readonly detail: { readonly columns: number; readonly rows: number };
}

/** Below it the player only says that it needs more room. */
export const smallest = { columns: 40, rows: 12 };
const besideFrom = 150;

export function isTooSmall({ size }: PlayerState): boolean {
  return size.columns < smallest.columns || size.rows < smallest.rows;
}

export function layoutOf({ size, timeline }: Pick<PlayerState, "size" | "timeline">): Layout {
  const { columns, rows } = size;
  const tracks = Math.max(1, Math.min(timeline.objects, maxTracks(rows)));
  const beside = columns >= besideFrom;
  const titles = beside ? 1 : 2;
  const room = Math.max(2, rows - 1 - 1 - tracks - titles - 2);
  if (!beside) {
    const list = Math.max(1, Math.floor(room * 0.4));
    return { columns, tracks, beside, list: { columns, rows: list }, detail: { columns, rows: room - list } };
  }
  const listColumns = Math.floor(columns * 0.5);
  return {
    columns,
    tracks,
    beside,
    list: { columns: listColumns, rows: room },
    detail: { columns: columns - listColumns - 3, rows: room },
  };
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
