import { UsageError } from "../../errors.js";
import { printable } from "../../io/printable.js";
import type { Lesson } from "../lesson.js";
import { lessonSchema } from "./lesson-schema.js";
import { readLessonYaml } from "./lesson-yaml.js";
import { schemaProblems } from "./schema-problems.js";

export const maxLessonBytes = 256 * 1024;

const hint = "docs/lessons.md explains the format; docs/lesson.schema.json is its JSON Schema";

/** A place in a `lesson.yaml` that is not as the format has it. Its message is safe to print. */
export interface FileProblem {
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** "stops[2].task.choices[0].if", then what is wrong with it, and what to do. */
  readonly message: string;
}

/** Reads a `lesson.yaml`. Throws `UsageError` naming file, line and field of the first problem. */
export function parseLesson(text: string, name: string): Lesson {
  const read = readLessonFile(text);
  if ("lesson" in read) return read.lesson;
  const [{ line, column, message } = { line: 1, column: 1, message: "no lesson" }] = read.problems;
  throw new UsageError(`${printable(name, 300)}:${line}:${column}: ${message}`, { hint });
}

/** The same with all problems, in the order of the file. */
export function readLessonFile(text: string): { readonly lesson: Lesson } | { readonly problems: readonly FileProblem[] } {
  const yaml = readLessonYaml(text);
  const problemAt = (offset: number, message: string): FileProblem => {
    const { line, col } = yaml.lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col), message: printable(message, 600) };
  };
  if ("problems" in yaml) return { problems: yaml.problems.map(({ offset, message }) => problemAt(offset, message)) };
  if (yaml.value === null || yaml.value === undefined) return { problems: [problemAt(0, "the file is empty")] };
  const parsed = lessonSchema.safeParse(yaml.value);
  if (parsed.success) return { lesson: parsed.data };
  const problems = schemaProblems(parsed.error.issues, yaml.value).map(({ path, message }) => {
    const field = fieldName(path);
    return problemAt(yaml.offsetOf(path), field === "" ? message : `${field}: ${message}`);
  });
  return { problems: problems.sort((a, b) => a.line - b.line || a.column - b.column) };
}

function fieldName(path: readonly PropertyKey[]): string {
  return path
    .map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`))
    .join("")
    .replace(/^\./, "");
}
