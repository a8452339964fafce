import { plural } from "../../lifecycle/narration/words.js";
import { type Answer, type AnswerJudgement, judgeAnswer, rightAnswer } from "./judge-answer.js";
import type { PlayableLesson } from "./playable-lesson.js";

/** How far a learner is in one lesson. Plain data, kept in a file and in the page's storage. */
export interface LessonProgress {
  /** The index of the stop that is shown. */
  readonly stop: number;
  /** By the index of the stop, of those whose task was tried. */
  readonly tasks: Readonly<Record<number, TaskProgress>>;
  /** All stops were seen, and all tasks are done. */
  readonly isFinished: boolean;
}

export interface TaskProgress {
  /** Wrong answers. */
  readonly wrong: number;
  /** How many of the hints were given. */
  readonly hints: number;
  /** `answered`: by the learner; `shown`: the learner requested the solution. */
  readonly done?: "answered" | "shown" | undefined;
}

export const noProgress: LessonProgress = { stop: 0, tasks: {}, isFinished: false };
const untried: TaskProgress = { wrong: 0, hints: 0 };

export function taskProgress({ tasks }: LessonProgress, stop: number): TaskProgress {
  return tasks[stop] ?? untried;
}

/** Whether the stop asks something that is not answered yet. */
export function isTaskOpen({ stops }: PlayableLesson, progress: LessonProgress, stop = progress.stop): boolean {
  return stops[stop]?.task !== undefined && taskProgress(progress, stop).done === undefined;
}

/** The progress after an answer to the stop's task, and what is said about it. */
export function answerTask(
  lesson: PlayableLesson,
  progress: LessonProgress,
  answer: Answer,
): { readonly progress: LessonProgress; readonly judgement: AnswerJudgement } | undefined {
  const task = lesson.stops[progress.stop]?.task;
  if (task === undefined) return undefined;
  const judgement = judgeAnswer(task, answer);
  const before = taskProgress(progress, progress.stop);
  const after: TaskProgress = judgement.right
    ? { ...before, done: before.done ?? "answered" }
    : { ...before, wrong: before.wrong + (before.done === undefined ? 1 : 0) };
  return { progress: withTask(lesson, progress, after), judgement };
}

/** The next hint; undefined where the stop asks nothing. After the last one, that again. */
export function nextHint(
  lesson: PlayableLesson,
  progress: LessonProgress,
): { readonly progress: LessonProgress; readonly hint: string } | undefined {
  const task = lesson.stops[progress.stop]?.task;
  if (task === undefined) return undefined;
  const before = taskProgress(progress, progress.stop);
  const hints = Math.min(before.hints + 1, task.hints.length);
  return { progress: withTask(lesson, progress, { ...before, hints }), hint: task.hints[hints - 1] ?? "" };
}

/** The solution is given after a try, right or wrong. */
export function canShowSolution(progress: LessonProgress): boolean {
  const { wrong, done } = taskProgress(progress, progress.stop);
  return wrong > 0 || done !== undefined;
}

/** The right answer; undefined where the stop asks nothing, or before a try. */
export function showSolution(
  lesson: PlayableLesson,
  progress: LessonProgress,
): { readonly progress: LessonProgress; readonly answer: Answer; readonly judgement: AnswerJudgement } | undefined {
  const task = lesson.stops[progress.stop]?.task;
  if (task === undefined || !canShowSolution(progress)) return undefined;
  const before = taskProgress(progress, progress.stop);
  const answer = rightAnswer(task);
  return {
    progress: withTask(lesson, progress, { ...before, done: before.done ?? "shown" }),
    answer,
    judgement: judgeAnswer(task, answer),
  };
}

/** The step whose next ones the learner is asked to predict: until the task is done, who plays the lesson shows none of them before the learner steps there. */
export function predictedFrom(lesson: PlayableLesson, progress: LessonProgress): number | undefined {
  const stop = lesson.stops[progress.stop];
  return stop?.task?.kind === "predict" && isTaskOpen(lesson, progress) ? stop.sequence : undefined;
}

