import { useRef } from "preact/hooks";
import { clearedContext } from "./canvas.js";
import { useDrawing } from "./drawing.js";
import type { Palette } from "./palette.js";
import type { TimelineState } from "./timeline-state.js";

const height = 26;

/** The whole session: how much happens when, and how many objects are failing. The part that the timeline shows can be dragged. */
export function Minimap({ state }: { readonly state: TimelineState }) {
  const canvas = useDrawing(state, drawMinimap);
  const strip = useRef<HTMLDivElement>(null);
  const drag = (event: PointerEvent) => {
    const element = strip.current;
    if (element === null || event.buttons !== 1) return;
    element.setPointerCapture(event.pointerId);
    const { view } = state;
    view.centreOn(view.wholeScale.value.msAt(event.clientX - element.getBoundingClientRect().left - view.left.value));
  };
  const wheel = (event: WheelEvent) => {
    event.preventDefault();
    state.view.zoomBy(Math.exp(-Math.max(-120, Math.min(120, event.deltaY)) / 240));
  };
  return (
    <div class="timeline-minimap" ref={strip} aria-hidden="true" onPointerDown={drag} onPointerMove={drag} onWheel={wheel}>
      <canvas ref={canvas} style={{ left: `${state.layout.value.nameWidth}px` }} />
    </div>
  );
}

function drawMinimap(canvas: HTMLCanvasElement, state: TimelineState, palette: Palette): void {
  const scale = state.view.wholeScale.value;
  const context = clearedContext(canvas, scale.width, height);
  if (context === undefined) return;
  const { changes, failing, maxChanges, maxFailing } = state.density.value;
  context.fillStyle = palette.panel;
  context.fillRect(0, 0, scale.width, height);
  for (let x = 0; x < changes.length; x++) {
    const count = changes[x] as number;
    if (count > 0) {
      const bar = Math.max(2, Math.sqrt(count / maxChanges) * (height - 10));
      context.fillStyle = palette.muted;
      context.fillRect(x, height - bar, 1, bar);
    }
    const bad = failing[x] as number;
    if (bad > 0) {
      context.fillStyle = palette.strong.bad;
      context.fillRect(x, 0, 1, Math.max(2, (bad / maxFailing) * 8));
    }
  }
  if (state.view.axis.range.value === undefined) return;
  const { fromMs, toMs } = state.view.axis.range.value;
  const [from, to] = [scale.xOf(fromMs), scale.xOf(toMs)];
  const width = Math.max(3, to - from);
  context.fillStyle = palette.background;
  context.globalAlpha = 0.6;
  context.fillRect(0, 0, from, height);
  context.fillRect(from + width, 0, scale.width - from - width, height);
  context.globalAlpha = 1;
  context.strokeStyle = palette.accent;
  context.lineWidth = 2;
  context.strokeRect(from, 1, width, height - 2);
}
