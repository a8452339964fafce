import { formatOffset } from "../io/duration.js";
import { printable } from "../io/printable.js";
import type { Milestone, ObjectLife } from "../lifecycle/object-life.js";
import { type Paint, paintWith } from "./paint.js";
import { widthOf } from "./width.js";

export interface MilestoneOptions {
  readonly colour: boolean;
  readonly columns: number;
}

/** `Created +0.018s, Scheduled +0.023s, ...` of one object, in as many lines as it takes; `≤` where it was so when first seen. */
export function milestoneLines(life: ObjectLife, options: MilestoneOptions): readonly string[] {
  const paint = paintWith(options.colour);
  const lines: string[] = [];
  let line = "";
  let used = 0;
  for (const [i, milestone] of life.milestones.entries()) {
    const isLast = i === life.milestones.length - 1;
    const { plain, painted } = inWords(milestone, paint);
    const end = isLast ? "" : ",";
    if (used > 0 && used + 1 + widthOf(plain) + end.length > options.columns) {
      lines.push(line);
      line = "";
      used = 0;
    }
    line += `${used > 0 ? " " : ""}${painted}${end}`;
    used += (used > 0 ? 1 : 0) + widthOf(plain) + end.length;
  }
  return [...lines, line];
}

function inWords({ stage, offsetMs, how }: Milestone, paint: Paint): { plain: string; painted: string } {
  const name = printable(stage.name, 60);
  const when = `${how === "reached" ? "" : "≤"}${formatOffset(offsetMs)}`;
  return { plain: `${name} ${when}`, painted: `${paint.tone(stage.tone, name)} ${when}` };
}
