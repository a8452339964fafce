import { useRef } from "preact/hooks";
import { printable } from "../../../io/printable.js";
import { gapLines, type PointText } from "../../view/timeline/row-text.js";
import { axisHeight, bandHeight, drawAxis } from "./draw-axis.js";
import { useDrawing } from "./drawing.js";
import { useAxisGestures } from "./gestures.js";
import type { TimelineState } from "./timeline-state.js";

/** The labels of the time axis. Dragging on it chooses a range, a click goes to that moment, a double click shows all. */
export function AxisStrip({ state }: { readonly state: TimelineState }) {
  const canvas = useDrawing(state, drawAxis);
  const strip = useRef<HTMLDivElement>(null);
  const placeOf = ({ clientX, clientY }: MouseEvent) => {
    const box = strip.current?.getBoundingClientRect();
    const left = (box?.left ?? 0) + state.view.left.value;
    return { x: clientX - left, y: clientY - (box?.top ?? 0), left, top: box?.top ?? 0 };
  };
  useAxisGestures(state.view, strip, {
    dragOf: () => "select",
    zoomsByWheel: true,
    onClick: (event) => {
      const { x, y } = placeOf(event);
      const [gap] = y < bandHeight ? state.gapsAt(undefined, x) : [];
      if (gap === undefined) void state.goToMoment(state.scale.value.msAt(x));
      else state.goTo(gap.sequence);
    },
  });
  return (
    <div
      class="timeline-axis"
      ref={strip}
      aria-hidden="true"
      onDblClick={() => state.view.showAll()}
      onPointerMove={(event) => {
        const { x, left, top } = placeOf(event);
        const text = textAt(state, x);
        const isOnAxis = x >= 0 && x <= state.view.width.value;
        state.pointAt(isOnAxis ? x : undefined, text === undefined ? undefined : { x: left + x, top, bottom: top + axisHeight, text });
      }}
      onPointerLeave={() => state.pointAt(undefined)}
    >
      <canvas ref={canvas} style={{ left: `${state.layout.value.nameWidth}px` }} />
    </div>
  );
}

/** How far from a marker the pointer may be, in CSS pixels. */
const reach = 5;

function textAt(state: TimelineState, x: number): PointText | undefined {
  const markers = state.data.value.markers.filter(({ offsetMs }) => Math.abs(state.scale.value.xOf(offsetMs) - x) <= reach);
  const gaps = state.gapsAt(undefined, x);
  if (markers.length + gaps.length === 0) return undefined;
  const lines = [...markers.map(({ text }) => printable(text, 300)), ...gapLines(gaps)];
  return { title: markers.length > 0 ? "Marker" : "Gap", lines };
}
