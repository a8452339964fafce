import { printable } from "../../io/printable.js";
import type { TaskCounts } from "../../lesson/play/lesson-progress.js";
import { plural } from "../../lifecycle/narration/words.js";
import { paintWith } from "../terminal/paint.js";
import { type TextColumn, tableLines } from "../terminal/text-table.js";

/** A lesson of the course, for lists of it. */
export interface ListedLesson {
  /** Its place in the course, from 1. */
  readonly number: number;
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly minutes: number;
  readonly stops: number;
  readonly tasks: TaskCounts;
  /** Whether the learner has been in it, but is not at its end. */
  readonly isBegun: boolean;
  readonly isFinished: boolean;
  /** The one to go on with. */
  readonly isNext: boolean;
}

interface CourseTextOptions {
  readonly colour: boolean;
  readonly columns?: number;
  /** What opens a lesson: "kubespy learn". */
  readonly command: string;
}

/** The lessons of `kubespy learn`, a line each, and what to do next. Ends in a newline. */
export function courseText(lessons: readonly ListedLesson[], { colour, columns, command }: CourseTextOptions): string {
  const paint = paintWith(colour);
  const [headings = "", ...lines] = tableLines(courseColumns(lessons), columns);
  const rows = lines.map((line, i) => (lessons[i]?.isNext ? paint.bold(line) : lessons[i]?.isFinished ? paint.dim(line) : line));
  return `${[paint.dim(headings), ...rows, "", courseEnd(lessons, command)].join("\n")}\n`;
}

function courseEnd(lessons: readonly ListedLesson[], command: string): string {
  const finished = lessons.filter(({ isFinished }) => isFinished).length;
  const next = lessons.find(({ isNext }) => isNext);
  if (next === undefined) return `All ${plural(lessons.length, "lesson")} are finished. To see one again: ${command} NUMBER`;
  return `${finished} of ${plural(lessons.length, "lesson")} finished. Next: ${command} ${next.name}`;
}

function courseColumns(lessons: readonly ListedLesson[]): readonly TextColumn[] {
  const column = (title: string, cellOf: (lesson: ListedLesson) => string, right?: true): TextColumn => ({
    title,
    cells: lessons.map((lesson) => printable(cellOf(lesson), 200)),
    right,
  });
  return [
    column("#", ({ number, isNext }) => `${isNext ? "▸ " : ""}${number}`, true),
    column("LESSON", ({ name }) => name),
    column("TIME", ({ minutes }) => `${minutes} min`, true),
    column("DONE", doneCell),
    column("TITLE", ({ title }) => title),
  ];
}

function doneCell({ isFinished, isBegun, tasks }: ListedLesson): string {
  if (isFinished) return "✓";
  if (tasks.done > 0) return `${tasks.done} of ${plural(tasks.all, "task")}`;
  return isBegun ? "begun" : "";
}

/** What `kubespy learn --list -o json` says: a contract. */
export function courseJson(lessons: readonly ListedLesson[]): unknown {
  return {
    schemaVersion: 1,
    lessons: lessons.map(({ number, name, title, summary, minutes, stops, tasks, isBegun, isFinished, isNext }) => ({
      number,
      name,
      title,
      summary,
      minutes,
      stops,
      tasks: tasks.all,
      tasksDone: tasks.done,
      begun: isBegun,
      finished: isFinished,
      next: isNext,
    })),
  };
}
