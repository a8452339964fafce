import type { GapLook } from "../../view/timeline/gap-look.js";
import { hatch } from "./canvas.js";
import type { Palette } from "./palette.js";

/** A time in which nothing was received: crossed lines where changes may be missing, single lines where they were read back, dots where there were none. */
export function drawGap(
  context: CanvasRenderingContext2D,
  palette: Palette,
  look: GapLook,
  area: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
): void {
  const { x, y, width, height } = area;
  context.fillStyle = palette.panel;
  context.fillRect(x, y, width, height);
  switch (look) {
    case "possible loss":
      hatch(context, area, { colour: palette.warning, apart: 5, isCrossed: true });
      break;
    case "repaired":
      hatch(context, area, { colour: palette.muted, apart: 7 });
      break;
    case "proven empty":
      context.fillStyle = palette.muted;
      for (let dx = 2; dx < width; dx += 5) for (let dy = 2; dy < height; dy += 5) context.fillRect(x + dx, y + dy, 1, 1);
  }
  context.strokeStyle = look === "possible loss" ? palette.warning : palette.muted;
  context.lineWidth = 1;
  context.setLineDash(look === "possible loss" ? [] : [2, 2]);
  context.strokeRect(x + 0.5, y + 0.5, Math.max(0, width - 1), Math.max(0, height - 1));
  context.setLineDash([]);
}

/** A fold: idle time that takes no room. Drawn over the rows, which look the same from one side of it to the other. */
export function drawFold(context: CanvasRenderingContext2D, palette: Palette, fromX: number, toX: number, height: number): void {
  context.save();
  context.globalAlpha = 0.72;
  context.fillStyle = palette.background;
  context.fillRect(fromX, 0, toX - fromX, height);
  context.globalAlpha = 1;
  context.strokeStyle = palette.muted;
  context.lineWidth = 1;
  for (const x of [fromX, toX]) {
    context.beginPath();
    for (let y = 0; y <= height + 4; y += 4) context.lineTo(x + (y % 8 === 0 ? -1.5 : 1.5), y);
    context.stroke();
  }
  context.restore();
}
