import { KubespyError } from "../../errors.js";
import type { SessionReader } from "../../model/session.js";
import type { PlayerStart } from "../state/player-state.js";
import { paneOfStop } from "./lesson-moves.js";
import { type LessonStart, startLesson, stopShown } from "./lesson-shown.js";
import { stopFilter } from "./stop-filter.js";

/** Where the player starts in a lesson. Words of the stop's filter that match no object of this session (the learner's own recording may lack them) leave all objects shown. */
export async function startOfLesson(reader: SessionReader, start: LessonStart): Promise<Omit<PlayerStart, "markers">> {
  const lesson = startLesson(start);
  const { objects, sequence } = stopShown(lesson);
  const filter = await stopFilter(reader, objects).catch((error: unknown) => {
    if (error instanceof KubespyError) return undefined;
    throw error;
  });
  return { lesson, position: sequence, pane: paneOfStop(lesson), ...(filter === undefined ? {} : { filter }) };
}
