import { at, countAt, itemsAt, numberAt, textAt } from "../../model/fields.js";
import type { KubeObject } from "../../model/kube-object.js";
import { conditionOf, isTrue } from "../fields/conditions.js";
import { isUnobserved } from "../fields/observed.js";
import { readinessOf } from "../fields/readiness.js";
import { replicasOf } from "../fields/replica-counts.js";
import { asOneLine, plural } from "../narration/words.js";
import { type Pending, pendingBelow, pendingOn } from "./pending.js";

/** A Deployment: first its controller, then Pods of the newest template, then the deletion of old ones. */
export function deploymentPending(deployment: KubeObject): Pending | undefined {
  const blocked = blockedBeforePods(deployment, "Deployment");
  if (blocked !== undefined) return blocked;
  const { wanted, total, updated, available } = replicasOf(deployment);
  const overdue = conditionOf(deployment, "Progressing")?.reason === "ProgressDeadlineExceeded" ? " (progress deadline exceeded)" : "";
  if (at(deployment, "spec", "paused") === true && (updated < wanted || total > updated))
    return pendingOn("its paused rollout to be resumed");
  if (updated < wanted) return pendingBelow(`${some(wanted - updated, wanted)} to be ${total > updated ? "updated" : "created"}${overdue}`);
  if (total > updated) return pendingBelow(`${plural(total - updated, "old Pod")} to be deleted${overdue}`, "going");
  if (total > wanted) return pendingBelow(`${plural(total - wanted, "Pod")} to be deleted`, "going");
  if (available < wanted) return pendingBelow(`${some(wanted - available, wanted)} to become available${overdue}`);
  return undefined;
}

/** A ReplicaSet or a ReplicationController. */
export function replicaSetPending(set: KubeObject): Pending | undefined {
  return blockedBeforePods(set, "ReplicaSet") ?? missingPods(set, "available");
}

/** Its Pods are created one by one in the order of their ordinals: each must be ready before the next. */
export function statefulSetPending(set: KubeObject): Pending | undefined {
  const missing = blockedBeforePods(set, "StatefulSet") ?? missingPods(set, "ready");
  if (missing !== undefined) return missing;
  if (textAt(set, "spec", "updateStrategy", "type") === "OnDelete") return undefined;
  const { wanted, updated } = replicasOf(set);
  const due = Math.max(0, wanted - countAt(set, "spec", "updateStrategy", "rollingUpdate", "partition"));
  const current = textAt(set, "status", "currentRevision") === textAt(set, "status", "updateRevision");
  const left = current ? 0 : due - updated;
  return left > 0 ? pendingBelow(`${some(left, wanted)} to be updated (highest ordinal first)`) : undefined;
}

export function daemonSetPending(set: KubeObject): Pending | undefined {
  const blocked = blockedBeforePods(set, "DaemonSet");
  if (blocked !== undefined) return blocked;
  const { ready, wanted } = readinessOf(set) ?? { ready: 0, wanted: 0 };
  const updated = countAt(set, "status", "updatedNumberScheduled");
  if (textAt(set, "spec", "updateStrategy", "type") !== "OnDelete" && updated < wanted)
    return pendingBelow(`${some(wanted - updated, wanted)} to be updated`);
  return ready < wanted ? pendingBelow(`${some(wanted - ready, wanted)} to become available`) : undefined;
}

export function jobPending(job: KubeObject): Pending | undefined {
  if (job.metadata.deletionTimestamp !== undefined) return pendingBelow("its Pods to be deleted", "going");
  if (isTrue(job, "Complete") || isTrue(job, "Failed")) return undefined;
  if (isTrue(job, "FailureTarget") || isTrue(job, "SuccessCriteriaMet")) return pendingBelow("its last Pods to terminate");
  if (isTrue(job, "Suspended") || at(job, "spec", "suspend") === true) return pendingOn("its suspension to end (spec.suspend is true)");
  if (textAt(job, "status", "startTime") === undefined) return pendingOn("the Job controller to start it");
  const what = `${podsLeft(job)} to succeed`;
  const failed = countAt(job, "status", "failed");
  const limit = numberAt(job, "spec", "backoffLimit");
  const attempts = failed === 0 ? "" : ` after ${plural(failed, "failure")}${limit === undefined ? "" : ` (backoffLimit ${limit})`}`;
  if (countAt(job, "status", "active") > 0) return pendingBelow(`${what}${failed === 0 ? "" : ","}${attempts}`);
  return pendingOn(
    failed === 0 ? "the Job controller to create its Pods" : `its next retry${attempts}; the back-off doubles with each failure`,
  );
}

/** "its Pod", "2 of 3 Pods". */
function podsLeft(job: KubeObject): string {
  const wanted = numberAt(job, "spec", "completions") ?? 1;
  const left = Math.max(1, wanted - countAt(job, "status", "succeeded"));
  return wanted === 1 ? "its Pod" : left === wanted ? `its ${wanted} Pods` : `${left} of ${wanted} Pods`;
}

/** A CronJob always waits: for its active Jobs, else for its schedule. */
export function cronJobPending(cron: KubeObject): Pending | undefined {
  if (cron.metadata.deletionTimestamp !== undefined) return pendingBelow("its Jobs to be deleted", "going");
  if (at(cron, "spec", "suspend") === true) return pendingOn("its suspension to end (spec.suspend is true)");
  const active = itemsAt(cron, "status", "active").length;
  if (active > 0) return pendingBelow(`${plural(active, "active Job")} to finish`);
  return pendingOn(`its next run (schedule "${textAt(cron, "spec", "schedule") ?? "?"}")`);
}

/** What comes before any count of Pods: deletion, the controller, and whether its Pods can be created at all. */
function blockedBeforePods(object: KubeObject, controller: string): Pending | undefined {
  if (object.metadata.deletionTimestamp !== undefined) return pendingBelow("its dependents to be deleted", "going");
  if (numberAt(object, "status", "observedGeneration") === undefined) return pendingOn(`the ${controller} controller to observe it`);
  if (isUnobserved(object)) return pendingOn(`the ${controller} controller to observe its newest spec`);
  const failure = conditionOf(object, "ReplicaFailure");
  if (failure?.status !== "True") return undefined;
  return pendingOn(`its Pods to be accepted (${failure.reason ?? "ReplicaFailure"}: ${asOneLine(failure.message ?? "")})`);
}

function missingPods(set: KubeObject, goal: "available" | "ready"): Pending | undefined {
  const { wanted, total, available, ready } = replicasOf(set);
  const current = goal === "available" ? available : ready;
  if (total < wanted) return pendingBelow(`${some(wanted - total, wanted)} to be created`);
  if (total > wanted) return pendingBelow(`${plural(total - wanted, "Pod")} to be deleted`, "going");
  return current < wanted ? pendingBelow(`${some(wanted - current, wanted)} to become ${goal}`) : undefined;
}

/** "its Pod", "its 3 Pods", "1 of 3 Pods". */
function some(count: number, wanted: number): string {
  if (count < wanted) return `${count} of ${plural(wanted, "Pod")}`;
  return wanted === 1 ? "its Pod" : `its ${wanted} Pods`;
}
