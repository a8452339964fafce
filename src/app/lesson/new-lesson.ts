import { randomBytes } from "node:crypto";
import { mkdir, readdir, rmdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { KubespyError, UsageError } from "../../errors.js";
import { filePath } from "../../io/file-path.js";
import { printable } from "../../io/printable.js";
import { codeOf } from "../../io/system-error.js";
import { lessonCounts } from "../../lesson/check-lesson.js";
import { draftLesson } from "../../lesson/draft/draft-lesson.js";
import type { Lesson } from "../../lesson/lesson.js";
import type { SessionReader } from "../../model/session.js";
import type { SessionShare } from "../../model/session-share.js";
import { openRecording } from "../../recording/node/open-recording.js";
import { encodeRecording } from "../../recording/write/encode-recording.js";
import { gzip } from "../../recording/write/gzip.js";
import { sessionToShare } from "../../sharing/session-to-share.js";
import type { AppContext } from "../app-context.js";
import { analysisOf } from "../sessions/derived/derived-session.js";
import { type SharedSessions, type ShareSessionsOptions, shareSessions } from "../share/share-sessions.js";
import { writeSharedFiles } from "../share/write-shared.js";
import { oneChunk } from "../write-file.js";
import { lessonFile } from "./lesson-folders.js";

interface NewLessonOptions {
  /** How the session is redacted. Absent: it is included as an export has it. */
  readonly share?: ShareSessionsOptions | undefined;
  readonly onWarning?: (text: string) => void;
}

export interface NewLesson {
  readonly counts: ReturnType<typeof lessonCounts>;
  /** Of the recording, in bytes. */
  readonly size: number;
  /** What was removed, where it was shared. */
  readonly manifest?: SessionShare;
}

/** The files that are made in the folder. */
export const lessonRecordingFile = "recording.kubespy.gz";
export const lessonSchemaFile = "lesson.schema.json";

type NewLessonContext = Pick<AppContext, "cwd" | "interrupt" | "programName">;

/** Rejects with `UsageError` where the folder exists and is not empty, or cannot be one. */
export async function assertNewFolder(folder: string, { cwd }: Pick<AppContext, "cwd">): Promise<string> {
  const path = filePath(cwd, folder, "write");
  const hint = "name a folder that does not exist, or is empty";
  let names: readonly string[] = [];
  try {
    names = await readdir(path);
  } catch (error) {
    if (codeOf(error) === "ENOTDIR") throw new UsageError(`"${printable(folder, 300)}" is no folder`, { hint });
    if (codeOf(error) !== "ENOENT")
      throw new KubespyError(`cannot read "${printable(folder, 300)}" (${codeOf(error)})`, { hint, cause: error });
  }
  if (names.length > 0) throw new UsageError(`the folder "${printable(folder, 300)}" is not empty`, { hint });
  return path;
}

/**
 * Drafts a lesson of a session in a new folder: `lesson.yaml`, the recording and the JSON Schema. Where the session is shared, all of it is made of what was
 * redacted, and proven as a share is. Nothing is left where it fails. Rejects with `KubespyError` where the session shows nothing that a lesson could stop at.
 */
export async function newLesson(
  session: SessionReader,
  folder: string,
  context: NewLessonContext,
  { share, onWarning }: NewLessonOptions = {},
): Promise<NewLesson> {
  const path = await assertNewFolder(folder, context);
  const { interrupt: signal } = context;
  const shared = share === undefined ? undefined : await shareSessions([session], share);
  const [redacted] = shared?.sessions ?? [];
  const written =
    redacted ??
    (await openRecording(encodeRecording(sessionToShare(session, randomBytes(32)), onWarning ? { onWarning } : {}), {
      name: session.summary.header.name,
      signal,
    }));
  try {
    const lesson = await draftLesson(written, await analysisOf(written, signal), lessonRecordingFile, signal);
    if (lesson.stops.length === 0) throw nothingToStopAt(session);
    const text = await textOf(lesson, context);
    await shared?.prove([text], lessonFile);
    const size = await writeFolder(path, text, written, signal);
    return { counts: lessonCounts(lesson), size, ...(shared === undefined ? {} : { manifest: shared.manifest }) };
  } finally {
    await closeAll(shared, written);
  }
}

async function closeAll(shared: SharedSessions | undefined, written: SessionReader): Promise<void> {
  if (shared === undefined) await written.close();
  else await shared.close();
}

function nothingToStopAt({ summary: { header, frames } }: SessionReader): KubespyError {
  const what = frames === 0 ? "has no frames" : "has no frame that a lesson could stop at";
  return new KubespyError(`session "${printable(header.name, 100)}" ${what}`, {
    hint: "a lesson needs a session in which something happens",
  });
}

/** What the instructor edits is marked. */
async function textOf(lesson: Lesson, { programName }: NewLessonContext): Promise<string> {
  const { lessonFileText } = await import("../../lesson/write/lesson-file-text.js");
  return lessonFileText(lesson, {
    schema: lessonSchemaFile,
    comments: {
      top: [
        "A draft: write what is marked TODO, and remove what the lesson does not need. docs/lessons.md explains each field.",
        `Then, beside this folder: "${programName} lesson check FOLDER" and "${programName} learn FOLDER".`,
      ],
      fields: {
        minutes: "How long it takes; three minutes for each task are a good guess.",
        stops: "links:\n  - { title: Pod Lifecycle, url: https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/ }",
        at: "The first frame that shows this; { last: … } is the last one.",
        text: "At most 12 lines of 78 columns on the screen, question and choices included.",
        choices: 'Write them so that the right one does not stand out. A choice is right where a frame meets its "if".',
        expectedFrames: `"${programName} lesson check" compares them with the frames that meet "if".`,
        hints: "The least telling one first.",
        debrief: "Shown with the right answer.",
      },
    },
  });
}

/** All files or none. A folder that was made for them goes with them. */
async function writeFolder(path: string, text: string, recording: SessionReader, signal: AbortSignal): Promise<number> {
  const { lessonSchemaText } = await import("../../lesson/read/lesson-json-schema.js");
  const made = await mkdir(path, { recursive: true });
  try {
    const [size = 0] = await writeSharedFiles(
      [
        { name: join(path, lessonRecordingFile), bytes: gzip(encodeRecording(recording)) },
        { name: join(path, lessonSchemaFile), bytes: oneChunk(lessonSchemaText()) },
        { name: join(path, lessonFile), bytes: oneChunk(text) },
      ],
      { signal },
    );
    return size;
  } catch (error) {
    if (made !== undefined) await rmdir(resolve(path)).catch(() => {});
    throw error;
  }
}
