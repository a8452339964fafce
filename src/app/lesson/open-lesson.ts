import { existsSync } from "node:fs";
import { join } from "node:path";
import { KubespyError } from "../../errors.js";
import type { SessionAnalysis } from "../../interpret/session-analysis.js";
import { printable } from "../../io/printable.js";
import type { Lesson } from "../../lesson/lesson.js";
import { makePlayable, predicatesOf } from "../../lesson/play/make-playable.js";
import type { PlayableLesson } from "../../lesson/play/playable-lesson.js";
import type { Matches } from "../../lesson/predicate/match-predicates.js";
import { matchPredicates } from "../../lesson/predicate/match-predicates.js";
import type { Predicate } from "../../lesson/predicate/predicate.js";
import type { SessionReader } from "../../model/session.js";
import type { Recording } from "../../recording/node/open-recording.js";
import type { AppContext } from "../app-context.js";
import { compare } from "../compare.js";
import { bundledRecording } from "../sessions/bundled-recordings.js";
import { analysisOf } from "../sessions/derived/derived-session.js";
import { openRecordingReference } from "../sessions/open-session.js";
import { type LessonFolder, readLesson } from "./lesson-folders.js";

/** A lesson on its recording. Close it when done. */
export interface OpenLesson {
  readonly lesson: Lesson;
  readonly playable: PlayableLesson;
  /** The session that it is played on: the lesson's recording, or one that the learner made. */
  readonly session: SessionReader;
  /** What `kubespy replay` takes for it. */
  readonly reference: string;
  readonly analysis: SessionAnalysis;
  /** What the recording is compared with. Absent where the lesson names none. */
  readonly baseline?: SessionReader | undefined;
  readonly matches: Matches;
  close(): Promise<void>;
}

export type LessonContext = Pick<AppContext, "cwd" | "interrupt" | "keys" | "packageRoot" | "programName" | "streams">;

/** Opens a lesson on its recording, or on `session`, which is the caller's to close. Rejects with `KubespyError` where one of the files cannot be read. */
export async function openLesson(folder: LessonFolder, context: LessonContext, session?: SessionReader): Promise<OpenLesson> {
  const lesson = await readLesson(folder, context);
  const opened: SessionReader[] = [];
  const close = async () => {
    for (const each of opened) await each.close();
  };
  try {
    const own = session ?? (await openLessonRecording(lesson.recording, folder, context));
    if (session === undefined) opened.push(own);
    const baseline = lesson.compareWith === undefined ? undefined : await openLessonRecording(lesson.compareWith, folder, context);
    if (baseline !== undefined) opened.push(baseline);
    const { analysis, matches } = await matchesOn(predicatesOf(lesson), own, baseline, context.interrupt);
    const { frames } = own.summary;
    return {
      lesson,
      playable: makePlayable(lesson, folder.name, { analysis, frames, matches }),
      session: own,
      reference: session?.summary.header.name ?? recordingReference(lesson.recording, folder, context),
      analysis,
      baseline,
      matches,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Resolves predicates on a session, which is compared with a baseline where there is one. */
export async function matchesOn(
  predicates: readonly Predicate[],
  session: SessionReader,
  baseline: SessionReader | undefined,
  signal: AbortSignal,
): Promise<{ readonly analysis: SessionAnalysis; readonly matches: Matches }> {
  const analysis = await analysisOf(session, signal);
  const divergence = baseline === undefined ? [] : await divergenceOf(baseline, session, signal);
  return { analysis, matches: await matchPredicates(predicates, { reader: session, analysis, divergence }, signal) };
}

/** What a command calls a recording of a lesson: the path of a file in its folder, which goes before a bundled recording, or the name of that. */
export function recordingReference(name: string, { path }: LessonFolder, context: Pick<LessonContext, "packageRoot">): string {
  const own = join(path, name);
  return existsSync(own) || bundledRecording(context, name) === undefined ? own : name;
}

export async function openLessonRecording(name: string, folder: LessonFolder, context: LessonContext): Promise<Recording> {
  return await readLessonRecording(name, folder, context, (file) => openRecordingReference(file, context));
}

/** Gives the file of a recording that a lesson names to who reads it, whose failure then says that it is the lesson's, and what to do. */
export async function readLessonRecording<T>(
  name: string,
  { path }: LessonFolder,
  context: Pick<LessonContext, "packageRoot" | "programName">,
  read: (file: string) => Promise<T>,
): Promise<T> {
  // The schema allows no name that leads out of the folder, whose files go before bundled recordings.
  const own = join(path, name);
  const file = existsSync(own) ? own : (bundledRecording(context, name) ?? own);
  try {
    return await read(file);
  } catch (error) {
    if (!(error instanceof KubespyError)) throw error;
    throw new KubespyError(`the recording of the lesson cannot be read: ${error.message}`, {
      hint: `put it into "${printable(path, 300)}", or name a bundled one (run "${context.programName} ls --bundled")`,
      cause: error,
    });
  }
}

async function divergenceOf(baseline: SessionReader, session: SessionReader, signal: AbortSignal): Promise<readonly number[]> {
  const { divergence } = await compare(baseline, session, { signal });
  return divergence?.frames.b === undefined ? [] : [divergence.frames.b.sequence];
}
