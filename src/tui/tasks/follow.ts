import { KubespyError } from "../../errors.js";
import type { PlayerContext } from "../runtime/player-context.js";
import { isRecording } from "../state/live.js";
import type { BackgroundTask } from "./background-tasks.js";
import type { SessionSurvey } from "./survey.js";

/** What another process records, as long as it does: each time when the reader has taken more of it in. */
export type Growths = (signal: AbortSignal) => AsyncIterable<unknown>;

/** The screen shows what was recorded this often at most. */
const updateMs = 200;
/** Findings are shown together with the steps that they are about, unless reading them takes longer. */
const maxSurveyMs = 100;
/** How often findings are looked for that show in nothing happening. */
const quietMs = 1000;

/** Takes in what is recorded, no faster than the screen is read: `isReading` says that what was taken in before has not been read yet. */
export function followTask(
  { reader, clock, dispatch, left }: PlayerContext,
  { growths, survey, isReading }: { readonly growths: Growths; readonly survey: SessionSurvey; readonly isReading: () => boolean },
): BackgroundTask {
  let hasStarted = false;
  const run = async () => {
    hasStarted = true;
    try {
      for await (const _ of growths(left)) {
        await Promise.race([survey.grow(), clock.sleep(maxSurveyMs, left)]);
        dispatch({ kind: "grown", summary: reader.summary, markers: await reader.markers() });
        do await clock.sleep(updateMs, left);
        while (!left.aborted && isReading());
        if (left.aborted) return;
      }
      await survey.grow();
    } catch (error) {
      if (!(error instanceof KubespyError)) throw error;
      dispatch({ kind: "lost", reason: error.message });
    }
  };
  return { isNeeded: (state) => isRecording(state) && !hasStarted, run };
}

/** Lets time pass while nothing is recorded. */
export function quietTask({ clock, left }: PlayerContext, survey: SessionSurvey): BackgroundTask {
  const run = async () => {
    await clock.sleep(quietMs, left);
    if (!left.aborted) survey.passTime();
  };
  return { isNeeded: isRecording, run };
}