/** To another stop: back to any, on only where the task before is done. The same progress where that cannot be. */
export function goToStop(lesson: PlayableLesson, progress: LessonProgress, stop: number): LessonProgress {
  if (stop < 0 || stop >= lesson.stops.length || stop > reachableStop(lesson, progress)) return progress;
  return withFinish(lesson, { ...progress, stop });
}

/** The last stop that the learner may go to: the first with an open task. */
export function reachableStop(lesson: PlayableLesson, progress: LessonProgress): number {
  const open = lesson.stops.findIndex((_, i) => isTaskOpen(lesson, progress, i));
  return open < 0 ? lesson.stops.length - 1 : open;
}

function withTask(lesson: PlayableLesson, progress: LessonProgress, task: TaskProgress): LessonProgress {
  return withFinish(lesson, { ...progress, tasks: { ...progress.tasks, [progress.stop]: task } });
}

function withFinish(lesson: PlayableLesson, progress: LessonProgress): LessonProgress {
  const isAtEnd = progress.stop === lesson.stops.length - 1 && lesson.stops.every((_, i) => !isTaskOpen(lesson, progress, i));
  return isAtEnd && !progress.isFinished ? { ...progress, isFinished: true } : progress;
}

export interface TaskCounts {
  readonly done: number;
  readonly all: number;
}

/** "2 of 3 tasks", of a lesson on a recording, or of one as its author wrote it. */
export function taskCounts({ stops }: Stops, progress: LessonProgress): TaskCounts {
  const asking = stops.flatMap((stop, i) => (stop.task === undefined ? [] : [i]));
  return { done: asking.filter((i) => taskProgress(progress, i).done !== undefined).length, all: asking.length };
}

interface Stops {
  readonly stops: readonly { readonly task?: unknown }[];
}

/** What is said of a lesson that is finished. */
export function finishedSentence(lesson: Stops, progress: LessonProgress): string {
  const { all } = taskCounts(lesson, progress);
  const shown = Object.values(progress.tasks).filter(({ done }) => done === "shown").length;
  if (all === 0) return "Lesson finished.";
  return `Lesson finished: ${shown === 0 ? "" : `${all - shown} of `}${plural(all, "task")} answered.`;
}

/** Progress as it was kept, as JSON has it; undefined where it is none. It may be out of the bounds of its lesson: see `fitProgress`. */
export function parseLessonProgress(value: unknown): LessonProgress | undefined {
  const { stop, tasks, isFinished } = recordOf(value) ?? {};
  const entries = Object.entries(recordOf(tasks) ?? { invalid: undefined });
  const read = entries.map(([index, task]) => [Number(index), parseTaskProgress(task)] as const);
  const valid = read.flatMap(([index, task]) => (isCount(index) && task !== undefined ? [[index, task] as const] : []));
  if (!isCount(stop) || typeof isFinished !== "boolean" || valid.length < read.length) return undefined;
  return { stop, tasks: Object.fromEntries(valid), isFinished };
}

function parseTaskProgress(value: unknown): TaskProgress | undefined {
  const { wrong, hints, done } = recordOf(value) ?? {};
  if (!isCount(wrong) || !isCount(hints)) return undefined;
  if (done === undefined) return { wrong, hints };
  return done === "answered" || done === "shown" ? { wrong, hints, done } : undefined;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : undefined;
}

/** Progress as it was kept, in the bounds of the lesson as it is now: stops and tasks may have been removed or added since. */
export function fitProgress(lesson: PlayableLesson, { tasks, stop, isFinished }: LessonProgress): LessonProgress {
  const known = lesson.stops.flatMap(({ task }, i) => {
    const before = tasks[i];
    if (task === undefined || before === undefined) return [];
    return [[i, { ...before, hints: Math.min(before.hints, task.hints.length) }] as const];
  });
  const fitting: LessonProgress = { stop: 0, tasks: Object.fromEntries(known), isFinished: false };
  const hasOpenTask = lesson.stops.some((_, i) => isTaskOpen(lesson, fitting, i));
  return { ...fitting, stop: Math.max(0, Math.min(stop, reachableStop(lesson, fitting))), isFinished: isFinished && !hasOpenTask };
}
