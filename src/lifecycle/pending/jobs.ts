import type { KubeObject } from "../../model/kube-object.js";
import { isTrue } from "../fields/conditions.js";
import { at, countAt, itemsAt, numberAt, textAt } from "../fields/fields.js";
import { plural } from "../narration/words.js";
import { type Pending, pendingBelow, pendingOn } from "./pending.js";

export function jobPending(job: KubeObject): Pending | undefined {
  if (job.metadata.deletionTimestamp !== undefined) return pendingBelow("its Pods to be gone", "going");
  if (isTrue(job, "Complete") || isTrue(job, "Failed")) return undefined;
  if (isTrue(job, "FailureTarget") || isTrue(job, "SuccessCriteriaMet")) return pendingBelow("its last Pods to end");
  if (isTrue(job, "Suspended") || at(job, "spec", "suspend") === true) return pendingOn("somebody to resume it");
  if (textAt(job, "status", "startTime") === undefined) return pendingOn("the Job controller to begin with it");
  const what = `${podsLeft(job)} to succeed`;
  const failed = countAt(job, "status", "failed");
  const limit = numberAt(job, "spec", "backoffLimit");
  const tries = failed === 0 ? "" : ` after ${plural(failed, "failure")}${limit === undefined ? "" : ` (backoffLimit is ${limit})`}`;
  if (countAt(job, "status", "active") > 0) return pendingBelow(`${what}${failed === 0 ? "" : ","}${tries}`);
  return pendingOn(
    failed === 0 ? "the Job controller to look after its Pods" : `its next try${tries}; each is put off longer than the last`,
  );
}

/** "its Pod", "2 of 3 Pods". */
function podsLeft(job: KubeObject): string {
  const wanted = numberAt(job, "spec", "completions") ?? 1;
  const left = Math.max(1, wanted - countAt(job, "status", "succeeded"));
  return wanted === 1 ? "its Pod" : left === wanted ? `its ${wanted} Pods` : `${left} of ${wanted} Pods`;
}

/** A CronJob waits for ever; while a Job of it runs, that is what is watched. */
export function cronJobPending(cron: KubeObject): Pending | undefined {
  if (cron.metadata.deletionTimestamp !== undefined) return pendingBelow("its Jobs to be gone", "going");
  if (at(cron, "spec", "suspend") === true) return pendingOn("somebody to resume it");
  const active = itemsAt(cron, "status", "active").length;
  if (active > 0) return pendingBelow(`${plural(active, "Job")} of it to end`);
  return pendingOn(`its next time by the schedule "${textAt(cron, "spec", "schedule") ?? "?"}"`);
}
