import type { TargetedKeyboardEvent, TargetedPointerEvent } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { printable } from "../../../io/printable.js";
import { type RowHit, rowHit, rowStops } from "../../view/timeline/row-hit.js";
import { marksPoint, rowLabel, stagePoint, stageText } from "../../view/timeline/row-text.js";
import type { TimelineRow } from "../../view/timeline/timeline-rows.js";
import { drawRows } from "./draw-rows.js";
import { useDrawing } from "./drawing.js";
import { listenToDrags, listenToWheel, rangeKey } from "./gestures.js";
import type { TimelineState } from "./timeline-state.js";

interface RowsProps {
  readonly state: TimelineState;
  readonly onSelecting: (part: { readonly from: number; readonly to: number } | undefined) => void;
}

/** All rows, of which only those near the view exist. One canvas behind them, as high as they are, moves with them. */
export function Rows({ state, onSelecting }: RowsProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const canvas = useDrawing(state, drawRows);
  const { from, to } = state.window.value;
  const { rowHeight, nameWidth } = state.layout.value;
  const rows = state.rows.value;

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => (state.viewHeight.value = element.clientHeight));
    observer.observe(element);
    const leftOf = () => element.getBoundingClientRect().left + state.layout.value.nameWidth;
    const ends = [
      listenToWheel(element, state, leftOf, false),
      listenToDrags(element, {
        state,
        leftOf,
        modeOf: ({ shiftKey }) => (shiftKey ? "select" : "pan"),
        onClick: (event) => choose(state, element, event),
        onSelecting,
      }),
      () => observer.disconnect(),
    ];
    return () => {
      for (const end of ends) end();
    };
  }, [state, onSelecting]);

  const point = (event: TargetedPointerEvent<HTMLDivElement>) => {
    const place = placeOf(state, event.currentTarget, event);
    state.axis.hoverMs.value = place.isOnAxis ? state.axisScale.value.msAt(place.x) : undefined;
    state.tip.value = place.isOnAxis ? tipAt(state, place) : undefined;
  };
  const leave = () => {
    state.axis.hoverMs.value = undefined;
    state.tip.value = undefined;
  };
  return (
    <div
      class="timeline-rows"
      ref={scroller}
      onScroll={({ currentTarget }) => (state.scrollTop.value = currentTarget.scrollTop)}
      onPointerMove={point}
      onPointerLeave={leave}
      onKeyDown={(event) => onKey(event, state)}
      role="tree"
      aria-label="Objects"
    >
      <div class="timeline-all" role="presentation" style={{ height: `${rows.length * rowHeight}px` }}>
        <div aria-hidden="true">
          <canvas ref={canvas} style={{ top: `${from * rowHeight}px`, left: `${nameWidth}px` }} />
        </div>
        {rows.slice(from, to).map((row, place) => (
          <Row key={row.object.ref.uid} state={state} row={row} index={from + place} top={(from + place) * rowHeight} />
        ))}
      </div>
    </div>
  );
}

interface RowProps {
  readonly state: TimelineState;
  readonly row: TimelineRow;
  readonly index: number;
  readonly top: number;
}

function Row({ state, row: { object, level, place, siblings, hasChildren, isExpanded, hidden }, index, top }: RowProps) {
  const { ref, stage } = object;
  const withNamespace = state.hasNamespaces.value;
  const isShown = state.shownStep.value?.uid === ref.uid;
  const name = printable(withNamespace && ref.namespace !== undefined ? `${ref.namespace}/${ref.name}` : ref.name, 300);
  return (
    <div
      role="treeitem"
      class="timeline-row"
      data-row={index}
      aria-level={level}
      aria-posinset={place}
      aria-setsize={siblings}
      {...(hasChildren ? { "aria-expanded": isExpanded } : {})}
      aria-label={rowLabel(object, state.labels.value, withNamespace)}
      aria-current={isShown ? "true" : undefined}
      tabIndex={state.focusedRow.value === index ? 0 : -1}
      onFocus={() => (state.focusedRow.value = index)}
      style={{ top: `${top}px` }}
    >
      <span class="timeline-name" style={{ "--level": level - 1 }} title={name}>
        <span class="timeline-toggle" aria-hidden="true">
          {hasChildren ? (isExpanded ? "▾" : "▸") : ""}
        </span>
        <span class="timeline-kind">{printable(ref.kind, 60)}</span> {name}
        {hidden.length > 0 && <span class="timeline-hidden"> +{hidden.length}</span>}
      </span>
      <span class="timeline-plot" />
      <span class={`timeline-stage tone-${stage.tone}`} title={stageText(stage)}>
        {stageText(stage)}
      </span>
    </div>
  );
}

