import { findingKey } from "../../diagnosis/engine/finding.js";
import { maxExactFindings } from "../../diagnosis/engine/finding-reporter.js";
import { type FindingLog, findingsAt, lastBy, turningPoints } from "../../interpret/finding-history.js";
import type { Stage } from "../../lifecycle/stage.js";
import type { Uid } from "../../model/kube-object.js";
import { isOpenFailure } from "./findings-shown.js";
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
  const isExact = (log: FindingLog | undefined) => log !== undefined && isRead(log) && findingsAt(log, position).length <= maxExactFindings;
  const logs = (whole === undefined ? [...ofObjects.values()] : [whole]).filter(isRead);
  const uids = new Set(logs.flatMap((log) => failingBy(log, position)));
  const isWholeExact = isExact(whole);
  return (uid, stage) => uids.has(uid) || (stage?.tone === "bad" && !isWholeExact && !isExact(ofObjects.get(uid)));
}

/** States are dropped where there are too many: the news since the last state before the step makes up for that. */
function failingBy(log: FindingLog, position: number): readonly Uid[] {
  const { states } = log;
  const open = new Map(
    findingsAt(log, position).flatMap((finding) => (isOpenFailure(finding) ? [[findingKey(finding), finding] as const] : [])),
  );
  const known = states[lastBy(states, position)]?.sequence ?? 0;
  for (const { kind, finding } of turningPoints(log, known + 1, position)) {
    if (kind === "resolved") open.delete(findingKey(finding));
    else open.set(findingKey(finding), finding);
  }
  return [...open.values()].map(({ object }) => object.uid);
}
