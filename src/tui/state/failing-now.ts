import type { FindingLog } from "../../interpret/finding-history.js";
import { failingObjects, isExactAt } from "../../interpret/open-failures.js";
import type { Stage } from "../../lifecycle/stage.js";
import type { Uid } from "../../model/kube-object.js";
import type { PlayerState } from "./player-state.js";

/** Whether an object is failing, if that is known yet; its stage is given where it has been read. */
export type IsFailing = (uid: Uid, stage: Stage | undefined) => boolean;

/**
 * Says of any object whether it had an open finding at the step shown. Where that is not known exactly, a failing stage is taken instead: while
 * findings are being read; in a session of this many objects that most are never diagnosed; and where there are so many findings that they are
 * checked once a second only.
 */
export function failingNow({ findings: { whole, ofObjects }, position }: PlayerState): IsFailing {
  const isRead = (log: FindingLog | undefined) => log !== undefined && log.readSequence >= position;
  const isExact = (log: FindingLog | undefined) => log !== undefined && isRead(log) && isExactAt(log, position);
  const logs = (whole === undefined ? [...ofObjects.values()] : [whole]).filter(isRead);
  const uids = new Set(logs.flatMap((log) => [...failingObjects(log, position)]));
  const isWholeExact = isExact(whole);
  return (uid, stage) => uids.has(uid) || (stage?.tone === "bad" && !isWholeExact && !isExact(ofObjects.get(uid)));
}