interface Place {
  readonly row: TimelineRow | undefined;
  readonly index: number;
  /** From the left edge of the axis, and from the top of the row. */
  readonly x: number;
  readonly y: number;
  readonly isOnAxis: boolean;
}

function placeOf(
  state: TimelineState,
  scroller: HTMLElement,
  { clientX, clientY }: { readonly clientX: number; readonly clientY: number },
): Place {
  const box = scroller.getBoundingClientRect();
  const { rowHeight, nameWidth, plotWidth, isNarrow, barTop } = state.layout.value;
  const fromTop = clientY - box.top + scroller.scrollTop;
  const index = Math.floor(fromTop / rowHeight);
  const x = clientX - box.left - nameWidth;
  const y = fromTop - index * rowHeight;
  return { row: state.rows.value[index], index, x, y, isOnAxis: x >= 0 && x <= plotWidth && (!isNarrow || y > barTop - 10) };
}

function hitAt(state: TimelineState, { row, x, y }: Place): RowHit | undefined {
  if (row === undefined) return undefined;
  const [layout, scale, endMs] = [state.layout.value, state.scale.value, state.endMs.value];
  return rowHit({ x, y }, row.object, state.marksOf(row.object), { layout, scale, endMs });
}

function tipAt(state: TimelineState, place: Place): TimelineState["tip"]["value"] {
  const hit = hitAt(state, place);
  if (hit === undefined || place.row === undefined) return undefined;
  const { object } = place.row;
  const labels = state.labels.value;
  const text =
    hit.kind === "stage" ? stagePoint(object, hit.index, state.endMs.value, labels, hit.merged) : marksPoint(object, hit.marks, labels);
  return tipIn(state, place.index, place.x, text);
}

function tipIn(state: TimelineState, index: number, x: number, text: NonNullable<TimelineState["tip"]["value"]>["text"]) {
  const { rowHeight, nameWidth } = state.layout.value;
  return { x: x + nameWidth, y: (index + 1) * rowHeight - state.scrollTop.value, text };
}

/** A click: the step that shows what was clicked; on a name, that of the object, or its objects fold. */
function choose(state: TimelineState, scroller: HTMLElement, event: PointerEvent): void {
  const place = placeOf(state, scroller, event);
  if (place.row === undefined) return;
  const { object, hasChildren } = place.row;
  state.focusedRow.value = place.index;
  scroller.querySelector<HTMLElement>(`[data-row="${place.index}"]`)?.focus({ preventScroll: true });
  if (!place.isOnAxis) {
    if (hasChildren && event.target instanceof Element && event.target.closest(".timeline-toggle") !== null) state.toggle(object.ref.uid);
    else void state.goToMoment(state.shownStep.value?.offsetMs ?? state.endMs.value, { uid: object.ref.uid });
    return;
  }
  const hit = hitAt(state, place);
  if (hit === undefined) void state.goToMoment(state.scale.value.msAt(place.x));
  else if (hit.kind === "stage") void state.goToMoment(object.stageIntervals[hit.index]?.fromMs ?? 0, { uid: object.ref.uid });
  else goToMark(state, object, hit.mark);
}

function goToMark(state: TimelineState, { ref }: TimelineRow["object"], mark: Extract<RowHit, { kind: "marks" }>["mark"]): void {
  if (mark.sequence !== undefined) state.goTo(mark.sequence);
  else void state.goToMoment(mark.atMs, mark.kind === "restart" ? { uid: ref.uid } : { about: ref });
}

