import { type FindingLog, lastBy } from "../../interpret/finding-history.js";
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
  const sets = logs.map((log) => failingIn(log, position));
  const isWholeExact = isExact(whole);
  return (uid, stage) => sets.some((uids) => uids.has(uid)) || (stage?.tone === "bad" && !isWholeExact && !isExact(ofObjects.get(uid)));
}

/** Of many thousands of findings they are worked out when others are known, not at every step. */
function failingIn(log: FindingLog, position: number): ReadonlySet<Uid> {
  const place = `${lastBy(log.states, position)} ${lastBy(log.news, position)}`;
  const made = failing.get(log);
  const uids = made?.place === place ? made.uids : failingObjects(log, position);
  failing.set(log, { place, uids });
  return uids;
}

const failing = new WeakMap<FindingLog, { readonly place: string; readonly uids: ReadonlySet<Uid> }>();
