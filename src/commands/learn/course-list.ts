import { nextInCourse, readCourse } from "../../app/lesson/course.js";
import type { LessonFolder } from "../../app/lesson/lesson-folders.js";
import type { ProgressFile } from "../../app/lesson/progress-file.js";
import { ExitCode } from "../../errors.js";
import { courseJson, courseText, type ListedLesson } from "../../report/lesson/course-text.js";
import { jsonLine } from "../../report/terminal/json-line.js";
import type { CommandContext } from "../common/context.js";
import { nextKey } from "../common/next-key.js";
import { renderOptionsOf } from "../common/render-options.js";

/** Prints the lessons of the course and the learner's progress. Resolves with the one to go on with; undefined where all are finished. */
export async function printCourse(output: "text" | "json", file: ProgressFile, context: CommandContext): Promise<LessonFolder | undefined> {
  const { stdout } = context.streams;
  const progress = await file.read();
  const course = await readCourse(progress, context);
  const next = nextInCourse(course, progress.current);
  const lessons = course.map(
    (each, i): ListedLesson => ({
      number: each.folder.number ?? i + 1,
      name: each.folder.name,
      title: each.lesson.title,
      summary: each.lesson.summary,
      minutes: each.lesson.minutes,
      stops: each.lesson.stops.length,
      tasks: each.tasks,
      isBegun: !each.isFinished && progress.lessons.has(each.folder.name),
      isFinished: each.isFinished,
      isNext: each === next,
    }),
  );
  stdout.write(
    output === "json"
      ? `${jsonLine(courseJson(lessons))}\n`
      : courseText(lessons, { ...renderOptionsOf(stdout), command: `${context.programName} learn` }),
  );
  return next?.folder;
}

/** Lists the course on a terminal and offers to go on with its next lesson, until its user quits. `learn` opens a lesson, and resolves with its exit code. */
export async function offerCourse(
  file: ProgressFile,
  context: CommandContext,
  learn: (folder: LessonFolder) => Promise<number>,
): Promise<number> {
  const { terminal, streams, interrupt } = context;
  for (;;) {
    const next = await printCourse("text", file, context);
    if (next === undefined || terminal === undefined) return ExitCode.done;
    streams.stdout.write(`\nEnter: go on with ${next.name} · q: quit `);
    const choice = await nextKey(terminal, interrupt, choices);
    streams.stdout.write("\r\u001b[K");
    if (choice === "interrupt") return ExitCode.interrupted;
    if (choice === "quit") return ExitCode.done;
    const code = await learn(next);
    if (code !== ExitCode.done) return code;
  }
}

const choices: Readonly<Record<string, "learn" | "quit" | "interrupt">> = {
  enter: "learn",
  q: "quit",
  escape: "quit",
  "ctrl-d": "quit",
  "ctrl-c": "interrupt",
};
