import type { FinalState } from "../../compare/final-states.js";
import { stageWords } from "../../compare/stage-words.js";
import { printable } from "../../io/printable.js";
import { plural } from "../../lifecycle/narration/words.js";
import { cut, padEnd, widthOf } from "../terminal/width.js";
import type { SectionLook } from "./comparison-look.js";
import { indentedChanges } from "./divergence-lines.js";

/** How each role ended in both runs: those that differ with what differs in their status, then the others. */
export function finalStateLines(finals: readonly FinalState[], look: SectionLook): readonly string[] {
  const differing = finals.filter(({ same }) => !same);
  const same = finals.filter((final) => final.same);
  const shownDiffering = differing.slice(0, look.most(16));
  const shownSame = same.slice(0, look.most(12));
  const shown = [...shownDiffering, ...shownSame];
  const width = Math.min(
    Math.floor(look.columns / 2),
    shown.reduce((most, { role }) => Math.max(most, widthOf(printable(role.title, 200))), 0),
  );
  const titleOf = ({ role }: FinalState) => padEnd(cut(printable(role.title, 200), width), width);
  const left = finals.length - shown.length;
  return [
    ...shownDiffering.flatMap((final) => [differingLine(final, titleOf(final), look), ...indentedChanges(final.changes, look)]),
    ...shownSame.map((final) => look.paint.dim(look.fit(`  ${titleOf(final)}  both ${words(final.a)}`))),
    ...(left === 0 ? [] : [look.paint.dim(`  and ${plural(left, "more object")}`)]),
  ];
}

function differingLine({ a, b }: FinalState, title: string, { paint, columns, terminalColumns }: SectionLook): string {
  const room = terminalColumns === undefined ? 200 : Math.max(8, columns - widthOf(title) - 11);
  const [left, right] = [words(a), words(b)];
  const shown =
    widthOf(left) + widthOf(right) <= room ? [left, right] : [cut(left, Math.floor(room / 2)), cut(right, Math.floor(room / 2))];
  return `  ${title}  ${paint.sideA(`A ${shown[0]}`)}   ${paint.sideB(`B ${shown[1]}`)}`;
}

function words(stage: FinalState["a"]): string {
  return stage === undefined ? "none" : printable(stageWords(stage), 100);
}
