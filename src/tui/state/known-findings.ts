import type { FindingLog } from "../../interpret/finding-history.js";
import type { Uid } from "../../model/kube-object.js";

/** The findings of the session, those read so far. */
export interface KnownFindings {
  /** Of all objects. */
  readonly whole?: FindingLog;
  /** There are too many objects to diagnose all: findings are known of those objects only whose steps were shown. */
  readonly isOfObjects: boolean;
  readonly ofObjects: ReadonlyMap<Uid, FindingLog>;
}

export const noFindings: KnownFindings = { isOfObjects: false, ofObjects: new Map() };
export const findingsOfObjects: KnownFindings = { isOfObjects: true, ofObjects: new Map() };

/** To diagnose a session takes one revision of each living object in memory, which the player keeps small. */
export const maxDiagnosed = 1000;
const maxLogs = 64;

/** The log is kept, those kept longest ago give way. */
export function withLog(findings: KnownFindings, uid: Uid, log: FindingLog): KnownFindings {
  const ofObjects = new Map(findings.ofObjects);
  ofObjects.delete(uid);
  ofObjects.set(uid, log);
  for (const oldest of ofObjects.keys()) {
    if (ofObjects.size <= maxLogs) break;
    ofObjects.delete(oldest);
  }
  return { ...findings, ofObjects };
}
