import type { StageInterval } from "../../lifecycle/session/object-lifecycle.js";
import type { Stage, Tone } from "../../lifecycle/stage.js";

/** What fills the time after a stage's name, so that a bar reads without colour. */
export const stageFills: Readonly<Record<Tone, string>> = { progress: "─", good: "━", bad: "!", ended: "·", neutral: "╌" };

/** What `stageFills` mean, for a line below the bars. */
export const stageBarLegend = "─ in progress  ━ healthy  ! failing  · ended";

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
