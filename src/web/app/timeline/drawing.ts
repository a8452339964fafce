import { effect } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { type Palette, readPalette } from "./palette.js";
import type { TimelineState } from "./timeline-state.js";

/** A canvas that is drawn again, once a frame, whenever something changes that `draw` reads. */
export function useDrawing(state: TimelineState, draw: (canvas: HTMLCanvasElement, state: TimelineState, palette: Palette) => void) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    return effect(() => {
      state.view.paletteVersion.value;
      if (state.width.value > 0) draw(element, state, paletteOf(state, element));
    });
  }, [state, draw]);
  return canvas;
}

const palettes = new WeakMap<TimelineState, { readonly version: number; readonly palette: Palette }>();

function paletteOf(state: TimelineState, element: HTMLElement): Palette {
  const version = state.view.paletteVersion.value;
  const known = palettes.get(state);
  if (known?.version === version) return known.palette;
  const palette = readPalette(element.parentElement ?? element);
  palettes.set(state, { version, palette });
  return palette;
}
