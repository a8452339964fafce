import type { Stop, Task } from "./lesson.js";
import { choiceLetter } from "./play/judge-answer.js";
import type { PlayableStop, PlayableTask } from "./play/playable-lesson.js";

/** A stop fits beside its recording on a terminal of 80x24. */
export const maxStopLines = 12;
export const maxStopColumns = 78;

/** One line of a stop's text, as it is drawn. Backticks around code are still in it; they are not drawn, and take no room. */
export interface LessonLine {
  readonly kind: "text" | "code" | "question" | "choice" | "blank";
  readonly text: string;
  /** Of a choice: its index. */
  readonly choice?: number;
}

/** The text of a stop and its question, broken at this many columns. Texts are one column a character: `lesson check` refuses others. */
export function lessonLines(stop: Pick<Stop | PlayableStop, "text" | "task">, columns: number): readonly LessonLine[] {
  const text = textLines(stop.text, columns);
  return stop.task === undefined ? text : [...text, { kind: "blank", text: "" }, ...taskLines(stop.task, columns)];
}

/** Paragraphs, items and code of a text of a lesson. */
export function textLines(text: string, columns: number): readonly LessonLine[] {
  const blocks = textBlocks(text);
  return blocks.flatMap((block, i): readonly LessonLine[] => {
    const lines = blockLines(block, columns);
    const isTight = block.kind === "item" && blocks[i - 1]?.kind === "item";
    return i === 0 || isTight ? lines : [{ kind: "blank", text: "" }, ...lines];
  });
}

export interface TextBlock {
  readonly kind: "paragraph" | "item" | "code";
  /** Of code with its line breaks; else on one line. */
  readonly text: string;
}

/** Blank lines separate paragraphs, `- ` begins an item, four spaces begin a line of code. */
export function textBlocks(text: string): readonly TextBlock[] {
  const blocks: { kind: TextBlock["kind"]; lines: string[] }[] = [];
  let isNew = true;
  for (const line of text.split("\n")) {
    const kind = line.startsWith("    ") ? "code" : /^- /.test(line) ? "item" : "paragraph";
    const last = blocks.at(-1);
    if (line.trim() === "") isNew = true;
    else if (last === undefined || isNew || kind === "item" || (kind === "code") !== (last.kind === "code")) {
      blocks.push({ kind, lines: [kind === "item" ? line.slice(2) : line] });
      isNew = false;
    } else last.lines.push(line);
  }
  return blocks.map(({ kind, lines }) => ({
    kind,
    text: kind === "code" ? lines.map((line) => line.slice(4)).join("\n") : lines.map((line) => line.trim()).join(" "),
  }));
}

function blockLines({ kind, text }: TextBlock, columns: number): readonly LessonLine[] {
  if (kind === "code") return text.split("\n").map((line) => ({ kind: "code", text: `  ${line}` }));
  return hanging(kind === "item" ? "- " : "", text, columns).map((line) => ({ kind: "text", text: line }));
}

function taskLines(task: Task | PlayableTask, columns: number): readonly LessonLine[] {
  const question = "question" in task ? task.question : "find" in task ? task.find : "predict" in task ? task.predict : task.explain;
  const choices = "choices" in task ? task.choices : [];
  return [
    ...hanging("", question, columns).map((text): LessonLine => ({ kind: "question", text })),
    ...choices.flatMap(({ answer }, choice) =>
      hanging(`${choiceLetter(choice)}) `, answer, columns).map((text): LessonLine => ({ kind: "choice", text, choice })),
    ),
  ];
}

/** Words in lines of so many columns, the later ones indented as the lead is wide. A word that is longer than a line is not broken: the screen cuts it. */
function hanging(lead: string, text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = lead;
  let isEmpty = true;
  for (const word of text.split(/\s+/).filter((each) => each !== "")) {
    if (!isEmpty && shownColumns(line) + 1 + shownColumns(word) > columns) {
      lines.push(line);
      line = " ".repeat(lead.length);
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line];
}

function shownColumns(text: string): number {
  return text.replaceAll("`", "").length;
}
