import { selected } from "../../view/timeline/zoom.js";
import type { TimelineState } from "./timeline-state.js";

/** What a pointer does where it is pressed and moved: move the range, or choose one. */
export type DragMode = "pan" | "select";

interface DragOptions {
  readonly state: TimelineState;
  /** The left edge of the axis on the screen. */
  readonly leftOf: () => number;
  readonly modeOf: (event: PointerEvent) => DragMode;
  /** A press that did not become a drag. */
  readonly onClick?: (event: PointerEvent) => void;
  /** The part that is being chosen, in pixels of the axis; undefined: none. */
  readonly onSelecting: (part: { readonly from: number; readonly to: number } | undefined) => void;
}

/** A press is a click until the pointer has moved this far. */
const dragPx = 4;

/** Dragging and pinching on an element. Returns how to end it. */
export function listenToDrags(element: HTMLElement, { state, leftOf, modeOf, onClick, onSelecting }: DragOptions): () => void {
  const pointers = new Map<number, number>();
  let start: { readonly x: number; readonly mode: DragMode; isDrag: boolean } | undefined;
  const xOf = (event: PointerEvent) => event.clientX - leftOf();
  const spread = () => {
    const [a = 0, b = 0] = [...pointers.values()];
    return { distance: Math.max(10, Math.abs(a - b)), middle: (a + b) / 2 };
  };
  const down = (event: PointerEvent) => {
    if (event.button !== 0) return;
    pointers.set(event.pointerId, xOf(event));
    start = pointers.size === 1 ? { x: xOf(event), mode: modeOf(event), isDrag: false } : undefined;
  };
  const move = (event: PointerEvent) => {
    const before = pointers.get(event.pointerId);
    if (before === undefined) return;
    const x = xOf(event);
    if (pointers.size === 2) {
      const then = spread();
      pointers.set(event.pointerId, x);
      const now = spread();
      state.zoomBy(now.distance / then.distance, now.middle);
      return;
    }
    if (start === undefined || (!start.isDrag && Math.abs(x - start.x) < dragPx)) return;
    if (!start.isDrag) {
      start.isDrag = true;
      element.setPointerCapture(event.pointerId);
    }
    pointers.set(event.pointerId, x);
    if (start.mode === "pan") state.panBy(before - x);
    else onSelecting({ from: Math.min(start.x, x), to: Math.max(start.x, x) });
  };
  const up = (event: PointerEvent) => {
    if (!pointers.delete(event.pointerId)) return;
    if (start?.isDrag !== true) {
      if (start !== undefined && event.type === "pointerup") onClick?.(event);
    } else if (start.mode === "select") {
      onSelecting(undefined);
      const { axis, axisScale } = state;
      const range = selected(axisScale.value, axis.domain.value, start.x, xOf(event));
      if (event.type === "pointerup" && range !== undefined) axis.range.value = range;
    }
    start = undefined;
  };
  element.addEventListener("pointerdown", down);
  element.addEventListener("pointermove", move);
  element.addEventListener("pointerup", up);
  element.addEventListener("pointercancel", up);
  return () => {
    element.removeEventListener("pointerdown", down);
    element.removeEventListener("pointermove", move);
    element.removeEventListener("pointerup", up);
    element.removeEventListener("pointercancel", up);
  };
}

/**
 * The wheel: with Ctrl (which is also what a pinch on a touchpad sends) it zooms, sideways or with Shift it moves; else it scrolls the rows, or where
 * there are none to scroll (`isAxis`) it zooms.
 */
export function listenToWheel(element: HTMLElement, state: TimelineState, leftOf: () => number, isAxis: boolean): () => void {
  const wheel = (event: WheelEvent) => {
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 18 : event.deltaMode === WheelEvent.DOM_DELTA_PAGE ? 300 : 1;
    const [dx, dy] = [event.deltaX * unit, event.deltaY * unit];
    if (event.ctrlKey || event.metaKey || (isAxis && !event.shiftKey && Math.abs(dy) > Math.abs(dx))) {
      event.preventDefault();
      state.zoomBy(Math.exp(-Math.max(-120, Math.min(120, dy)) / 240), event.clientX - leftOf());
    } else if (event.shiftKey || Math.abs(dx) > Math.abs(dy)) {
      event.preventDefault();
      state.panBy(dx === 0 ? dy : dx);
    }
  };
  element.addEventListener("wheel", wheel, { passive: false });
  return () => element.removeEventListener("wheel", wheel);
}

const zoomStep = 1.5;

/** Keys that change the range; whether this was one. */
export function rangeKey(event: KeyboardEvent, state: TimelineState): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  switch (event.key) {
    case "+":
    case "=":
      state.zoomBy(zoomStep);
      return true;
    case "-":
    case "_":
      state.zoomBy(1 / zoomStep);
      return true;
    case "0":
      state.showAll();
      return true;
    case "ArrowLeft":
    case "ArrowRight":
      if (!event.shiftKey) return false;
      state.panBy((event.key === "ArrowLeft" ? -1 : 1) * state.axisScale.value.width * 0.2);
      return true;
    default:
      return false;
  }
}