/** Rows: up and down. In a row: left and right go from stage to stage and mark to mark, Enter shows the step. */
function onKey(event: TargetedKeyboardEvent<HTMLDivElement>, state: TimelineState): void {
  const isUsed = rangeKey(event, state) || rowKey(event, state);
  if (!isUsed) return;
  event.preventDefault();
  // The page has keys of its own.
  event.stopPropagation();
}

function rowKey({ key, currentTarget, ctrlKey, metaKey, altKey }: TargetedKeyboardEvent<HTMLDivElement>, state: TimelineState): boolean {
  if (ctrlKey || metaKey || altKey) return false;
  const rows = state.rows.value;
  const index = Math.min(state.focusedRow.value, rows.length - 1);
  const row = rows[index];
  if (row === undefined) return false;
  const page = Math.max(1, Math.floor(state.viewHeight.value / state.layout.value.rowHeight) - 1);
  const { uid } = row.object.ref;
  switch (key) {
    case "ArrowDown":
      return focusRow(state, currentTarget, index + 1);
    case "ArrowUp":
      return focusRow(state, currentTarget, index - 1);
    case "PageDown":
      return focusRow(state, currentTarget, index + page);
    case "PageUp":
      return focusRow(state, currentTarget, index - page);
    case "Home":
      return focusRow(state, currentTarget, 0);
    case "End":
      return focusRow(state, currentTarget, rows.length - 1);
    case "ArrowRight":
      if (row.hasChildren && !row.isExpanded) state.toggle(uid, true);
      else moveStop(state, row, index, 1);
      return true;
    case "ArrowLeft":
      if (moveStop(state, row, index, -1)) return true;
      if (row.hasChildren && row.isExpanded) state.toggle(uid, false);
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
    case "Escape":
      state.stop.value = undefined;
      state.tip.value = undefined;
      return false;
    default:
      return false;
  }
}

function focusRow(state: TimelineState, scroller: HTMLElement, wanted: number): boolean {
  const index = Math.max(0, Math.min(state.rows.value.length - 1, wanted));
  const { rowHeight } = state.layout.value;
  const [top, height] = [index * rowHeight, scroller.clientHeight];
  if (top < scroller.scrollTop) scroller.scrollTop = top;
  else if (top + rowHeight > scroller.scrollTop + height) scroller.scrollTop = top + rowHeight - height;
  state.scrollTop.value = scroller.scrollTop;
  state.focusedRow.value = index;
  state.stop.value = undefined;
  state.tip.value = undefined;
  // The row may only now come to exist.
  requestAnimationFrame(() => scroller.querySelector<HTMLElement>(`[data-row="${index}"]`)?.focus({ preventScroll: true }));
  return true;
}

/** To the next place of a row; false where there is none before. */
function moveStop(state: TimelineState, row: TimelineRow, index: number, by: 1 | -1): boolean {
  const stops = rowStops(row.object, state.marksOf(row.object));
  const next = (state.stop.value ?? -1) + by;
  if (next < 0) {
    const had = state.stop.value !== undefined;
    state.stop.value = undefined;
    state.tip.value = undefined;
    return had;
  }
  const stop = stops[next];
  if (stop === undefined) return true;
  state.stop.value = next;
  state.reveal(stop.atMs);
  const labels = state.labels.value;
  const text =
    stop.mark === undefined
      ? stagePoint(row.object, stop.stage ?? 0, state.endMs.value, labels)
      : marksPoint(row.object, [stop.mark], labels);
  state.axis.hoverMs.value = stop.atMs - state.originMs;
  state.tip.value = { ...tipIn(state, index, state.scale.value.xOf(stop.atMs), text), isSpoken: true };
  return true;
}

function chooseStop(state: TimelineState, { object }: TimelineRow): void {
  const stop = state.stop.value === undefined ? undefined : rowStops(object, state.marksOf(object))[state.stop.value];
  if (stop?.mark !== undefined) goToMark(state, object, stop.mark);
  else void state.goToMoment(stop?.atMs ?? state.shownStep.value?.offsetMs ?? state.endMs.value, { uid: object.ref.uid });
}
