import type { MomentFormat } from "../../io/moment-format.js";
import { printable } from "../../io/printable.js";
import type { Milestone } from "../../lifecycle/milestones/milestone.js";
import { greatest } from "../../model/extremes.js";
import { type Paint, paintWith } from "../terminal/paint.js";
import { cut, widthOf } from "../terminal/width.js";
import { milestoneTime } from "./milestone-time.js";

interface MilestoneOptions {
  readonly colour: boolean;
  readonly columns: number;
  /** How moments are shown. Default: as offsets. */
  readonly moments?: MomentFormat | undefined;
}

/** `Created +0.018s #1, Started nginx ~+3.000s #9, ...` of one object, in as many lines as it takes. */
export function milestoneLines(milestones: readonly Milestone[], options: MilestoneOptions): readonly string[] {
  const paint = paintWith(options.colour);
  const lines: string[] = [];
  let line = "";
  let used = 0;
  for (const [i, milestone] of milestones.entries()) {
    const isLast = i === milestones.length - 1;
    const { plain, painted } = milestoneText(milestone, paint, options);
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

/** The columns that the widest of these takes as a whole. */
export function milestoneColumns(milestones: readonly Milestone[], moments?: MomentFormat): number {
  return greatest(
    milestones.map((milestone) => widthOf(`${wordsOf(milestone)} ${milestoneTime(milestone, moments?.text)} #${milestone.sequence},`)),
  );
}

/** On a narrow page the name is what gets shorter, and the frame is left out. */
function milestoneText(milestone: Milestone, paint: Paint, { columns, moments }: MilestoneOptions): { plain: string; painted: string } {
  const when = cut(` ${milestoneTime(milestone, moments?.text)}`, columns - 2);
  const proof = columns < narrow ? "" : ` #${milestone.sequence}`;
  const room = columns - widthOf(when) - proof.length - 1;
  const words = cut(wordsOf(milestone), Math.max(1, room));
  return { plain: `${words}${when}${proof}`, painted: `${paint.tone(milestone.tone, words)}${when}${paint.dim(proof)}` };
}

function wordsOf({ name, container }: Milestone): string {
  return printable(container === undefined ? name : `${name} ${container}`, maxWords);
}

/** Characters: has room for every name of a container. */
const maxWords = 120;
const narrow = 40;
