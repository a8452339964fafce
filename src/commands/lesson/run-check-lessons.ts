import { join } from "node:path";
import { checkLessonFolder } from "../../app/lesson/check-lesson-folder.js";
import { findLesson, type LessonFolder, lessonFile } from "../../app/lesson/lesson-folders.js";
import { ExitCode } from "../../errors.js";
import { printable } from "../../io/printable.js";
import { lessonCheckJson, lessonCheckLines } from "../../report/lesson/lesson-check-text.js";
import { jsonLine } from "../../report/terminal/json-line.js";
import type { CommandContext } from "../common/context.js";

export interface LessonCheckFlags {
  readonly output: "text" | "json";
}

/** Prints what is wrong with lessons. Resolves with the exit code. Rejects with `UsageError`, before any is checked, where one of them is none. */
export async function runCheckLessons(references: readonly string[], flags: LessonCheckFlags, context: CommandContext): Promise<number> {
  const folders: { readonly folder: LessonFolder; readonly file: string }[] = [];
  for (const reference of references) {
    const folder = await findLesson(reference, context);
    folders.push({ folder, file: printable(join(folder.number === undefined ? reference : folder.path, lessonFile), 300) });
  }
  let isWhole = true;
  for (const { folder, file } of folders) {
    const checked = { ...(await checkLessonFolder(folder, context)), file };
    isWhole &&= checked.problems.length === 0;
    const lines = flags.output === "json" ? [jsonLine(lessonCheckJson(checked))] : lessonCheckLines(checked);
    context.streams.stdout.write(`${lines.join("\n")}\n`);
  }
  return isWhole ? ExitCode.done : ExitCode.failed;
}
