import { findingKey } from "../../diagnosis/engine/finding.js";
import { manyFindings } from "../../diagnosis/engine/finding-reporter.js";
import { type FindingLog, findingsAt, lastBy, turningPoints } from "../../interpret/finding-history.js";
import type { Stage } from "../../lifecycle/stage.js";
import type { Uid } from "../../model/kube-object.js";
import { lasts } from "./findings-shown.js";
import type { PlayerState } from "./player-state.js";

/** Whether something is wrong with an object, as far as that is known; its stage is given where it has been read. */
export type Failing = (uid: Uid, stage: Stage | undefined) => boolean;

/**
 * Says of any object whether a failure of it was known at the step that is shown, and lasted. Where that is not known of it to the very step, a
 * stage that says that something is wrong stands for it: while findings are being read; in a session of so many objects that most are never
 * looked at; and where so many findings are known that they are gone through now and then only.
 */
export function failingNow({ findings: { whole, ofObjects }, position }: PlayerState): Failing {
  const isRead = (log: FindingLog | undefined) => log !== undefined && log.readSequence >= position;
  const isExact = (log: FindingLog | undefined) => log !== undefined && isRead(log) && findingsAt(log, position).length <= manyFindings;
  const logs = (whole === undefined ? [...ofObjects.values()] : [whole]).filter(isRead);
  const uids = new Set(logs.flatMap((log) => failingBy(log, position)));
  const isWholeExact = isExact(whole);
  return (uid, stage) => uids.has(uid) || (stage?.tone === "bad" && !isWholeExact && !isExact(ofObjects.get(uid)));
}

/** Where what was known by the step is forgotten (there is a limit to how much is kept), what is news since the look before it makes up for that. */
function failingBy(log: FindingLog, position: number): readonly Uid[] {
  const { states } = log;
  const lasting = new Map(
    findingsAt(log, position).flatMap((finding) => (lasts(finding) ? [[findingKey(finding), finding] as const] : [])),
  );
  const known = states[lastBy(states, position)]?.sequence ?? 0;
  for (const { kind, finding } of turningPoints(log, known + 1, position)) {
    if (kind === "resolved") lasting.delete(findingKey(finding));
    else lasting.set(findingKey(finding), finding);
  }
  return [...lasting.values()].map(({ object }) => object.uid);
}
