import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { AxisView } from "./axis-view.js";

interface AxisGestures {
  /** What dragging does: move what is shown, or choose a part of it. */
  readonly dragOf: (event: PointerEvent) => "pan" | "select";
  /** A plain wheel zooms here, whatever could be scrolled. */
  readonly zoomsByWheel?: boolean;
  /** A press that did not become a drag. */
  readonly onClick?: (event: PointerEvent) => void;
}

/** Wheel, drag and pinch on an element that an axis is drawn in. The functions are those of the first time. */
export function useAxisGestures(view: AxisView, of: RefObject<HTMLElement | null>, gestures: AxisGestures): void {
  const first = useRef(gestures);
  useEffect(() => {
    const element = of.current;
    if (element === null) return;
    const xOf = (event: MouseEvent) => event.clientX - element.getBoundingClientRect().left - view.left.value;
    const ended = new AbortController();
    listenToWheel(element, view, xOf, first.current.zoomsByWheel === true, ended.signal);
    listenToDrags(element, view, xOf, first.current, ended.signal);
    return () => ended.abort();
  }, [view, of]);
}

type PlaceOf = (event: MouseEvent) => number;

/** A press is a click until the pointer has moved this far. */
const dragPx = 4;

function listenToDrags(element: HTMLElement, view: AxisView, xOf: PlaceOf, { dragOf, onClick }: AxisGestures, signal: AbortSignal): void {
  const pointers = new Map<number, number>();
  let start: { readonly x: number; readonly mode: "pan" | "select"; isDrag: boolean } | undefined;
  const spread = () => {
    const [a = 0, b = 0] = [...pointers.values()];
    return { distance: Math.max(10, Math.abs(a - b)), middle: (a + b) / 2 };
  };
  const down = (event: PointerEvent) => {
    if (event.button !== 0) return;
    pointers.set(event.pointerId, xOf(event));
    start = pointers.size === 1 ? { x: xOf(event), mode: dragOf(event), isDrag: false } : undefined;
  };
  const move = (event: PointerEvent) => {
    const before = pointers.get(event.pointerId);
    if (before === undefined) return;
    const x = xOf(event);
    if (pointers.size === 2) {
      const then = spread();
      pointers.set(event.pointerId, x);
      const now = spread();
      view.zoomBy(now.distance / then.distance, now.middle);
      return;
    }
    if (start === undefined || (!start.isDrag && Math.abs(x - start.x) < dragPx)) return;
    if (!start.isDrag) {
      start.isDrag = true;
      element.setPointerCapture(event.pointerId);
    }
    pointers.set(event.pointerId, x);
    if (start.mode === "pan") view.panBy(before - x);
    else view.selecting.value = { from: Math.min(start.x, x), to: Math.max(start.x, x) };
  };
  const up = (event: PointerEvent) => {
    if (!pointers.delete(event.pointerId)) return;
    if (start?.isDrag !== true) {
      if (start !== undefined && event.type === "pointerup") onClick?.(event);
    } else if (start.mode === "select") {
      view.selecting.value = undefined;
      if (event.type === "pointerup") view.select(start.x, xOf(event));
    }
    start = undefined;
  };
  element.addEventListener("pointerdown", down, { signal });
  element.addEventListener("pointermove", move, { signal });
  element.addEventListener("pointerup", up, { signal });
  element.addEventListener("pointercancel", up, { signal });
}

/**
 * The wheel: with Ctrl (which is also what a pinch on a touchpad sends) it zooms, sideways or with Shift it moves; else it scrolls, or zooms where
 * there is nothing to scroll.
 */
function listenToWheel(element: HTMLElement, view: AxisView, xOf: PlaceOf, zoomsAlways: boolean, signal: AbortSignal): void {
  const wheel = (event: WheelEvent) => {
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 18 : event.deltaMode === WheelEvent.DOM_DELTA_PAGE ? 300 : 1;
    const [dx, dy] = [event.deltaX * unit, event.deltaY * unit];
    if (event.ctrlKey || event.metaKey || (!event.shiftKey && Math.abs(dy) > Math.abs(dx) && (zoomsAlways || isWhole(element)))) {
      event.preventDefault();
      view.zoomBy(Math.exp(-Math.max(-120, Math.min(120, dy)) / 240), xOf(event));
    } else if (event.shiftKey || Math.abs(dx) > Math.abs(dy)) {
      event.preventDefault();
      view.panBy(dx === 0 ? dy : dx);
    }
  };
  element.addEventListener("wheel", wheel, { passive: false, signal });
}

/** Neither the element nor the page can be scrolled. */
function isWhole({ scrollHeight, clientHeight }: HTMLElement): boolean {
  return scrollHeight <= clientHeight + 1 && document.documentElement.scrollHeight <= innerHeight + 1;
}

const zoomStep = 1.5;

/** Keys that change the range; whether this was one. */
export function rangeKey(event: KeyboardEvent, view: AxisView): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  switch (event.key) {
    case "+":
    case "=":
      view.zoomBy(zoomStep);
      return true;
    case "-":
    case "_":
      view.zoomBy(1 / zoomStep);
      return true;
    case "0":
      view.showAll();
      return true;
    case "ArrowLeft":
    case "ArrowRight":
      if (!event.shiftKey) return false;
      view.panBy((event.key === "ArrowLeft" ? -1 : 1) * view.width.value * 0.2);
      return true;
    default:
      return false;
  }
}
