import { canShowSolution, isTaskOpen } from "../../lesson/play/lesson-progress.js";
import type { Paint } from "../../report/terminal/paint.js";
import { cut, cutName, widthOf } from "../../report/terminal/width.js";
import type { LessonShown } from "../lesson/lesson-shown.js";
import type { PlayerState } from "../state/player-state.js";

/** What the footer says of keys: the first and the last one stay at every width. */
export function footerKeys({ help, prompt, search, lesson }: PlayerState): readonly string[] {
  if (prompt !== undefined) return ["Enter accept", "Esc cancel"];
  if (help) return ["↑↓ scroll", "Space PgUp page", "q close help"];
  if (lesson !== undefined) return lessonFooterKeys(lesson);
  return ["? help", "↑↓ step", search === undefined ? "n next change" : "n next match", "Space play", "Tab pane", "q quit"];
}

/** By what is possible now. */
function lessonFooterKeys(lesson: LessonShown): readonly string[] {
  const { playable, progress, isAtEnd, isHidden } = lesson;
  const isOpen = !isAtEnd && isTaskOpen(playable, progress);
  const isLast = progress.stop === playable.stops.length - 1;
  const enter = isOpen
    ? ["Enter answer", "i hint", ...(canShowSolution(progress) ? ["s solution"] : [])]
    : isAtEnd
      ? []
      : [isLast ? "Enter finish" : "Enter next stop"];
  const back = progress.stop > 0 || isAtEnd ? ["b back"] : [];
  return ["? help", ...enter, "↑↓ step", ...back, isHidden ? "L show lesson" : "L hide", "q quit"];
}

/** With less, a part of the command says nothing. */
const minCommandColumns = 20;
const gap = "  ";

/**
 * Keys, and the command at the right. Where there is no room for all, first the middle of the command is cut, then keys give way from the middle.
 *
 *     ? help  ↑↓ step  n next change  Space play  q quit  kubespy rep… --at '#54'
 *     ? help  q quit     kubespy r… --at '#54'
 */
export function footerLine(keys: readonly string[], command: string, columns: number, paint: Paint): string {
  const wanted = gap.length + Math.min(widthOf(command), minCommandColumns);
  let shown = keys;
  while (shown.length > 2 && widthOf(shown.join(gap)) + wanted > columns) shown = [...shown.slice(0, -2), ...shown.slice(-1)];
  const left = shown.join(gap);
  const right = cutCommand(command, columns - widthOf(left) - gap.length);
  return `${paint.dim(left)}${" ".repeat(Math.max(0, columns - widthOf(left) - widthOf(right)))}${right}`;
}

/** The last option says which step it is; the session stands in the heading, too. */
function cutCommand(command: string, columns: number): string {
  if (widthOf(command) <= columns) return command;
  if (columns < minCommandColumns / 2) return "";
  const end = command.slice(Math.max(0, command.lastIndexOf(" --")));
  const room = columns - widthOf(end);
  return room >= minCommandColumns / 4 ? `${cut(command, room)}${end}` : cutName(command, columns);
}
