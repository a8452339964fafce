import { fitProgress, type LessonProgress, predictedFrom } from "../../lesson/play/lesson-progress.js";
import type { PlayableLesson, PlayableStop } from "../../lesson/play/playable-lesson.js";

/** A lesson that is played on the session of the player. */
export interface LessonShown {
  readonly playable: PlayableLesson;
  readonly progress: LessonProgress;
  /** The session compared with the baseline of the lesson, in lines of at most so many columns. Absent: the lesson compares nothing. */
  readonly comparison?: ((columns: number) => readonly string[]) | undefined;
  /** What to run after the lesson: "kubespy learn probes". */
  readonly nextCommand: string;
  readonly isHidden: boolean;
  /** First line of its text that is shown. Absent: such that what was said last is seen. */
  readonly scroll?: number;
  /** What was said last about the task of the stop. */
  readonly said?: LessonNotice;
  /** The last stop was left: the lesson says what comes after it. */
  readonly isAtEnd: boolean;
}

export type LessonNotice =
  /** `answer`: "a)", "#5". */
  | { readonly kind: "wrong"; readonly answer: string; readonly hint: string }
  | { readonly kind: "hint"; readonly number: number; readonly count: number; readonly hint: string }
  /** The frame that was answered; of a choice its proof. */
  | { readonly kind: "right"; readonly sequence: number }
  | { readonly kind: "refused"; readonly text: string };

export interface LessonStart extends Pick<LessonShown, "playable" | "progress" | "comparison" | "nextCommand"> {}

/** At the stop where the learner was; of a lesson that has changed since, at the last one that can be reached. */
export function startLesson({ progress, ...lesson }: LessonStart): LessonShown {
  return { ...lesson, progress: fitProgress(lesson.playable, progress), isHidden: false, isAtEnd: false };
}

/** A lesson has at least one stop: its schema requires it. */
export function stopShown({ playable, progress }: Pick<LessonShown, "playable" | "progress">): PlayableStop {
  const stop = playable.stops[progress.stop];
  if (stop === undefined) throw new RangeError(`lesson ${playable.name} has no stop ${progress.stop + 1}`);
  return stop;
}

/** See `predictedFrom`. */
export function hiddenAfter(lesson: LessonShown | undefined): number | undefined {
  return lesson === undefined || lesson.isAtEnd ? undefined : predictedFrom(lesson.playable, lesson.progress);
}

/** "stop 3 of 9: The pull fails". */
export function stopTitle(lesson: LessonShown): string {
  return lesson.isAtEnd ? "end of the lesson" : `${stopNumber(lesson)}: ${stopShown(lesson).title}`;
}

/** "stop 3 of 9". */
export function stopNumber({ playable, progress }: LessonShown): string {
  return `stop ${progress.stop + 1} of ${playable.stops.length}`;
}
