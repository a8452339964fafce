import type { TargetedKeyboardEvent } from "preact";
import { rowStops } from "../../view/timeline/row-hit.js";
import { marksPoint, stagePoint } from "../../view/timeline/row-text.js";
import type { TimelineRow } from "../../view/timeline/timeline-rows.js";
import { rangeKey } from "./gestures.js";
import { goToMark } from "./row-pointing.js";
import type { TimelineState } from "./timeline-state.js";

/**
 * Up and down, by rows or pages; left and right, from stage to stage and mark to mark of a row, or its objects fold; Enter shows the step; and the keys
 * of the range. The page has other meanings for some of these: it does not get those that are used here.
 */
export function onRowKey(event: TargetedKeyboardEvent<HTMLDivElement>, state: TimelineState): void {
  if (!rangeKey(event, state.view) && !rowKey(event, state)) return;
  event.preventDefault();
  event.stopPropagation();
}

function rowKey({ key, currentTarget, ctrlKey, metaKey, altKey }: TargetedKeyboardEvent<HTMLDivElement>, state: TimelineState): boolean {
  if (ctrlKey || metaKey || altKey) return false;
  const rows = state.rows.value;
  const index = Math.min(state.focusedRow.value, rows.length - 1);
  const row = rows[index];
  if (row === undefined) return false;
  const page = Math.max(1, Math.floor(state.viewHeight.value / state.layout.value.rowHeight) - 1);
  const to = { ArrowDown: index + 1, ArrowUp: index - 1, PageDown: index + page, PageUp: index - page, Home: 0, End: rows.length - 1 }[key];
  if (to !== undefined) {
    focusRow(state, currentTarget, to);
    return true;
  }
  const { uid } = row.object.ref;
  switch (key) {
    case "ArrowRight":
      if (row.hasChildren && !row.isExpanded) state.toggle(uid);
      else moveStop(state, currentTarget, row, index, 1);
      return true;
    case "ArrowLeft":
      if (state.stop.value !== undefined) moveStop(state, currentTarget, row, index, -1);
      else if (row.hasChildren && row.isExpanded) state.toggle(uid);
      else
        focusRow(
          state,
          currentTarget,
          rows.findLastIndex(({ level }, i) => i < index && level < row.level),
        );
      return true;
    case "Enter":
      chooseStop(state, row);
      return true;
    case "Escape": {
      const hadTip = state.tip.value !== undefined;
      state.leaveStop();
      return hadTip;
    }
    default:
      return false;
  }
}

function focusRow(state: TimelineState, scroller: HTMLElement, wanted: number): void {
  const index = Math.max(0, Math.min(state.rows.value.length - 1, wanted));
  state.revealRow(index);
  state.focusedRow.value = index;
  state.leaveStop();
  // The row may only now come to exist.
  requestAnimationFrame(() => scroller.querySelector<HTMLElement>(`[data-row="${index}"]`)?.focus({ preventScroll: true }));
}

/** To the next stage or mark of a row, or from its first one back to the row. */
function moveStop(state: TimelineState, scroller: HTMLElement, row: TimelineRow, index: number, by: 1 | -1): void {
  const next = (state.stop.value ?? -1) + by;
  const stop = rowStops(row.object, state.marksOf(row.object))[next];
  if (next < 0) state.leaveStop();
  if (stop === undefined) return;
  state.stop.value = next;
  const axisMs = stop.atMs - state.originMs;
  state.view.reveal(axisMs);
  const { rowHeight, nameWidth } = state.layout.value;
  const box = scroller.getBoundingClientRect();
  const top = box.top + index * rowHeight - scroller.scrollTop;
  const times = state.times.value;
  const text =
    stop.mark === undefined
      ? stagePoint(row.object, stop.stage ?? 0, state.endMs.value, times)
      : marksPoint(row.object, [stop.mark], times);
  state.view.axis.hoverMs.value = axisMs;
  const x = box.left + nameWidth + state.view.scale.value.xOf(axisMs);
  state.tip.value = { x, top, bottom: top + rowHeight, text, isSpoken: true };
}

function chooseStop(state: TimelineState, { object }: TimelineRow): void {
  const stop = state.stop.value === undefined ? undefined : rowStops(object, state.marksOf(object))[state.stop.value];
  if (stop?.mark !== undefined) goToMark(state, object, stop.mark);
  else void state.goToObject(stop?.atMs ?? state.shownStep.value?.offsetMs ?? state.endMs.value, object);
}
