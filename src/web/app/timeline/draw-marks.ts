import type { MarkGroup, RowMark } from "../../view/timeline/row-marks.js";
import type { Palette } from "./palette.js";

/** The marks above a bar: a diamond by the time of receipt, a circle by the server's clock; hollow where no frame shows the moment itself. */
export function drawMilestones(context: CanvasRenderingContext2D, palette: Palette, groups: readonly MarkGroup[], y: number): void {
  for (const { x, mark, all } of groups) {
    if (mark.kind !== "milestone") continue;
    const { tone, timeSource, how } = mark.milestone;
    const size = mark.isBad ? 4 : 3;
    context.beginPath();
    if (timeSource === "server") context.arc(x, y, size, 0, 2 * Math.PI);
    else {
      context.moveTo(x, y - size - 0.5);
      context.lineTo(x + size + 0.5, y);
      context.lineTo(x, y + size + 0.5);
      context.lineTo(x - size - 0.5, y);
      context.closePath();
    }
    const colour = palette.strong[tone];
    context.fillStyle = how === "reached" ? colour : palette.background;
    context.fill();
    context.strokeStyle = colour;
    context.lineWidth = 1;
    context.stroke();
    // Several in one place.
    if (all.length > 1) context.strokeRect(x + size + 1.5, y - size, 0.5, 2 * size);
  }
}

/** The marks below a bar: short lines for Kubernetes Events, long thick ones for Warnings, triangles for the evidence of findings. */
export function drawTicks(context: CanvasRenderingContext2D, palette: Palette, groups: readonly MarkGroup[], top: number): void {
  for (const { x, mark } of groups) drawTick(context, palette, mark, x, top);
}

function drawTick(context: CanvasRenderingContext2D, palette: Palette, mark: RowMark, x: number, top: number): void {
  switch (mark.kind) {
    case "evidence":
      context.fillStyle = palette.strong.bad;
      context.beginPath();
      context.moveTo(x, top);
      context.lineTo(x + 3.5, top + 6);
      context.lineTo(x - 3.5, top + 6);
      context.fill();
      return;
    case "warning":
      context.fillStyle = palette.warning;
      context.fillRect(Math.round(x) - 1, top, 2, 6);
      return;
    case "event":
      context.fillStyle = palette.muted;
      context.fillRect(Math.round(x), top, 1, 3);
      return;
    case "milestone":
    case "restart":
  }
}

/** A turning arrow on a bar. */
export function drawRestarts(context: CanvasRenderingContext2D, palette: Palette, groups: readonly MarkGroup[], y: number): void {
  for (const { x, mark } of groups) {
    if (mark.kind !== "restart") continue;
    context.beginPath();
    context.arc(x, y, 6, 0, 2 * Math.PI);
    context.fillStyle = palette.background;
    context.fill();
    context.strokeStyle = palette.strong.bad;
    context.lineWidth = 1.5;
    context.beginPath();
    context.arc(x, y, 3.5, -0.9, 4);
    context.stroke();
    context.fillStyle = palette.strong.bad;
    context.beginPath();
    context.moveTo(x + 0.2, y - 4.8);
    context.lineTo(x + 4.6, y - 4.6);
    context.lineTo(x + 3.2, y - 0.6);
    context.fill();
  }
}
