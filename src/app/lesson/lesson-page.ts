import { UsageError } from "../../errors.js";
import { eventSubject, isKubeEvent } from "../../lifecycle/fields/kube-event.js";
import type { ObjectRef, Uid } from "../../model/kube-object.js";
import type { SessionReader } from "../../model/session.js";
import { chooseObjects } from "../../replay/choose-objects.js";
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

/** What the choices of the stops let through, each once. Words that no object matches let none through. */
async function choicesOf(wanted: readonly (readonly string[])[], session: SessionReader): Promise<readonly ObjectChoiceData[]> {
  const different = [...new Map(wanted.filter((words) => words.length > 0).map((words) => [words.join("\n"), words])).values()];
  if (different.length === 0) return [];
  const refs: ObjectRef[] = [];
  const events: { readonly uid: Uid; readonly about: ReturnType<typeof eventSubject> }[] = [];
  for (const { ref, revision } of await session.lastFramesAt(session.summary.frames)) {
    const { object } = revision;
    if (isKubeEvent(object)) events.push({ uid: ref.uid, about: eventSubject(object) });
    refs.push(ref);
  }
  return different.map((words) => {
    const chosen = new Set(words.flatMap((word) => uidsOf(word, refs)));
    const chosenRefs = refs.filter(({ uid }) => chosen.has(uid));
    const about = events.filter(
      (event) =>
        event.about !== undefined && (event.about.uid === undefined ? chosenRefs.some(isNamed(event.about)) : chosen.has(event.about.uid)),
    );
    return { words, uids: [...new Set([...chosen, ...about.map(({ uid }) => uid)])] };
  });
}

function uidsOf(word: string, refs: readonly ObjectRef[]): readonly Uid[] {
  try {
    return chooseObjects([word], refs);
  } catch (error) {
    if (error instanceof UsageError) return [];
    throw error;
  }
}

/** Events of some programs give no uid. */
function isNamed({ kind, name, namespace }: Omit<ObjectRef, "uid">): (ref: ObjectRef) => boolean {
  return (ref) => ref.kind === kind && ref.name === name && ref.namespace === namespace;
}
