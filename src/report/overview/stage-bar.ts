import type { MomentFormat } from "../../io/moment-format.js";
import type { StageInterval } from "../../lifecycle/session/object-lifecycle.js";
import type { Paint } from "../terminal/colours.js";
import type { TextLayout } from "../terminal/text-layout.js";
import { stagePerColumn, stageRun } from "./stage-columns.js";

/**
 * The stages of an object as a coloured bar, each as wide as its duration: `Created─ErrImagePull!!!!!!!!!Ready━━━━━━Deleted`. A label
 * is written where it has room. A stage shorter than a column gives way to the next one, unless it is a failing one.
 */
export function stageBar(
  intervals: readonly StageInterval[],
  durationMs: number,
  width: number,
  { paint, ...layout }: { readonly paint: Paint } & Pick<TextLayout, "widthOf" | "cut">,
): string {
  const columnOf = (offsetMs: number) => Math.max(0, Math.min(width - 1, Math.floor((offsetMs / Math.max(1, durationMs)) * width)));
  const stages = stagePerColumn(intervals, { width, until: width - 1, columnOf });
  let line = "";
  for (let from = 0; from < width; ) {
    const stage = stages[from];
    let to = from + 1;
    while (to < width && stages[to] === stage) to++;
    // Two labels without a fill between them would read as one word.
    const maxLabel = to === width ? to - from : to - from - 1;
    line += stage === undefined ? " ".repeat(to - from) : paint.tone(stage.tone, stageRun(stage, to - from, layout, maxLabel));
    from = to;
  }
  return line.trimEnd();
}

/** The moments at both ends of a bar, in as many columns; where only one has room, that of the end. */
export function axisEnds(moments: MomentFormat, durationMs: number, width: number): string {
  const start = moments.format === "offset" ? "+0s" : moments.text(0);
  const end = moments.text(durationMs);
  if (start.length + end.length < width) return `${start.padEnd(width - end.length)}${end}`;
  return (moments.format === "offset" ? start.padEnd(width - end.length) + end : end.padStart(width)).slice(0, Math.max(0, width));
}
