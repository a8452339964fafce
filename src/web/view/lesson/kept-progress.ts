import { type LessonProgress, noProgress, reachableStop, type TaskProgress } from "../../../lesson/play/lesson-progress.js";
import type { PlayableLesson } from "../../../lesson/play/playable-lesson.js";

/** Under which name a browser keeps the progress of a lesson: another lesson of the same name is another one. */
export function browserProgressKey({ name, title }: PlayableLesson): string {
  return `kubespy-lesson ${name} ${title}`;
}

/** Progress as a browser kept it (JSON). What it cannot be counts as not begun; a stop that cannot be reached, as the last that can. */
export function keptProgress(text: string | null, lesson: PlayableLesson): LessonProgress {
  const kept = fieldsOf(parsed(text ?? ""));
  const tasks = Object.fromEntries(
    lesson.stops.flatMap(({ task }, i): [number, TaskProgress][] => {
      const fields = fieldsOf(fieldsOf(kept["tasks"])[i]);
      if (task === undefined || Object.keys(fields).length === 0) return [];
      const { wrong, hints, done } = fields;
      return [
        [
          i,
          {
            wrong: countOf(wrong),
            hints: Math.min(countOf(hints), task.hints.length),
            ...(done === "answered" || done === "shown" ? { done } : {}),
          },
        ],
      ];
    }),
  );
  const progress = { ...noProgress, tasks, isFinished: kept["isFinished"] === true };
  return { ...progress, stop: Math.min(countOf(kept["stop"]), reachableStop(lesson, progress)) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function fieldsOf(value: unknown): Readonly<Record<string | number, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function countOf(value: unknown): number {
  return Number.isSafeInteger(value) && Number(value) > 0 ? Number(value) : 0;
}
