import { useEffect, useRef } from "preact/hooks";
import { drawAxis } from "./draw-axis.js";
import { useDrawing } from "./drawing.js";
import { listenToDrags, listenToWheel } from "./gestures.js";
import type { TimelineState } from "./timeline-state.js";

interface AxisStripProps {
  readonly state: TimelineState;
  readonly onSelecting: (part: { readonly from: number; readonly to: number } | undefined) => void;
}

/** The labels of the time axis. Dragging on it chooses a range, a click goes to that moment, a double click shows all. */
export function AxisStrip({ state, onSelecting }: AxisStripProps) {
  const canvas = useDrawing(state, drawAxis);
  const strip = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = strip.current;
    if (element === null) return;
    const leftOf = () => element.getBoundingClientRect().left + state.layout.value.nameWidth;
    const onClick = ({ clientX }: PointerEvent) => void state.goToMoment(state.scale.value.msAt(clientX - leftOf()));
    const ends = [
      listenToWheel(element, state, leftOf, true),
      listenToDrags(element, { state, leftOf, modeOf: () => "select", onClick, onSelecting }),
    ];
    return () => {
      for (const end of ends) end();
    };
  }, [state, onSelecting]);
  return (
    <div class="timeline-axis" ref={strip} aria-hidden="true" onDblClick={() => state.showAll()}>
      <canvas ref={canvas} style={{ left: `${state.layout.value.nameWidth}px` }} />
    </div>
  );
}
