import { printable } from "../../io/printable.js";
import type { FindingDebrief, PlayableTask } from "../../lesson/play/playable-lesson.js";
import { type Paint, paintWith } from "../terminal/paint.js";
import { wrap } from "../terminal/width.js";
import { wrapAroundCommands } from "../terminal/wrap-around-commands.js";
import { type LessonTextOptions, proseColumns, proseLines } from "./lesson-text.js";
import { sections } from "./stop-text.js";

interface RightAnswer {
  /** "Right." or, of a solution, what would have been right. */
  readonly lead: string;
  readonly task: PlayableTask;
  /** The frame that proves it, as text. */
  readonly proof: string;
  /** What can be done now. */
  readonly next: readonly string[];
}

/** What is said of a right answer: why it is right, the frame that proves it, and for `explain` the finding. Ends in a newline. */
export function rightAnswerText({ lead, task, proof, next }: RightAnswer, options: LessonTextOptions): string {
  const paint = paintWith(options.colour);
  const finding = "finding" in task && task.finding !== undefined ? findingLines(task.finding, options, paint) : [];
  return sections([
    lead === rightLead ? [paint.tone("good", lead)] : proseLines(lead, options, paint),
    proseLines(task.debrief, options, paint),
    proof.trimEnd().split("\n"),
    finding,
    next,
  ]);
}

export const rightLead = "Right.";

interface WrongAnswer {
  /** The first line of the step that was answered; "" of a choice. */
  readonly step: string;
  readonly hint: string;
  readonly next: readonly string[];
}

/** What is said of a wrong answer: the hint that fits. Ends in a newline. */
export function wrongAnswerText({ step, hint, next }: WrongAnswer, options: LessonTextOptions): string {
  const paint = paintWith(options.colour);
  return sections([[paint.warning("Not right."), ...(step === "" ? [] : [step])], proseLines(hint, options, paint), next]);
}

/** "Hint 1 of 2". Ends in a newline. */
export function hintText(
  { hint, count, all }: { readonly hint: string; readonly count: number; readonly all: number },
  options: LessonTextOptions,
): string {
  const paint = paintWith(options.colour);
  return sections([[paint.dim(`Hint ${count} of ${all}:`), ...proseLines(hint, options, paint)]]);
}

function findingLines(
  { class: name, object, message, causes, advice }: FindingDebrief,
  options: LessonTextOptions,
  paint: Paint,
): readonly string[] {
  const columns = proseColumns(options);
  const item = (label: string, text: string) => {
    const lead = `${label}: `;
    const lines = wrapAroundCommands(printable(text), columns - lead.length - 2);
    return lines.map((line, i) => `  ${i === 0 ? paint.dim(lead) : " ".repeat(lead.length)}${line}`);
  };
  return [
    ...wrap(`The finding of this recording: ${printable(name)} of ${printable(object)}`, columns).map((line) => paint.bold(line)),
    ...item("message", message),
    ...causes.flatMap((cause) => item("cause", cause)),
    ...(advice === undefined ? [] : item("advice", advice)),
  ];
}
