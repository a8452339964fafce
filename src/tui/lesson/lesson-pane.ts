import { printable } from "../../io/printable.js";
import { type LessonLine, lessonLines, textLines } from "../../lesson/lesson-lines.js";
import { choiceLetter } from "../../lesson/play/judge-answer.js";
import { finishedSentence, isTaskOpen, taskProgress } from "../../lesson/play/lesson-progress.js";
import type { FindingDebrief, PlayableTask } from "../../lesson/play/playable-lesson.js";
import { assertNever } from "../../model/assert-never.js";
import { paintLessonLines } from "../../report/lesson/lesson-text.js";
import { type Paint, paintWith } from "../../report/terminal/paint.js";
import { widthOf, wrap } from "../../report/terminal/width.js";
import { type LessonNotice, type LessonShown, stopShown, stopTitle } from "./lesson-shown.js";

/** All lines of the lesson's pane. */
export interface LessonPane {
  readonly lines: readonly string[];
  /** The first line of what was said last: a hint, the debrief. None where nothing was said. */
  readonly newsFrom?: number;
}

interface PaneOptions {
  readonly columns: number;
  readonly colour: boolean;
  /** The title of the stop is on no other line of the screen. */
  readonly withTitle: boolean;
}

/** The text of the stop with its open task, or with the debrief of one that is done; below it what was said last. The last answer is kept: every drawing asks again. */
export function lessonPane(lesson: LessonShown, { columns, colour, withTitle }: PaneOptions): LessonPane {
  const key = [lesson, columns, colour, withTitle];
  if (kept === undefined || key.some((part, i) => part !== kept?.key[i]))
    kept = { key, pane: make(lesson, columns, paintWith(colour), withTitle) };
  return kept.pane;
}

let kept: { readonly key: readonly unknown[]; readonly pane: LessonPane } | undefined;

function make(lesson: LessonShown, columns: number, paint: Paint, withTitle: boolean): LessonPane {
  const title = withTitle ? [...folded(stopTitle(lesson), columns).map(paint.bold), ""] : [];
  if (lesson.isAtEnd) return { lines: [...title, ...endLines(lesson, columns, paint)] };
  const text = [...title, ...stopLines(lesson, columns, paint)];
  const news = newsLines(lesson, columns, paint);
  return news.length === 0 ? { lines: text } : { lines: [...text, "", ...news], newsFrom: text.length + 1 };
}

/** The text, why a recording lacks the step, and the question of an open task. */
function stopLines({ playable, progress }: LessonShown, columns: number, paint: Paint): readonly string[] {
  const stop = stopShown({ playable, progress });
  const isOpen = isTaskOpen(playable, progress);
  const missing = stop.missing === undefined ? [] : ["", ...folded(stop.missing, columns).map(paint.warning)];
  return [...painted(lessonLines({ text: stop.text, ...(isOpen ? { task: stop.task } : {}) }, columns), columns, paint), ...missing];
}

/** Lines of a text; what is wider than the pane is broken. */
function painted(lines: readonly LessonLine[], columns: number, paint: Paint): readonly string[] {
  const fitting = lines.flatMap((line) => {
    const fits = widthOf(line.text.replaceAll("`", "")) <= columns;
    return fits ? [line] : wrap(line.text, columns).map((text) => ({ ...line, text }));
  });
  return paintLessonLines(fitting, paint);
}

/** What was said last, or the debrief of a task that is done. */
function newsLines(lesson: LessonShown, columns: number, paint: Paint): readonly string[] {
  const { playable, progress, said } = lesson;
  const { task } = stopShown(lesson);
  if (task !== undefined && !isTaskOpen(playable, progress)) return debriefLines(lesson, task, columns, paint);
  return said === undefined ? [] : noticeLines(said, columns, paint);
}

function noticeLines(said: LessonNotice, columns: number, paint: Paint): readonly string[] {
  switch (said.kind) {
    case "wrong":
      return labelled(`✗ ${said.answer} is not right.`, said.hint, columns, (label) => paint.tone("bad", label), paint);
    case "hint":
      return labelled(`Hint ${said.number} of ${said.count}:`, said.hint, columns, paint.warning, paint);
    case "refused":
      return folded(said.text, columns).map(paint.warning);
    case "right":
      return [];
    default:
      return assertNever(said);
  }
}

/** A label in its colour, and the text after it on the same line. */
function labelled(label: string, text: string, columns: number, style: (label: string) => string, paint: Paint): readonly string[] {
  const [first = "", ...rest] = painted(textLines(`${label} ${text}`, columns), columns, paint);
  return [first.startsWith(label) ? `${style(label)}${first.slice(label.length)}` : first, ...rest];
}

/** "✓ b) The scheduler assigns it to a node", why it is right, and the finding that it is about. */
function debriefLines({ progress, said }: LessonShown, task: PlayableTask, columns: number, paint: Paint): readonly string[] {
  const isShown = taskProgress(progress, progress.stop).done === "shown";
  const answer = `${isShown ? "Solution:" : "✓"} ${answerText(task, said)}`;
  const finding = task.kind === "find" || task.finding === undefined ? [] : ["", ...findingLines(task.finding, columns, paint)];
  return [
    ...painted(textLines(answer, columns), columns, paint).map((line) => paint.tone("good", line)),
    ...painted(textLines(task.debrief, columns), columns, paint),
    ...finding,
  ];
}

function answerText(task: PlayableTask, said: LessonNotice | undefined): string {
  if (task.kind === "find") return `#${said?.kind === "right" ? said.sequence : task.frames[0]} shows it`;
  const index = task.choices.findIndex(({ isRight }) => isRight);
  return `${choiceLetter(index)}) ${task.choices[index]?.answer ?? ""}`;
}

function findingLines(finding: FindingDebrief, columns: number, paint: Paint): readonly string[] {
  return [
    ...folded(`Finding: ${finding.class} on ${finding.object}: ${finding.message}`, columns).map((line) => paint.tone("bad", line)),
    ...finding.causes.flatMap((cause) => folded(`Cause: ${cause}`, columns)),
    ...(finding.advice === undefined ? [] : folded(`Try: ${finding.advice}`, columns)),
  ];
}

/** After the last stop: how it went, where to read on, what to run next. */
function endLines({ playable, progress, nextCommand }: LessonShown, columns: number, paint: Paint): readonly string[] {
  const links = playable.links.flatMap(({ title, url }) => [...folded(`- ${title}`, columns), ...folded(url, columns)]);
  return [
    ...folded(`${playable.title}. ${finishedSentence(playable, progress)}`, columns).map(paint.bold),
    ...folded(`Next: ${nextCommand}`, columns),
    ...(links.length === 0 ? [] : ["", ...folded("In the Kubernetes documentation:", columns), ...links]),
  ];
}

function folded(text: string, columns: number): readonly string[] {
  return wrap(printable(text), columns);
}
