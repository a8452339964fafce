import { at, countAt, itemsAt, numberAt, textAt } from "../../model/fields.js";
import type { KubeObject } from "../../model/kube-object.js";
import { conditionOf, isTrue } from "../fields/conditions.js";
import { isUnobserved } from "../fields/observed.js";
import { readinessOf } from "../fields/readiness.js";
import { replicasOf } from "../fields/replica-counts.js";
import { inShort, plural } from "../narration/words.js";
import { type Pending, pendingBelow, pendingOn } from "./pending.js";

/** A Deployment: first its controller, then the Pods of the newest template, then the old ones to go. */
export function deploymentPending(deployment: KubeObject): Pending | undefined {
  const early = beforeItsPods(deployment, "Deployment");
  if (early !== undefined) return early;
  const { wanted, total, updated, available } = replicasOf(deployment);
  const late = conditionOf(deployment, "Progressing")?.reason === "ProgressDeadlineExceeded" ? " (its progress deadline has passed)" : "";
  if (at(deployment, "spec", "paused") === true && (updated < wanted || total > updated))
    return pendingOn("somebody to resume its rollout, which is paused");
  if (updated < wanted) return pendingBelow(`${some(wanted - updated, wanted)} to be ${total > updated ? "replaced" : "made"}${late}`);
  if (total > updated) return pendingBelow(`${plural(total - updated, "old Pod")} to go${late}`, "going");
  if (total > wanted) return pendingBelow(`${plural(total - wanted, "Pod")} to go`, "going");
  if (available < wanted) return pendingBelow(`${some(wanted - available, wanted)} to become available${late}`);
  return undefined;
}

/** A ReplicaSet, or its elder. */
export function replicaSetPending(set: KubeObject): Pending | undefined {
  const early = beforeItsPods(set, "ReplicaSet");
  if (early !== undefined) return early;
  return podsToCome(set, "available");
}

/** Its Pods come one by one in their order: each must be ready before the next. */
export function statefulSetPending(set: KubeObject): Pending | undefined {
  const early = beforeItsPods(set, "StatefulSet");
  if (early !== undefined) return early;
  const missing = podsToCome(set, "ready");
  if (missing !== undefined) return missing;
  if (textAt(set, "spec", "updateStrategy", "type") === "OnDelete") return undefined;
  const { wanted, updated } = replicasOf(set);
  const due = Math.max(0, wanted - countAt(set, "spec", "updateStrategy", "rollingUpdate", "partition"));
  const current = textAt(set, "status", "currentRevision") === textAt(set, "status", "updateRevision");
  const left = current ? 0 : due - updated;
  return left > 0 ? pendingBelow(`${some(left, wanted)} to be replaced, from the last to the first`) : undefined;
}

export function daemonSetPending(set: KubeObject): Pending | undefined {
  const early = beforeItsPods(set, "DaemonSet");
  if (early !== undefined) return early;
  const { ready, wanted } = readinessOf(set) ?? { ready: 0, wanted: 0 };
  const updated = countAt(set, "status", "updatedNumberScheduled");
  if (textAt(set, "spec", "updateStrategy", "type") !== "OnDelete" && updated < wanted)
    return pendingBelow(`${some(wanted - updated, wanted)} to be replaced`);
  return ready < wanted ? pendingBelow(`${some(wanted - ready, wanted)} to become available`) : undefined;
}

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

/** What stands before all counting: its end, its controller, and whether Pods of it can be made at all. */
function beforeItsPods(object: KubeObject, controller: string): Pending | undefined {
  if (object.metadata.deletionTimestamp !== undefined) return pendingBelow("all that it owns to be gone", "going");
  if (numberAt(object, "status", "observedGeneration") === undefined) return pendingOn(`the ${controller} controller to begin with it`);
  if (isUnobserved(object)) return pendingOn(`the ${controller} controller to take note of its newest spec`);
  const failure = conditionOf(object, "ReplicaFailure");
  if (failure?.status !== "True") return undefined;
  return pendingOn(`its Pods to be allowed (${failure.reason ?? "ReplicaFailure"}: ${inShort(failure.message ?? "", 160)})`);
}

function podsToCome(set: KubeObject, goal: "available" | "ready"): Pending | undefined {
  const { wanted, total, available, ready } = replicasOf(set);
  const there = goal === "available" ? available : ready;
  if (total < wanted) return pendingBelow(`${some(wanted - total, wanted)} to be made`);
  if (total > wanted) return pendingBelow(`${plural(total - wanted, "Pod")} to go`, "going");
  return there < wanted ? pendingBelow(`${some(wanted - there, wanted)} to become ${goal}`) : undefined;
}

/** "its Pod", "its 3 Pods", "1 of 3 Pods". */
function some(count: number, wanted: number): string {
  if (count < wanted) return `${count} of ${plural(wanted, "Pod")}`;
  return wanted === 1 ? "its Pod" : `its ${wanted} Pods`;
}
