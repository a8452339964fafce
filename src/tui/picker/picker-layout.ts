import type { PickerState } from "./picker-state.js";

/**
 * How the screen is divided, from the top:
 *
 *   head        1   how many sessions there are
 *   notice      1   where there is one
 *   filter      1   what is typed
 *   list and preview, one above the other, or side by side from `besideFrom` columns on; the list below its headings, the preview below a title
 *   status      1   keys, or what was said
 */
export interface PickerLayout {
  readonly beside: boolean;
  /** Without its headings. */
  readonly list: { readonly columns: number; readonly rows: number };
  readonly preview: { readonly columns: number; readonly rows: number };
}

const besideFrom = 150;
/** Of the line between two areas. */
const betweenColumns = 3;

export function pickerLayout({ size, notice }: Pick<PickerState, "size" | "notice">): PickerLayout {
  const { columns, rows } = size;
  const room = Math.max(3, rows - 3 - (notice === undefined ? 0 : 1));
  if (columns < besideFrom) {
    const list = Math.max(1, Math.floor((room - 2) * 0.45));
    return { beside: false, list: { columns, rows: list }, preview: { columns, rows: Math.max(1, room - 2 - list) } };
  }
  // Both areas have a line of titles, and the list its headings.
  const left = Math.floor(columns * 0.55);
  return { beside: true, list: { columns: left, rows: room - 2 }, preview: { columns: columns - left - betweenColumns, rows: room - 1 } };
}
