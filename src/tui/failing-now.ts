import type { Stage } from "../lifecycle/stage.js";
import type { Uid } from "../model/kube-object.js";
import { type FindingLog, findingsBy } from "./finding-log.js";
import { lasts } from "./findings-shown.js";
import type { PlayerState } from "./player-state.js";

/** Whether something is wrong with an object, as far as that is known; its stage is given where it has been read. */
export type Failing = (uid: Uid, stage: Stage | undefined) => boolean;

/**
 * Says of any object whether a failure of it was known at the step that is shown, and lasted. Where its findings have not been read up to that
 * step, and those of most objects of a very large session never are, a stage that says that something is wrong stands for them.
 */
export function failingNow({ findings: { whole, ofObjects }, position }: PlayerState): Failing {
  const isRead = (log: FindingLog | undefined) => log !== undefined && log.readSequence >= position;
  const logs = (whole === undefined ? [...ofObjects.values()] : [whole]).filter(isRead);
  const lasting = logs.flatMap((log) => findingsBy(log, position).filter(lasts));
  const uids = new Set(lasting.map(({ object }) => object.uid));
  return (uid, stage) => uids.has(uid) || (!isRead(whole ?? ofObjects.get(uid)) && stage?.tone === "bad");
}
