import type { PlayerContext } from "../runtime/player-context.js";
import { findingsToRead } from "../state/findings-shown.js";
import { withLog } from "../state/known-findings.js";
import type { BackgroundTask } from "./background-task.js";
import { readFindingsOf } from "./findings-of-object.js";
import type { Yielder } from "./yielder.js";

/** Where there are too many objects to diagnose all: reads the findings of the object of the step. */
export function findingsTask({ reader, state, dispatch, left }: PlayerContext, yielder: Yielder): BackgroundTask {
  const run = async () => {
    const ref = findingsToRead(state());
    if (ref === undefined) return;
    for await (const log of readFindingsOf(reader, ref, state().position, yielder)) {
      if (left.aborted || findingsToRead(state())?.uid !== ref.uid) return;
      dispatch({ kind: "findings", findings: withLog(state().findings, ref.uid, log) });
    }
  };
  return { isNeeded: (now) => findingsToRead(now) !== undefined, run };
}
