import { axisTicks } from "../../view/timeline/axis-ticks.js";
import { barSegments, failingColumns } from "../../view/timeline/bar-segments.js";
import { gapRuns } from "../../view/timeline/gap-look.js";
import { apartPx, marksIn } from "../../view/timeline/row-hit.js";
import { markGroups } from "../../view/timeline/row-marks.js";
import type { TimelineRow } from "../../view/timeline/timeline-rows.js";
import { clearedContext, hatch, pixelRatio } from "./canvas.js";
import { drawStage } from "./draw-bars.js";
import { drawFold, drawGap } from "./draw-gaps.js";
import { drawMilestone, drawRestart, drawTick } from "./draw-marks.js";
import type { Palette } from "./palette.js";
import type { TimelineState } from "./timeline-state.js";

/** Draws the rows that exist; only what is in the range of the axis. */
export function drawRows(canvas: HTMLCanvasElement, state: TimelineState, palette: Palette): void {
  const { from, to } = state.window.value;
  const { rowHeight, plotWidth } = state.layout.value;
  const height = (to - from) * rowHeight;
  const context = clearedContext(canvas, plotWidth, height);
  if (context === undefined) return;
  context.font = `11px ${palette.font}`;
  drawGrid(context, state, palette, height);
  const rows = state.rows.value.slice(from, to);
  const ratio = pixelRatio();
  for (const [place, row] of rows.entries()) {
    context.setTransform(ratio, 0, 0, ratio, 0, place * rowHeight * ratio);
    drawRow(context, state, palette, row);
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  for (const { isFold, fromX, toX } of state.view.scale.value.parts) if (isFold) drawFold(context, palette, fromX, toX, height);
}

function drawGrid(context: CanvasRenderingContext2D, state: TimelineState, palette: Palette, height: number): void {
  context.fillStyle = palette.line;
  for (const { x } of axisTicks(state.view.scale.value, state.times.value)) context.fillRect(Math.round(x), 0, 1, height);
  context.fillStyle = palette.accent;
  for (const { offsetMs } of state.data.value.markers) context.fillRect(Math.round(state.scale.value.xOf(offsetMs)), 0, 1, height);
}

function drawRow(context: CanvasRenderingContext2D, state: TimelineState, palette: Palette, { object, hidden }: TimelineRow): void {
  const scale = state.scale.value;
  const { rowHeight, barTop, barHeight } = state.layout.value;
  const endMs = state.endMs.value;
  for (const { x, width, look } of gapRuns(state.gapsOf(object), scale, object.ref.uid))
    drawGap(context, palette, look, { x, y: 1, width, height: rowHeight - 2 });
  const ratio = pixelRatio();
  for (const { from, to, index } of barSegments(object.stageIntervals, { scale, pixelRatio: ratio, endMs })) {
    const stage = object.stageIntervals[index]?.stage;
    if (stage !== undefined)
      drawStage(context, palette, stage, { x: from / ratio, width: (to - from) / ratio, top: barTop, height: barHeight });
  }
  const marks = state.marksOf(object);
  for (const { x, mark, all } of markGroups(marksIn(marks, "above"), scale, apartPx.above, 0))
    if (mark.kind === "milestone") drawMilestone(context, palette, mark.milestone, { x, y: barTop - 4.5, isSeveral: all.length > 1 });
  for (const { x } of markGroups(marksIn(marks, "bar"), scale, apartPx.bar, 0)) drawRestart(context, palette, x, barTop + barHeight / 2);
  for (const { x, mark } of markGroups(marksIn(marks, "below"), scale, apartPx.below, 0))
    if (mark.kind !== "milestone" && mark.kind !== "restart") drawTick(context, palette, mark.kind, x, barTop + barHeight + 1.5);
  if (hidden.length > 0) drawHidden(context, state, palette, hidden);
}

/** Where an object below a collapsed one was failing. */
function drawHidden(context: CanvasRenderingContext2D, state: TimelineState, palette: Palette, hidden: TimelineRow["hidden"]): void {
  const { barTop, barHeight } = state.layout.value;
  const failing = failingColumns(hidden, { scale: state.scale.value, pixelRatio: 1, endMs: state.endMs.value });
  for (let from = 0; from < failing.length; from++) {
    if (failing[from] === 0) continue;
    let to = from;
    while (to < failing.length && failing[to] === 1) to++;
    const area = { x: from, y: barTop + barHeight + 1, width: to - from, height: 5 };
    context.fillStyle = palette.tint.bad;
    context.fillRect(area.x, area.y, area.width, area.height);
    hatch(context, area, { colour: palette.strong.bad, apart: 4 });
    from = to;
  }
}
