import { fitProgress, type LessonProgress, noProgress, parseLessonProgress } from "../../../lesson/play/lesson-progress.js";
import type { PlayableLesson } from "../../../lesson/play/playable-lesson.js";

/** Under which name a browser keeps the progress of a lesson: another lesson of the same name is another one. */
export function browserProgressKey({ name, title }: PlayableLesson): string {
  return `kubespy-lesson ${name} ${title}`;
}

/** Progress as a browser kept it (JSON), in the bounds of the lesson; what cannot be read counts as not begun. */
export function keptProgress(text: string | null, lesson: PlayableLesson): LessonProgress {
  return fitProgress(lesson, parseLessonProgress(parsed(text ?? "")) ?? noProgress);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
