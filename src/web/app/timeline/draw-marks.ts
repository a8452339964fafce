import type { Milestone } from "../../../lifecycle/milestones/milestone.js";
import type { Palette } from "./palette.js";

/** Above a bar: a diamond by the time of receipt, a circle by the server's clock; hollow where no frame shows the moment itself. */
export function drawMilestone(
  context: CanvasRenderingContext2D,
  palette: Palette,
  { tone, timeSource, how }: Pick<Milestone, "tone" | "timeSource" | "how">,
  { x, y, isSeveral }: { readonly x: number; readonly y: number; readonly isSeveral: boolean },
): void {
  const size = tone === "bad" ? 4 : 3;
  context.beginPath();
  if (timeSource === "server") context.arc(x, y, size, 0, 2 * Math.PI);
  else {
    context.moveTo(x, y - size - 0.5);
    context.lineTo(x + size + 0.5, y);
    context.lineTo(x, y + size + 0.5);
    context.lineTo(x - size - 0.5, y);
    context.closePath();
  }
  context.fillStyle = how === "reached" ? palette.strong[tone] : palette.background;
  context.fill();
  context.strokeStyle = palette.strong[tone];
  context.lineWidth = 1;
  context.stroke();
  if (isSeveral) context.strokeRect(x + size + 1.5, y - size, 0.5, 2 * size);
}

/** Below a bar: short lines for Kubernetes Events, long thick ones for Warnings, triangles for the evidence of findings. */
export function drawTick(
  context: CanvasRenderingContext2D,
  palette: Palette,
  kind: "event" | "warning" | "evidence",
  x: number,
  top: number,
): void {
  switch (kind) {
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
  }
}

/** On a bar: a turning arrow. */
export function drawRestart(context: CanvasRenderingContext2D, palette: Palette, x: number, y: number): void {
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
