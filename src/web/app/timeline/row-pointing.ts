import { objectTitle } from "../../../report/replay/object-title.js";
import { type RowHit, rowHit } from "../../view/timeline/row-hit.js";
import type { RowMark } from "../../view/timeline/row-marks.js";
import { gapLines, marksPoint, type PointText, stagePoint } from "../../view/timeline/row-text.js";
import type { TimelineRow } from "../../view/timeline/timeline-rows.js";
import type { TimelineState, Tip } from "./timeline-state.js";

/** A place on the screen, as the timeline has it. */
interface RowPlace {
  readonly row: TimelineRow | undefined;
  readonly index: number;
  /** From the left edge of the axis, and from the top of the row. */
  readonly x: number;
  readonly y: number;
  readonly isOnAxis: boolean;
  /** The row on the screen. */
  readonly top: number;
  readonly left: number;
}

export function placeOf(state: TimelineState, scroller: HTMLElement, at: { readonly clientX: number; readonly clientY: number }): RowPlace {
  const box = scroller.getBoundingClientRect();
  const { rowHeight, nameWidth, plotWidth, isNarrow, barTop } = state.layout.value;
  const fromTop = at.clientY - box.top + scroller.scrollTop;
  const index = Math.floor(fromTop / rowHeight);
  const left = box.left + nameWidth;
  const x = at.clientX - left;
  const y = fromTop - index * rowHeight;
  const isOnAxis = x >= 0 && x <= plotWidth && (!isNarrow || y > barTop - 10);
  return { row: state.rows.value[index], index, x, y, isOnAxis, left, top: at.clientY - y };
}

/** What is under the pointer, in words; undefined where there is nothing. */
export function tipAt(state: TimelineState, { row, x, y, left, top }: RowPlace): Tip | undefined {
  if (row === undefined) return undefined;
  const text = textAt(state, row, x, y);
  return text === undefined ? undefined : { x: left + x, top, bottom: top + state.layout.value.rowHeight, text };
}

function textAt(state: TimelineState, { object }: TimelineRow, x: number, y: number): PointText | undefined {
  const times = state.times.value;
  const gaps = gapLines(state.gapsAt(object, x));
  const hit = hitAt(state, object, x, y);
  if (hit === undefined) return gaps.length === 0 ? undefined : { title: objectTitle(object.ref), lines: gaps };
  const { title, lines } =
    hit.kind === "stage" ? stagePoint(object, hit.index, state.endMs.value, times, hit.merged) : marksPoint(object, hit.marks, times);
  return { title, lines: [...lines, ...gaps] };
}

function hitAt(state: TimelineState, object: TimelineRow["object"], x: number, y: number): RowHit | undefined {
  const [layout, scale, endMs] = [state.layout.value, state.scale.value, state.endMs.value];
  return rowHit({ x, y }, object, state.marksOf(object), { layout, scale, endMs });
}

/** A click: the step that shows what was clicked; on a name, that of the object by now; on its triangle, the objects below it. */
export function choose(state: TimelineState, scroller: HTMLElement, event: PointerEvent): void {
  const { row, index, x, y, isOnAxis } = placeOf(state, scroller, event);
  if (row === undefined) return;
  const { object, hasChildren } = row;
  scroller.querySelector<HTMLElement>(`[data-row="${index}"]`)?.focus({ preventScroll: true });
  if (!isOnAxis) {
    const isToggle = event.target instanceof Element && event.target.closest(".timeline-toggle") !== null;
    if (isToggle && hasChildren) state.toggle(object.ref.uid);
    else void state.goToObject(state.shownStep.value?.offsetMs ?? state.endMs.value, object);
    return;
  }
  const hit = hitAt(state, object, x, y);
  const [gap] = state.gapsAt(object, x);
  if (hit?.kind === "marks") goToMark(state, object, hit.mark);
  else if (gap !== undefined) state.goTo(gap.sequence);
  else if (hit !== undefined) void state.goToObject(object.stageIntervals[hit.index]?.fromMs ?? 0, object);
  else void state.goToMoment(state.scale.value.msAt(x));
}

export function goToMark(state: TimelineState, { ref }: TimelineRow["object"], mark: RowMark): void {
  if (mark.kind === "evidence") state.goTo(mark.sequence, mark.finding);
  else if (mark.sequence !== undefined) state.goTo(mark.sequence);
  else void state.goToMoment(mark.atMs, mark.kind === "restart" ? { uid: ref.uid } : { about: ref });
}
