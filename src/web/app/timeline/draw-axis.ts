import { formatDuration } from "../../../io/duration.js";
import { printable } from "../../../io/printable.js";
import { axisTicks } from "../../view/timeline/axis-ticks.js";
import { gapRuns } from "../../view/timeline/gap-look.js";
import { rangeLength } from "../../view/timeline/time-scale.js";
import { clearedContext } from "./canvas.js";
import { drawFold, drawGap } from "./draw-gaps.js";
import type { Palette } from "./palette.js";
import type { TimelineState } from "./timeline-state.js";

export const axisHeight = 34;
/** Gaps of any stream, and markers, are above the labels. */
export const bandHeight = 12;

export function drawAxis(canvas: HTMLCanvasElement, state: TimelineState, palette: Palette): void {
  const { width } = state.view.scale.value;
  const context = clearedContext(canvas, width, axisHeight);
  if (context === undefined) return;
  context.font = `11px ${palette.font}`;
  context.textBaseline = "alphabetic";
  for (const { x, label } of axisTicks(state.view.scale.value, state.times.value)) {
    context.fillStyle = palette.line;
    context.fillRect(Math.round(x), axisHeight - 6, 1, 6);
    context.fillStyle = palette.muted;
    const room = context.measureText(label).width;
    context.fillText(label, Math.max(0, Math.min(width - room, x - room / 2)), axisHeight - 9);
  }
  const scale = state.scale.value;
  for (const { x, width: long, look } of gapRuns(state.gapsOf(undefined), scale))
    drawGap(context, palette, look, { x, y: 1, width: long, height: bandHeight - 2 });
  for (const { fromX, toX, isFold, ...part } of state.view.scale.value.parts)
    if (isFold && toX > 0 && fromX < width) {
      drawFold(context, palette, fromX, toX, axisHeight);
      const text = shortDuration(rangeLength(part));
      context.fillStyle = palette.muted;
      context.fillText(text, (fromX + toX - context.measureText(text).width) / 2, axisHeight - 9);
    }
  drawMarkers(context, palette, state);
}

/** "15s", "2m", "3h": what a fold has room for. */
function shortDuration(ms: number): string {
  return /^\d+(?:\.\d)?[a-z]/.exec(formatDuration(Math.round(ms / 1000) * 1000))?.[0] ?? "";
}

/** Flags; their texts where one does not cover another. */
function drawMarkers(context: CanvasRenderingContext2D, palette: Palette, state: TimelineState): void {
  let free = Number.NEGATIVE_INFINITY;
  for (const { offsetMs, text } of state.data.value.markers) {
    const x = state.scale.value.xOf(offsetMs);
    if (x < -400 || x > state.view.width.value) continue;
    context.fillStyle = palette.accent;
    context.fillRect(Math.round(x), 0, 1, axisHeight);
    context.beginPath();
    context.moveTo(x, 0);
    context.lineTo(x + 8, 3.5);
    context.lineTo(x, 7);
    context.fill();
    if (x < free) continue;
    const words = printable(text, 40);
    const room = context.measureText(words).width + 3;
    context.fillStyle = palette.background;
    context.fillRect(x + 9, 0, room, bandHeight - 1);
    context.fillStyle = palette.accent;
    context.fillText(words, x + 10, 9);
    free = x + room + 14;
  }
}
