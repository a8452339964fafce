import { printable } from "../../../io/printable.js";
import { deletedStage, type Stage, stageLabel } from "../../../lifecycle/stage.js";
import { stageText } from "../../view/timeline/row-text.js";
import { hatch } from "./canvas.js";
import type { Palette } from "./palette.js";

interface Bar {
  readonly x: number;
  readonly width: number;
  readonly top: number;
  readonly height: number;
}

/**
 * A stage. Without colours too: failing is hatched and higher, healthy is full, in progress is lower, ended is an outline, and after a deletion there
 * is a cross and a dotted line.
 */
export function drawStage(context: CanvasRenderingContext2D, palette: Palette, stage: Stage, bar: Bar): void {
  if (stage.name === deletedStage.name) {
    drawDeleted(context, palette, bar);
    return;
  }
  const { tone } = stage;
  const inset = tone === "bad" ? -1 : tone === "good" ? 0 : 1;
  const area = { x: bar.x, y: bar.top + inset, width: bar.width, height: bar.height - 2 * inset };
  const strong = palette.strong[tone];
  if (bar.width < 4) {
    context.fillStyle = strong;
    context.fillRect(area.x, area.y, area.width, area.height);
    return;
  }
  context.fillStyle = palette.tint[tone];
  context.fillRect(area.x, area.y, area.width, area.height);
  if (tone === "bad") hatch(context, area, { colour: strong, apart: 6 });
  context.strokeStyle = strong;
  context.lineWidth = tone === "bad" ? 1.5 : 1;
  context.setLineDash(tone === "neutral" ? [3, 2] : []);
  context.strokeRect(area.x + 0.5, area.y + 0.5, area.width - 1, area.height - 1);
  context.setLineDash([]);
  if (tone === "good") {
    context.fillStyle = strong;
    context.fillRect(area.x, area.y + area.height - 2, area.width, 2);
  }
  drawLabel(context, palette, stage, bar);
}

function drawDeleted(context: CanvasRenderingContext2D, palette: Palette, { x, width, top, height }: Bar): void {
  const middle = Math.round(top + height / 2) + 0.5;
  context.strokeStyle = palette.muted;
  context.lineWidth = 1;
  context.setLineDash([1, 3]);
  context.beginPath();
  context.moveTo(x, middle);
  context.lineTo(x + width, middle);
  context.stroke();
  context.setLineDash([]);
  context.strokeStyle = palette.text;
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(x - 3, middle - 3);
  context.lineTo(x + 3, middle + 3);
  context.moveTo(x - 3, middle + 3);
  context.lineTo(x + 3, middle - 3);
  context.stroke();
}

/** The stage and its detail, or one word for it, where they fit. */
function drawLabel(context: CanvasRenderingContext2D, palette: Palette, stage: Stage, { x, width, top, height }: Bar): void {
  const room = width - 8;
  if (room < 14) return;
  const label = [stageText(stage), printable(stageLabel(stage), 60), printable(stage.name, 60)].find(
    (text) => widthOf(context, text) <= room,
  );
  if (label === undefined) return;
  if (stage.tone === "bad") {
    context.fillStyle = palette.tint.bad;
    context.fillRect(x + 2, top + 1, widthOf(context, label) + 5, height - 2);
  }
  context.fillStyle = palette.text;
  context.textBaseline = "middle";
  context.fillText(label, x + 4, top + height / 2 + 0.5);
}

const widths = new Map<string, number>();

function widthOf(context: CanvasRenderingContext2D, text: string): number {
  const key = `${context.font}\n${text}`;
  let width = widths.get(key);
  if (width === undefined) {
    if (widths.size > 5000) widths.clear();
    width = context.measureText(text).width;
    widths.set(key, width);
  }
  return width;
}
