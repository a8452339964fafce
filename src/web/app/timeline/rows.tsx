import { effect } from "@preact/signals";
import type { TargetedPointerEvent } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { printable } from "../../../io/printable.js";
import { nameParts, stageText, stageTimes } from "../../view/timeline/row-text.js";
import type { TimelineRow } from "../../view/timeline/timeline-rows.js";
import { StageLabel } from "../ui/stage.js";
import { drawRows } from "./draw-rows.js";
import { useDrawing } from "./drawing.js";
import { useAxisGestures } from "./gestures.js";
import { onRowKey } from "./row-keys.js";
import { choose, placeOf, tipAt } from "./row-pointing.js";
import type { TimelineState } from "./timeline-state.js";

/** All rows, of which only those near the view exist. One canvas behind them, as high as they are, moves with them. */
export function Rows({ state }: { readonly state: TimelineState }) {
  const scroller = useRef<HTMLDivElement>(null);
  const canvas = useDrawing(state, drawRows);
  const { from, to } = state.window.value;
  const { rowHeight, nameWidth } = state.layout.value;
  const rows = state.rows.value;

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    // Without the scroll bar.
    const observer = new ResizeObserver(() => {
      state.width.value = element.clientWidth;
      state.viewHeight.value = element.clientHeight;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [state]);
  useEffect(
    () =>
      effect(() => {
        const top = state.scrollTop.value;
        if (scroller.current !== null && Math.abs(scroller.current.scrollTop - top) >= 1) scroller.current.scrollTop = top;
      }),
    [state],
  );
  useAxisGestures(state.view, scroller, {
    dragOf: ({ shiftKey }) => (shiftKey ? "select" : "pan"),
    onClick: (event) => {
      if (scroller.current !== null) choose(state, scroller.current, event);
    },
  });
  const point = (event: TargetedPointerEvent<HTMLDivElement>) => {
    const place = placeOf(state, event.currentTarget, event);
    state.pointAt(place.isOnAxis ? place.x : undefined, place.isOnAxis ? tipAt(state, place) : undefined);
  };
  return (
    <div
      class="timeline-rows"
      ref={scroller}
      onScroll={({ currentTarget }) => {
        state.scrollTop.value = currentTarget.scrollTop;
        state.tip.value = undefined;
      }}
      onPointerMove={point}
      onPointerLeave={() => state.pointAt(undefined)}
      onKeyDown={(event) => onRowKey(event, state)}
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
  /** CSS pixels. */
  readonly top: number;
}

function Row({ state, row, index, top }: RowProps) {
  const { object, level, place, siblings, hasChildren, isExpanded, hidden } = row;
  const { ref, stage } = object;
  const withNamespace = state.hasNamespaces.value;
  const name = printable(withNamespace && ref.namespace !== undefined ? `${ref.namespace}/${ref.name}` : ref.name, 300);
  const kind = printable(ref.kind, 60);
  const [start, end] = nameParts(name);
  const more = hidden.length > 0 ? ` +${hidden.length}` : "";
  return (
    <div
      role="treeitem"
      class="timeline-row"
      data-row={index}
      aria-level={level}
      aria-posinset={place}
      aria-setsize={siblings}
      {...(hasChildren ? { "aria-expanded": isExpanded } : {})}
      aria-current={state.shownStep.value?.uid === ref.uid ? "true" : undefined}
      tabIndex={state.focusedRow.value === index ? 0 : -1}
      onFocus={() => (state.focusedRow.value = index)}
      style={{ top: `${top}px` }}
    >
      {/* A name in two parts would be read as two words. */}
      <span class="timeline-name" style={{ "--level": level - 1 }} title={name} aria-hidden="true">
        <span class="timeline-toggle">{hasChildren ? (isExpanded ? "▾" : "▸") : ""}</span>
        <span class="muted">{kind} </span>
        <span class="timeline-start">{start}</span>
        <span>{end}</span>
        <span class="muted">{more}</span>
      </span>
      <span class="timeline-plot">
        <span class="only-heard">
          {kind} {name}
          {more}: {stageTimes(object, state.times.value)}
        </span>
      </span>
      <span class="timeline-stage" aria-hidden="true" title={stageText(stage)}>
        {stage.name !== "" && <StageLabel stage={stage} hasDetail />}
      </span>
    </div>
  );
}
