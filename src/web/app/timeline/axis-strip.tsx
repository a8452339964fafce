import { useRef } from "preact/hooks";
import { drawAxis } from "./draw-axis.js";
import { useDrawing } from "./drawing.js";
import { useAxisGestures } from "./gestures.js";
import type { TimelineState } from "./timeline-state.js";

/** The labels of the time axis. Dragging on it chooses a range, a click goes to that moment, a double click shows all. */
export function AxisStrip({ state }: { readonly state: TimelineState }) {
  const canvas = useDrawing(state, drawAxis);
  const strip = useRef<HTMLDivElement>(null);
  useAxisGestures(state.view, strip, {
    dragOf: () => "select",
    zoomsByWheel: true,
    onClick: ({ clientX }) => {
      const left = strip.current?.getBoundingClientRect().left ?? 0;
      void state.goToMoment(state.scale.value.msAt(clientX - left - state.view.left.value));
    },
  });
  return (
    <div class="timeline-axis" ref={strip} aria-hidden="true" onDblClick={() => state.view.showAll()}>
      <canvas ref={canvas} style={{ left: `${state.layout.value.nameWidth}px` }} />
    </div>
  );
}
