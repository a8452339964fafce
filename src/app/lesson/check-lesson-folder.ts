import { Interrupted, KubespyError, UsageError } from "../../errors.js";
import { printable } from "../../io/printable.js";
import { checkLesson, lessonCounts, predicatesToCheck } from "../../lesson/check-lesson.js";
import type { Lesson } from "../../lesson/lesson.js";
import type { Recording } from "../../recording/node/open-recording.js";
import { choiceOfObjectsOf } from "../../replay/choose-objects.js";
import { type LessonFolder, readLessonText } from "./lesson-folders.js";
import { findManifest } from "./live/live-plan.js";
import { type LessonContext, matchesOn, openLessonRecording } from "./open-lesson.js";

/** What a check of a lesson's folder found. */
export interface LessonCheck {
  readonly name: string;
  /** None: each predicate is met by exactly the frames that it expects, and each hint can be reached. */
  readonly problems: readonly LessonFolderProblem[];
  /** What the lesson holds. Absent where its file cannot be read. */
  readonly counts?: ReturnType<typeof lessonCounts>;
}

/** `where` is a stop or a field of `lesson.yaml`; line and column, from 1, where it is not as the format has it. Texts are safe to print. */
export interface LessonFolderProblem {
  readonly line?: number;
  readonly column?: number;
  readonly where?: string;
  readonly problem: string;
}

/** Checks a lesson: its file, the files that it names, and what it says of its recording. Rejects where `lesson.yaml` cannot be opened. */
export async function checkLessonFolder(folder: LessonFolder, context: LessonContext): Promise<LessonCheck> {
  const { readLessonFile } = await import("../../lesson/read/parse-lesson.js");
  const read = readLessonFile(await readLessonText(folder, context));
  const { name } = folder;
  if ("problems" in read) return { name, problems: read.problems.map(({ line, column, message }) => ({ line, column, problem: message })) };
  const { lesson } = read;
  const problems = [...fixtureProblems(lesson, folder, context), ...(await problemsOnRecordings(lesson, folder, context))];
  return { name, problems: problems.map(printableProblem), counts: lessonCounts(lesson) };
}

function printableProblem({ where, ...rest }: LessonFolderProblem): LessonFolderProblem {
  return { ...(where === undefined ? {} : { where: printable(where, 200) }), ...rest, problem: printable(rest.problem, 600) };
}

function fixtureProblems({ live }: Lesson, folder: LessonFolder, context: LessonContext): readonly LessonFolderProblem[] {
  if (live === undefined || findManifest(live.fixture, folder, context) !== undefined) return [];
  return [{ where: "live.fixture", problem: `no file "${live.fixture}" in the lesson's folder, nor in fixtures/` }];
}

async function problemsOnRecordings(lesson: Lesson, folder: LessonFolder, context: LessonContext): Promise<readonly LessonFolderProblem[]> {
  const opened: Recording[] = [];
  const problems: LessonFolderProblem[] = [];
  const open = async (where: "recording" | "compareWith", name: string | undefined): Promise<Recording | undefined> => {
    if (name === undefined) return undefined;
    try {
      const recording = await openLessonRecording(name, folder, context);
      opened.push(recording);
      for (const warning of recording.warnings) problems.push({ where, problem: warning });
      return recording;
    } catch (error) {
      if (!(error instanceof KubespyError) || error instanceof Interrupted) throw error;
      problems.push({ where, problem: error.message });
      return undefined;
    }
  };
  try {
    const recording = await open("recording", lesson.recording);
    const baseline = await open("compareWith", lesson.compareWith);
    if (recording === undefined || (lesson.compareWith !== undefined && baseline === undefined)) return problems;
    const { matches } = await matchesOn(predicatesToCheck(lesson), recording, baseline, context.interrupt);
    return [...problems, ...checkLesson(lesson, matches, recording.summary.frames), ...(await unknownObjects(lesson, recording))];
  } finally {
    for (const each of opened) await each.close();
  }
}

/** The player lists all objects at a stop whose `objects` it does not find. */
async function unknownObjects({ stops }: Lesson, recording: Recording): Promise<readonly LessonFolderProblem[]> {
  const problems: LessonFolderProblem[] = [];
  for (const [i, { title, objects = [] }] of stops.entries()) {
    for (const [j, word] of objects.entries()) {
      try {
        await choiceOfObjectsOf(recording, [word]);
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        problems.push({ where: `stop ${i + 1} (${title})`, problem: `objects[${j}]: ${error.message}` });
      }
    }
  }
  return problems;
}
