import { printable } from "../../io/printable.js";
import { type LessonLine, textLines } from "../../lesson/lesson-lines.js";
import type { Paint } from "../terminal/paint.js";

export interface LessonTextOptions {
  readonly colour: boolean;
  /** Columns of the terminal. Absent in a pipe. */
  readonly columns?: number;
}

/** Longer lines of prose are hard to read, also where the terminal has room. */
const widestText = 100;
const pipeColumns = 80;

/** So wide is the text of a lesson. In a pipe it is wrapped as well: it is a text that a person reads. */
export function proseColumns({ columns = pipeColumns }: LessonTextOptions): number {
  return Math.max(20, Math.min(columns, widestText));
}

/** A text of a lesson (its stop, a debrief, a hint) in lines. */
export function proseLines(text: string, options: LessonTextOptions, paint: Paint): readonly string[] {
  return paintLessonLines(textLines(text, proseColumns(options)), paint);
}

/** Lines of a lesson: code between backticks is painted, and the backticks are not drawn. */
export function paintLessonLines(lines: readonly LessonLine[], paint: Paint): readonly string[] {
  let isCode = false;
  return lines.map((line, i) => {
    const before = lines[i - 1];
    // Code in backticks may go on in the next line of its paragraph, never in another one.
    if (before?.kind !== line.kind || before.choice !== line.choice) isCode = false;
    const safe = printable(line.text);
    if (line.kind === "code") return paint.sideA(safe);
    const parts = safe.split("`").map((part, n) => {
      if (n > 0) isCode = !isCode;
      return isCode && part !== "" ? paint.sideA(part) : part;
    });
    return line.kind === "question" ? paint.bold(parts.join("")) : parts.join("");
  });
}
