import { printable } from "../../io/printable.js";
import type { StageInterval } from "../../lifecycle/session/object-lifecycle.js";
import { type Stage, stageLabel, type Tone } from "../../lifecycle/stage.js";
import type { TextLayout } from "../terminal/text-layout.js";

/** What fills the time after a stage's name, so that a bar reads without colour. */
export const stageFills: Readonly<Record<Tone, string>> = { progress: "─", good: "━", bad: "!", ended: "·", neutral: "╌" };

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

/** With less room a part of a label says nothing. */
const minLabelColumns = 8;

/**
 * The columns of one stage: its label and its fill. A label that has no room is cut, if enough of it is left; one that is cut leaves a column
 * to the fill. `maxLabel`: the columns that a whole label may take.
 *
 *     CrashLoopBackOff!!!!!    CrashLoop…!    !!!
 */
export function stageRun(stage: Stage, columns: number, { widthOf, cut }: Pick<TextLayout, "widthOf" | "cut">, maxLabel: number): string {
  const label = printable(stageLabel(stage), 40);
  const shown = widthOf(label) <= maxLabel ? label : columns <= minLabelColumns ? "" : cut(label, columns - 1).replace(/ …$/, "…");
  return shown + stageFills[stage.tone].repeat(columns - widthOf(shown));
}
