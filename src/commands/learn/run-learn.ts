import { beginLesson, lessonAfter, lessonOpenedLast, progressKey } from "../../app/lesson/course.js";
import { courseLessons, findLesson, type LessonFolder, readLesson } from "../../app/lesson/lesson-folders.js";
import { ProgressFile } from "../../app/lesson/progress-file.js";
import { ExitCode, KubespyError } from "../../errors.js";
import { suggestedCommand } from "../../io/suggested-command.js";
import { type LessonProgress, noProgress } from "../../lesson/play/lesson-progress.js";
import type { PlayableLesson } from "../../lesson/play/playable-lesson.js";
import { confirmed } from "../common/confirm.js";
import type { CommandContext } from "../common/context.js";
import { warn } from "../common/print-session.js";
import { renderOptionsOf } from "../common/render-options.js";
import { offerCourse, printCourse } from "./course-list.js";
import { type LearnAction, type LearnRequest, learnActions } from "./learn-request.js";
import type { LiveLessonFlags } from "./live-options.js";
import { TextLesson } from "./text-lesson.js";

/** Resolves with the exit code. A wrong answer is no failure. */
export async function runLearn(request: LearnRequest, context: CommandContext): Promise<number> {
  const file = new ProgressFile(context, (text) => warn(text, context));
  switch (request.kind) {
    case "list":
      await printCourse(request.output, file, context);
      return ExitCode.done;
    case "offer":
      return await offerCourse(file, context, (folder) => openOnTerminal(folder, context));
    case "reset":
      return await reset(request.lesson, request.yes, file, context);
    case "live":
      return await openLive(request.lesson, request.flags, context);
    case "lesson":
      return await openNamed(request.lesson, request.serve, request.plain, file, context);
    default:
      return await act(request, file, context);
  }
}

async function openNamed(lesson: string, serve: boolean, plain: boolean, file: ProgressFile, context: CommandContext): Promise<number> {
  const folder = await findLesson(lesson, context, Object.keys(learnActions));
  if (serve) {
    const { serveLesson } = await import("./serve-lesson.js");
    return await serveLesson(folder, file, context);
  }
  if (context.terminal !== undefined && !plain) return await openOnTerminal(folder, context);
  return await printLesson(folder, file, context);
}

/** Makes the recording of a lesson on a cluster, and plays the lesson on it. The progress is that of the lesson's own recording, and stays as it is. */
async function openLive(lesson: string, flags: LiveLessonFlags, context: CommandContext): Promise<number> {
  const folder = await findLesson(lesson, context);
  const { runLiveLesson } = await import("./live-lesson.js");
  return await runLiveLesson(folder, flags, context, async (open) => {
    const { playLesson } = await import("./play-lesson.js");
    return await playLesson(open, noProgress, async () => {}, context);
  });
}

/** Opens the player on a lesson. What cannot be kept of the progress is said when the screen is given back. */
async function openOnTerminal(folder: LessonFolder, context: CommandContext): Promise<number> {
  const notices: string[] = [];
  const file = new ProgressFile(context, (text) => notices.push(text));
  const { open, progress } = await beginLesson(folder, file, context);
  let latest = progress;
  try {
    const { playLesson } = await import("./play-lesson.js");
    const save = async (changed: LessonProgress) => {
      latest = changed;
      await file.save(progressKey(folder), changed);
    };
    const code = await playLesson(open, progress, save, context);
    if (latest.isFinished && !progress.isFinished) await printEnd(folder, open.playable, latest, context);
    return code;
  } finally {
    await open.close();
    for (const notice of notices) warn(notice, context);
  }
}

/** The player cuts what is wider than the screen, and a link in two lines cannot be opened. */
async function printEnd(folder: LessonFolder, lesson: PlayableLesson, progress: LessonProgress, context: CommandContext): Promise<void> {
  const { lessonEndText } = await import("../../report/lesson/stop-text.js");
  const next = await lessonAfter(folder, context);
  const command = (name: string) => suggestedCommand(context.programName, ["learn", name]);
  const nextLesson = next && { title: (await readLesson(next, context)).title, command: command(next.name) };
  context.streams.stdout.write(lessonEndText(lesson, progress, { ...renderOptionsOf(context.streams.stdout), commands: { nextLesson } }));
}

/** The stop where the learner is in this lesson, as text. */
async function printLesson(folder: LessonFolder, file: ProgressFile, context: CommandContext): Promise<number> {
  return await withTextLesson(folder, file, context, (lesson) => lesson.text());
}

async function act(action: LearnAction, file: ProgressFile, context: CommandContext): Promise<number> {
  const folder = await lessonOpenedLast(file, context);
  let isLeft = false;
  const code = await withTextLesson(folder, file, context, async (lesson) => {
    if (action.kind === "answer") return await lesson.answer(action.answer);
    if (action.kind === "hint") return await lesson.hint();
    if (action.kind === "solution") return await lesson.solution();
    const text = await lesson.next();
    isLeft = text === undefined;
    return text ?? "";
  });
  return isLeft ? await openAfter(folder, file, context) : code;
}

/** The lesson of the course that comes after one that is finished. */
async function openAfter(folder: LessonFolder, file: ProgressFile, context: CommandContext): Promise<number> {
  const next = await lessonAfter(folder, context);
  if (next !== undefined) return await printLesson(next, file, context);
  const [last] = (await courseLessons(context)).slice(-1);
  const what =
    folder.number === undefined || last === undefined
      ? `the lesson "${folder.name}" is finished`
      : "this was the last lesson of the course";
  throw new KubespyError(what, { hint: `"${context.programName} learn --list" lists all lessons` });
}

async function withTextLesson(
  folder: LessonFolder,
  file: ProgressFile,
  context: CommandContext,
  use: (lesson: TextLesson) => Promise<string>,
): Promise<number> {
  const begun = await beginLesson(folder, file, context);
  try {
    context.streams.stdout.write(await use(new TextLesson(begun, file, context)));
    return ExitCode.done;
  } finally {
    await begun.open.close();
  }
}

async function reset(lesson: string | undefined, yes: boolean, file: ProgressFile, context: CommandContext): Promise<number> {
  const folder = lesson === undefined ? undefined : await findLesson(lesson, context);
  const what = folder === undefined ? "of all lessons" : `of the lesson "${folder.name}"`;
  if (!yes && !(await confirmed(`remove the progress ${what}?`, "--yes removes without a prompt", context))) return ExitCode.failed;
  await file.reset(folder && progressKey(folder));
  context.streams.stderr.write(`removed the progress ${what}\n`);
  return ExitCode.done;
}
