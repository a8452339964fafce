import { UsageError } from "../../errors.js";
import { objectsOfStop } from "../../lesson/play/stop-objects.js";
import type { SessionReader } from "../../model/session.js";
import type { LessonData, ObjectChoiceData } from "../../web/file/lesson-data.js";
import type { AppContext } from "../app-context.js";
import { openReported } from "../page/open-reported.js";
import type { ReportedSession } from "../page/report-to-file.js";
import { type LessonFolder, readLesson } from "./lesson-folders.js";
import { openLesson, readLessonRecording } from "./open-lesson.js";

/** What the page of a lesson is made of. Close it when done. */
export interface LessonPage {
  /** The lesson's recording: the page holds its file unchanged. */
  readonly reported: ReportedSession;
  /** Without the comparison, whose text is made elsewhere. */
  readonly data: LessonData;
  /** Absent where the lesson names none. */
  readonly baseline?: SessionReader | undefined;
  close(): Promise<void>;
}

/** Opens a lesson for its page. `onWarning`: what of its recording could not be read. Rejects with `KubespyError` where one of its files cannot be read. */
export async function openLessonPage(folder: LessonFolder, context: AppContext, onWarning: (text: string) => void): Promise<LessonPage> {
  const { recording } = await readLesson(folder, context);
  const reported = await readLessonRecording(recording, folder, context, (file) => openReported(file, context, { onWarning }));
  try {
    const opened = await openLesson(folder, context, reported.session);
    const { playable, baseline } = opened;
    const close = async () => {
      await opened.close();
      await reported.session.close();
    };
    try {
      const choices = await choicesOf(
        playable.stops.map(({ objects }) => objects),
        reported.session,
      );
      return { reported, data: { lesson: playable, choices }, baseline, close };
    } catch (error) {
      await opened.close();
      throw error;
    }
  } catch (error) {
    await reported.session.close();
    throw error;
  }
}

/** What the choices of the stops let through, each once. Words that match no object choose nothing: then all objects are listed. */
async function choicesOf(wanted: readonly (readonly string[])[], session: SessionReader): Promise<readonly ObjectChoiceData[]> {
  const choices: ObjectChoiceData[] = [];
  for (const words of new Map(wanted.filter((each) => each.length > 0).map((each) => [each.join("\n"), each])).values()) {
    try {
      choices.push({ words, uids: await objectsOfStop(session, words) });
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
    }
  }
  return choices;
}
