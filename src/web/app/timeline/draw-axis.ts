import { formatDuration } from "../../../io/duration.js";
import { printable } from "../../../io/printable.js";
import { axisTicks } from "../../view/timeline/axis-ticks.js";
import { gapLook } from "../../view/timeline/gap-look.js";
import { lengthOf } from "../../view/timeline/time-scale.js";
import { clearedContext } from "./canvas.js";
import { drawFold, drawGap } from "./draw-gaps.js";
import type { Palette } from "./palette.js";
import type { TimelineState } from "./timeline-state.js";

export const axisHeight = 34;
/** Gaps of any stream, and markers, are above the labels. */
const bandHeight = 12;

export function drawAxis(canvas: HTMLCanvasElement, state: TimelineState, palette: Palette): void {
  const { width } = state.axisScale.value;
  const context = clearedContext(canvas, width, axisHeight);
  if (context === undefined) return;
  context.font = `11px ${palette.font}`;
  context.textBaseline = "alphabetic";
  for (const { x, label } of axisTicks(state.axisScale.value, state.labels.value)) {
    context.fillStyle = palette.line;
    context.fillRect(Math.round(x), axisHeight - 6, 1, 6);
    context.fillStyle = palette.muted;
    const room = context.measureText(label).width;
    context.fillText(label, Math.max(0, Math.min(width - room, x - room / 2)), axisHeight - 9);
  }
  const scale = state.scale.value;
  for (const gap of state.data.value.analysis.gaps) {
    const x = scale.xOf(gap.from.offsetMs);
    const area = { x, y: 1, width: Math.max(3, scale.xOf(gap.to.offsetMs) - x), height: bandHeight - 2 };
    if (x + area.width >= 0 && x <= width) drawGap(context, palette, gapLook(gap), area);
  }
  for (const { fromX, toX, isFold, ...part } of state.axisScale.value.parts)
    if (isFold && toX > 0 && fromX < width) {
      drawFold(context, palette, fromX, toX, axisHeight);
      const text = shortDuration(lengthOf(part));
      context.fillStyle = palette.muted;
      context.fillText(text, (fromX + toX - context.measureText(text).width) / 2, axisHeight - 9);
    }
  for (const { offsetMs, text } of state.data.value.markers) drawMarker(context, palette, scale.xOf(offsetMs), printable(text, 40));
}

/** "15s", "2m", "3h": what a fold has room for. */
function shortDuration(ms: number): string {
  return /^\d+(?:\.\d)?[a-z]/.exec(formatDuration(Math.round(ms / 1000) * 1000))?.[0] ?? "";
}

function drawMarker(context: CanvasRenderingContext2D, palette: Palette, x: number, text: string): void {
  context.fillStyle = palette.accent;
  context.fillRect(Math.round(x), 0, 1, axisHeight);
  context.beginPath();
  context.moveTo(x, 0);
  context.lineTo(x + 8, 3.5);
  context.lineTo(x, 7);
  context.fill();
  context.fillText(text, x + 10, 9);
}
