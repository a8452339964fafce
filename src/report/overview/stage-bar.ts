import { printable } from "../../io/printable.js";
import type { StageInterval } from "../../lifecycle/session/object-lifecycle.js";
import type { Stage, Tone } from "../../lifecycle/stage.js";
import type { Paint } from "../terminal/paint.js";
import { widthOf } from "../terminal/width.js";

/** What fills the time after a stage's name, so that a bar reads without colour. */
export const stageFills: Readonly<Record<Tone, string>> = { progress: "─", good: "━", bad: "!", ended: "·", neutral: "╌" };

/** What `stageFills` mean, for a line below the bars. */
export const stageBarLegend = "─ in progress  ━ healthy  ! failing  · ended";

/**
 * The stages of an object as a coloured bar, each as wide as its duration: `Created─Creating!!!!!!!!!!!!!Ready━━━━━━Deleted`. A name is
 * written where it has room. A stage shorter than a column gives way to the next one, unless it is a failing one.
 */
export function stageBar(intervals: readonly StageInterval[], durationMs: number, width: number, paint: Paint): string {
  const columnOf = (offsetMs: number) => Math.max(0, Math.min(width - 1, Math.floor((offsetMs / Math.max(1, durationMs)) * width)));
  const stages = stagePerColumn(intervals, { width, until: width - 1, columnOf });
  let line = "";
  for (let from = 0; from < width; ) {
    const stage = stages[from];
    let to = from + 1;
    while (to < width && stages[to] === stage) to++;
    line += stage === undefined ? " ".repeat(to - from) : paint.tone(stage.tone, run(stage, to - from));
    from = to;
  }
  return line.trimEnd();
}

/**
 * The stage that each of `width` columns shows, the last one up to the column `until`: the last of those that fall into it, unless an earlier one
 * is failing.
 */
export function stagePerColumn(
  intervals: readonly StageInterval[],
  { width, until, columnOf }: { readonly width: number; readonly until: number; readonly columnOf: (offsetMs: number) => number },
): readonly (Stage | undefined)[] {
  const stages = new Array<Stage | undefined>(width).fill(undefined);
  for (const [i, { fromMs, stage }] of intervals.entries()) {
    const from = columnOf(fromMs);
    const next = intervals[i + 1];
    const to = next === undefined ? until : columnOf(next.fromMs);
    for (let column = from; column <= to && column < width; column++)
      if (column > from || stages[column]?.tone !== "bad" || stage.tone === "bad") stages[column] = stage;
  }
  return stages;
}

function run(stage: Stage, columns: number): string {
  const name = printable(stage.name, 40);
  const shown = widthOf(name) <= columns ? name : "";
  return shown + stageFills[stage.tone].repeat(columns - widthOf(shown));
}
