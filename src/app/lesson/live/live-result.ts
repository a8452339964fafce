import type { Comparison } from "../../../compare/comparison.js";
import { rightAnswer } from "../../../lesson/play/judge-answer.js";
import { answerTask, goToStop, type LessonProgress, noProgress } from "../../../lesson/play/lesson-progress.js";
import type { PlayableLesson } from "../../../lesson/play/playable-lesson.js";
import type { SessionReader } from "../../../model/session.js";
import type { AppContext } from "../../app-context.js";
import { compare } from "../../compare.js";
import type { LessonFolder } from "../lesson-folders.js";
import { type OpenLesson, openLessonRecording, recordingReference } from "../open-lesson.js";

/** The lesson's recording, and how a session that the learner made differs from it. */
export interface ReferenceComparison {
  /** What a command calls the recording: a bundled name, or a path. */
  readonly reference: string;
  readonly comparison: Comparison;
}

type ReferenceContext = Parameters<typeof openLessonRecording>[2] & Pick<AppContext, "interrupt">;

/** Compares a session with the recording of the lesson. Rejects with `KubespyError` where that cannot be read. */
export async function compareWithReference(
  { lesson }: Pick<OpenLesson, "lesson">,
  session: SessionReader,
  folder: LessonFolder,
  context: ReferenceContext,
): Promise<ReferenceComparison> {
  const reference = recordingReference(lesson.recording, folder, context);
  const recording = await openLessonRecording(lesson.recording, folder, context);
  try {
    return { reference, comparison: await compare(recording, session, { signal: context.interrupt }) };
  } finally {
    await recording.close();
  }
}

/** Whether a learner can play it to its end on this session: by giving the right answer to every task. */
export function canBeFinished(playable: PlayableLesson): boolean {
  const last = playable.stops.reduce((progress: LessonProgress, { task }, stop) => {
    const there = goToStop(playable, progress, stop);
    return task === undefined ? there : (answerTask(playable, there, rightAnswer(task))?.progress ?? there);
  }, noProgress);
  return last.isFinished;
}
