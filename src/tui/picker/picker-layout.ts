import { smallest } from "../view/layout.js";
import type { PickerState } from "./picker-state.js";

/**
 * How the screen is divided, from the top:
 *
 *   head        1   how many sessions there are
 *   notice      1   where there is one
 *   filter      1   what is typed
 *   list and preview, one above the other, or side by side from `besideFrom` columns on; each below a line of headings
 *   status      1   keys, or what was said
 */
export interface PickerLayout {
  readonly beside: boolean;
  readonly list: { readonly columns: number; readonly rows: number };
  readonly preview: { readonly columns: number; readonly rows: number };
}

const besideFrom = 150;

/** Below the smallest size of the player the picker, too, only says that it needs more room. */
export function isPickerTooSmall({ size }: Pick<PickerState, "size">): boolean {
  return size.columns < smallest.columns || size.rows < smallest.rows;
}

export function pickerLayout({ size, notice }: Pick<PickerState, "size" | "notice">): PickerLayout {
  const { columns, rows } = size;
  const beside = columns >= besideFrom;
  const room = Math.max(2, rows - 3 - (notice === undefined ? 0 : 1) - (beside ? 1 : 2));
  if (!beside) {
    const list = Math.max(1, Math.floor(room * 0.45));
    return { beside, list: { columns, rows: list }, preview: { columns, rows: room - list } };
  }
  const listColumns = Math.floor(columns * 0.55);
  return { beside, list: { columns: listColumns, rows: room }, preview: { columns: columns - listColumns - 3, rows: room } };
}
