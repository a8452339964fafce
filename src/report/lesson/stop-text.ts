import { printable } from "../../io/printable.js";
import { lessonLines } from "../../lesson/lesson-lines.js";
import { choiceLetter } from "../../lesson/play/judge-answer.js";
import { canShowSolution, finishedSentence, isTaskOpen, type LessonProgress, taskProgress } from "../../lesson/play/lesson-progress.js";
import type { PlayableLesson, PlayableTask } from "../../lesson/play/playable-lesson.js";
import { plural } from "../../lifecycle/narration/words.js";
import { greatest } from "../../model/extremes.js";
import { type Paint, paintWith } from "../terminal/paint.js";
import { padEnd, widthOf } from "../terminal/width.js";
import { type LessonTextOptions, paintLessonLines, proseColumns, proseLines } from "./lesson-text.js";

/** How a learner says what is next, as they type it. */
export interface LessonCommands {
  /** "kubespy learn answer b" of "answer b". */
  readonly command: (words: string) => string;
  /** Shows all steps of the recording. */
  readonly replay: string;
  /** What comes after the last stop; absent where there is none. */
  readonly nextLesson?: { readonly title: string; readonly command: string } | undefined;
}

interface StopTextOptions extends LessonTextOptions {
  /** Of the lesson in the course. */
  readonly number?: number | undefined;
  /** What the recording shows at the stop, as text. */
  readonly evidence: string;
  readonly commands: LessonCommands;
}

/** The stop where the learner is: its text, what the recording shows there, the question, and how to go on. Ends in a newline. */
export function stopText(lesson: PlayableLesson, progress: LessonProgress, options: StopTextOptions): string {
  const paint = paintWith(options.colour);
  const stop = lesson.stops[progress.stop];
  if (stop === undefined) return "";
  const { task } = stop;
  const isOpen = isTaskOpen(lesson, progress);
  const question =
    task === undefined || !isOpen ? [] : paintLessonLines(lessonLines({ text: "", task }, proseColumns(options)).slice(1), paint);
  return sections([
    headingLines(lesson, progress, options, paint),
    [...(stop.missing === undefined ? [] : [paint.warning(printable(stop.missing)), ""]), ...proseLines(stop.text, options, paint)],
    options.evidence.trimEnd().split("\n"),
    question,
    nextLines(lesson, progress, options),
  ]);
}

/** Blocks of lines, with a blank line between each two. */
export function sections(blocks: readonly (readonly string[])[]): string {
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function headingLines(lesson: PlayableLesson, { stop }: LessonProgress, { number }: StopTextOptions, paint: Paint): readonly string[] {
  const title = `${number === undefined ? "" : `${number}. `}${printable(lesson.title)}`;
  const place = `stop ${stop + 1} of ${lesson.stops.length}`;
  const synthetic = lesson.synthetic ? [paint.dim("The recording is synthetic: it was not made on a real cluster.")] : [];
  return [`${paint.bold(title)} ${paint.dim(`· ${place}`)}`, printable(lesson.stops[stop]?.title ?? ""), ...(stop === 0 ? synthetic : [])];
}

/** What can be done now, and what is said at the end of the lesson. */
export function nextLines(
  lesson: PlayableLesson,
  progress: LessonProgress,
  options: LessonTextOptions & { readonly commands: LessonCommands },
): readonly string[] {
  const paint = paintWith(options.colour);
  const { command, replay } = options.commands;
  const task = lesson.stops[progress.stop]?.task;
  if (task !== undefined && isTaskOpen(lesson, progress)) {
    const solution = canShowSolution(progress) ? [["solution", command("solution")] as const] : [];
    const steps = task.kind === "find" ? [["all steps", replay] as const] : [];
    return rows([["answer", answerExample(task, command)], ...steps, ["hint", command("hint")], ...solution], paint);
  }
  const done = task === undefined ? [] : [paint.dim(doneText(progress))];
  if (progress.stop < lesson.stops.length - 1) return [...done, ...rows([["next", command("next")]], paint)];
  return [...done, ...finishLines(lesson, progress, options)];
}

/** `find`: any moment is typed, not one that could be right. */
function answerExample(task: PlayableTask, command: LessonCommands["command"]): string {
  if (task.kind === "find") return `${command("answer 12")}   (the number of a step, or its time: 1.4s)`;
  return `${command("answer a")}   (${choiceList(task.choices.length)})`;
}

/** "a, b or c" */
export function choiceList(count: number): string {
  const letters = Array.from({ length: count }, (_, i) => choiceLetter(i));
  return `${letters.slice(0, -1).join(", ")} or ${letters.at(-1)}`;
}

function doneText(progress: LessonProgress): string {
  const { done, wrong } = taskProgress(progress, progress.stop);
  if (done === "shown") return "You have seen the solution of this stop.";
  return `You have answered the task of this stop${wrong === 0 ? "" : `, after ${plural(wrong, "wrong answer")}`}.`;
}

/** What is printed once a lesson was played to its end on another screen: links that a terminal can open, and the next lesson. Ends in a newline. */
export function lessonEndText(
  lesson: PlayableLesson,
  progress: LessonProgress,
  options: LessonTextOptions & { readonly commands: Pick<LessonCommands, "nextLesson"> },
): string {
  const paint = paintWith(options.colour);
  return sections([[paint.bold(printable(lesson.title))], finishLines(lesson, progress, options)]);
}

function finishLines(
  lesson: PlayableLesson,
  progress: LessonProgress,
  options: LessonTextOptions & { readonly commands: Pick<LessonCommands, "nextLesson"> },
): readonly string[] {
  const paint = paintWith(options.colour);
  const { nextLesson } = options.commands;
  const links = lesson.links.map(({ title, url }) => [printable(title), printable(url)] as const);
  return [
    paint.tone("good", finishedSentence(lesson, progress)),
    ...(links.length === 0 ? [] : ["", "In the Kubernetes documentation:", ...rows(links, paint)]),
    ...(nextLesson === undefined
      ? []
      : ["", ...rows([["next lesson", `${nextLesson.command}   (${printable(nextLesson.title)})`]], paint)]),
  ];
}

function rows(pairs: readonly (readonly [label: string, text: string])[], paint: Paint): readonly string[] {
  const width = greatest(pairs.map(([label]) => widthOf(label)));
  return pairs.map(([label, text]) => `  ${paint.dim(padEnd(label, width))}  ${text}`);
}
