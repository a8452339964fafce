import { isAbsolute } from "node:path";
import { KubespyError } from "../../errors.js";
import { printable } from "../../io/printable.js";
import type { Lesson } from "../../lesson/lesson.js";
import { fitProgress, type LessonProgress, noProgress, type TaskCounts, taskCounts } from "../../lesson/play/lesson-progress.js";
import type { AppContext } from "../app-context.js";
import type { LearnerProgress } from "./learner-progress.js";
import { courseLessons, findLesson, type LessonFolder, readLesson } from "./lesson-folders.js";
import { type OpenLesson, openLesson } from "./open-lesson.js";
import type { ProgressFile } from "./progress-file.js";

/** A lesson of the course, and how far the learner is. */
export interface CourseLesson {
  readonly folder: LessonFolder;
  readonly lesson: Lesson;
  readonly progress: LessonProgress;
  readonly tasks: TaskCounts;
  readonly isFinished: boolean;
}

type LessonContext = Parameters<typeof openLesson>[1];

/** What progress is kept by: the name of a lesson of the course, the absolute path of another one. */
export function progressKey({ number, name, path }: LessonFolder): string {
  return number === undefined ? path : name;
}

/** All lessons of the course, in its order. */
export async function readCourse(
  { lessons: kept }: LearnerProgress,
  context: Pick<AppContext, "cwd" | "interrupt" | "packageRoot">,
): Promise<readonly CourseLesson[]> {
  const course: CourseLesson[] = [];
  for (const folder of await courseLessons(context)) {
    const lesson = await readLesson(folder, context);
    const progress = kept.get(progressKey(folder)) ?? noProgress;
    const tasks = taskCounts(lesson, progress);
    course.push({ folder, lesson, progress, tasks, isFinished: progress.isFinished && tasks.done === tasks.all });
  }
  return course;
}

/** The lesson to go on with: the one that was opened last, else the first after it that is not finished, else the first before it. */
export function nextInCourse(course: readonly CourseLesson[], current: string | undefined): CourseLesson | undefined {
  const at = Math.max(
    0,
    course.findIndex(({ folder }) => progressKey(folder) === current),
  );
  return [...course.slice(at), ...course.slice(0, at)].find(({ isFinished }) => !isFinished);
}

/** The lesson of the course that comes after this one. */
export async function lessonAfter({ number }: LessonFolder, context: Pick<AppContext, "packageRoot">): Promise<LessonFolder | undefined> {
  return number === undefined ? undefined : (await courseLessons(context)).find((each) => (each.number ?? 0) > number);
}

/** A lesson that a learner has opened. Close `open` when done. */
export interface BegunLesson {
  readonly folder: LessonFolder;
  readonly open: OpenLesson;
  /** In the bounds of the lesson. */
  readonly progress: LessonProgress;
}

/** Opens a lesson where the learner was in it. It is then the one that was opened last. */
export async function beginLesson(folder: LessonFolder, file: ProgressFile, context: LessonContext): Promise<BegunLesson> {
  const open = await openLesson(folder, context);
  const { lessons } = await file.read();
  const progress = fitProgress(open.playable, lessons.get(progressKey(folder)) ?? noProgress);
  await file.save(progressKey(folder), progress);
  return { folder, open, progress };
}

/** The folder of the lesson that was opened last. Rejects with `KubespyError` where there is none. */
export async function lessonOpenedLast(
  file: ProgressFile,
  context: Pick<AppContext, "cwd" | "packageRoot" | "programName">,
): Promise<LessonFolder> {
  const { current } = await file.read();
  const { programName } = context;
  if (current === undefined) {
    const why = file.problem === undefined ? "" : `: ${file.problem}`;
    throw new KubespyError(`no lesson was opened${why}`, {
      hint: `open one: "${programName} learn 1"; "${programName} learn --list" lists all`,
    });
  }
  const inCourse = (await courseLessons(context)).find(({ name }) => name === current);
  if (inCourse !== undefined) return inCourse;
  const own = isAbsolute(current) ? await findLesson(current, context).catch(() => undefined) : undefined;
  if (own !== undefined) return own;
  throw new KubespyError(`the lesson that was opened last is no longer there: "${printable(current, 300)}"`, {
    hint: `open another one: "${programName} learn --list" lists all`,
  });
}
