import { conditionOf } from "../../../lifecycle/fields/conditions.js";
import { isUnobserved } from "../../../lifecycle/fields/observed.js";
import { templateImages } from "../../../lifecycle/fields/pod-template.js";
import { listed, plural } from "../../../lifecycle/narration/words.js";
import { at, countAt, numberAt, textAt } from "../../../model/fields.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { countsOf } from "../../engine/event-history.js";
import type { DiagnosisRule, Resolution, RuleContext, Symptom } from "../../engine/symptom.js";
import { kubectl } from "../../evidence/kubectl.js";
import { isSingleTemplate, podsAdvice, rolloutAdvice } from "../../evidence/rollout-advice.js";

/**
 * Rollouts of Deployments, StatefulSets, DaemonSets (and of ReplicaSets without an owner) that do not complete:
 *
 *   ProgressDeadlineExceeded     the Deployment controller says so itself, after ten minutes by default
 *   RolloutStuck                 before that: updated Pods are missing or not available, and another finding explains it
 *   OldPodsRemain                all updated Pods are available, but old Pods are not being removed
 *   MinimumReplicasUnavailable   a completed rollout has lost Pods, and another finding explains it
 *   DeploymentPaused             paused before it completed
 *   GenerationNotObserved        the controller has not seen the newest spec
 *
 * What waits is as severe as what it waits for: `warning` while that can still recover by itself (a readiness probe, resources of a node),
 * `critical` when somebody has to act (a missing Secret, a quota), and once the deadline has passed. That Pods take a while to start is the
 * normal course: what only waits is a finding only where another one explains it.
 */
export const rolloutRule: DiagnosisRule = {
  kinds: ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController"],
  symptoms: (context) => (context.object.metadata.deletionTimestamp === undefined && context.frame !== undefined ? symptoms(context) : []),
  resolution,
};

const pausedMs = 60_000;
const unobservedMs = 30_000;
const oldPodsMs = 60_000;

function symptoms(context: RuleContext): readonly Symptom[] {
  const { object } = context;
  // What a Deployment owns is reported on the Deployment.
  if (object.kind === "ReplicaSet" && (object.metadata.ownerReferences ?? []).length > 0) return [];
  const counts = countsOfPods(object);
  const symptom = waiting(counts, context);
  return [
    ...(isUnobserved(object) ? [generationNotObserved(context)] : []),
    ...(conditionOf(object, "Progressing")?.reason === "ProgressDeadlineExceeded" ? [deadlineExceeded(counts, context)] : []),
    ...(at(object, "spec", "paused") === true && isIncomplete(counts) ? [paused(counts, context)] : []),
    ...(symptom === undefined ? [] : [symptom]),
  ];
}

function deadlineExceeded(counts: Counts, context: RuleContext): Symptom {
  const seconds = numberAt(context.object, "spec", "progressDeadlineSeconds");
  const deadline = seconds === undefined ? "its progress deadline" : `its progressDeadlineSeconds (${seconds}s)`;
  return {
    class: "ProgressDeadlineExceeded",
    severity: "critical",
    message: `the rollout made no progress within ${deadline}: ${describeCounts(counts)}`,
    events: countsOf(context.events.all((e) => e.reason === "ProgressDeadlineExceeded")),
    advice: rolloutAdvice(context),
    causedBy: [{ kind: "self", classes: ["RolloutStuck", "ReplicaFailure", "FailedCreate", "OldPodsRemain"] }, { kind: "owned" }],
  };
}

function paused(counts: Counts, { ref }: RuleContext): Symptom {
  return {
    class: "DeploymentPaused",
    severity: "warning",
    message: `the rollout was paused before it completed: ${describeCounts(counts)}`,
    advice: [`resume it: ${kubectl(["rollout", "resume", `deployment/${ref.name}`], ref.namespace)}`],
    starts: { kind: "delayed", afterMs: pausedMs },
  };
}

function generationNotObserved({ object, ref }: RuleContext): Symptom {
  const observed = numberAt(object, "status", "observedGeneration") ?? "none";
  return {
    class: "GenerationNotObserved",
    severity: "warning",
    message: `the controller of ${ref.kind}s has not observed generation ${object.metadata.generation ?? "?"} of the spec (observed: ${observed})`,
    advice: [`check that the controller manager runs: ${kubectl(["get", "pods"], "kube-system")}`],
    starts: { kind: "delayed", afterMs: unobservedMs },
  };
}

/** At most one of those that wait for Pods. */
function waiting(counts: Counts, context: RuleContext): Symptom | undefined {
  const { wanted, due, total, updated, available } = counts;
  const old = oldPods(counts);
  const shared = {
    severity: "warning",
    advice: rolloutAdvice(context),
    // Old Pods that are slow to end delay only what waits for their removal.
    causedBy: [
      { kind: "self", classes: ["ReplicaFailure", "FailedCreate"] },
      { kind: "owned", except: ["ExceededGracePeriod", "ReplicasUnavailable"] },
    ],
  } as const;
  if (updated >= due && old > 0 && available >= wanted)
    return {
      ...shared,
      class: "OldPodsRemain",
      message: `old Pods are not being removed although the updated ones are available: ${describeCounts(counts)}`,
      starts: { kind: "delayed", afterMs: oldPodsMs },
      causeRule: "inherit-severity",
    };
  const isFinished = conditionOf(context.object, "Progressing")?.reason === "NewReplicaSetAvailable" && updated >= due && old <= 0;
  if (isFinished && available < wanted)
    return {
      ...shared,
      class: "MinimumReplicasUnavailable",
      message: `Pods that were available no longer are: ${describeCounts(counts)}`,
      // A rollback to an older template does not help what ran well with this one.
      advice: [podsAdvice(context)],
      causeRule: "require-cause",
    };
  if (!isIncomplete(counts)) return undefined;
  const message = isSingleTemplate(context.object)
    ? `${context.ref.kind} stuck: ${total} of ${plural(wanted, "Pod")} created, ${available} available`
    : `rollout stuck: ${describeCounts(counts)}`;
  return { ...shared, class: "RolloutStuck", message, causeRule: "require-cause" };
}

interface Counts {
  readonly wanted: number;
  /** How many of them should be updated: fewer where a StatefulSet has a partition, or replaces Pods only when they are deleted. */
  readonly due: number;
  readonly total: number;
  readonly updated: number;
  readonly available: number;
}

export function countsOfPods(object: KubeObject): Counts {
  if (object.kind === "DaemonSet") {
    const wanted = countAt(object, "status", "desiredNumberScheduled");
    const total = countAt(object, "status", "currentNumberScheduled");
    return {
      wanted,
      due: wanted,
      total,
      updated: numberAt(object, "status", "updatedNumberScheduled") ?? total,
      available: countAt(object, "status", "numberAvailable"),
    };
  }
  const total = countAt(object, "status", "replicas");
  const isRolled = object.kind === "Deployment" || object.kind === "StatefulSet";
  const wanted = numberAt(object, "spec", "replicas") ?? 1;
  // An older StatefulSet controller counts ready Pods only.
  const hasAvailable = object.kind !== "StatefulSet" || at(object, "status", "availableReplicas") !== undefined;
  return {
    wanted,
    due: duePods(object, wanted),
    total,
    updated: isRolled ? countAt(object, "status", "updatedReplicas") : total,
    available: countAt(object, "status", hasAvailable ? "availableReplicas" : "readyReplicas"),
  };
}

function duePods(object: KubeObject, wanted: number): number {
  if (object.kind !== "StatefulSet") return wanted;
  if (textAt(object, "spec", "updateStrategy", "type") === "OnDelete")
    return Math.min(wanted, countAt(object, "status", "updatedReplicas"));
  return Math.max(0, wanted - countAt(object, "spec", "updateStrategy", "rollingUpdate", "partition"));
}

/** Pods of an older template that should be gone. */
function oldPods({ wanted, due, total, updated }: Counts): number {
  return due < wanted ? Math.max(0, total - Math.max(updated, due) - (wanted - due)) : total - updated;
}

function isIncomplete(counts: Counts): boolean {
  const { wanted, due, updated, available } = counts;
  return updated < due || oldPods(counts) > 0 || available < wanted;
}

/** "1 of 3 Pods updated, 2 available, 2 old". */
function describeCounts(counts: Counts): string {
  const { wanted, due, updated, available } = counts;
  const old = oldPods(counts);
  const limit = due < wanted && updated >= due ? ` (as configured)` : "";
  return `${updated} of ${plural(wanted, "Pod")} updated${limit}, ${available} available${old > 0 ? `, ${old} old` : ""}`;
}

function resolution(symptom: Symptom, began: KubeObject, { object }: RuleContext): Resolution | undefined {
  if (symptom.class === "GenerationNotObserved") return { text: "the controller observed the newest spec", isFinal: true };
  if (symptom.class === "DeploymentPaused")
    return { text: at(object, "spec", "paused") === true ? "the rollout completed" : "the rollout was resumed", isFinal: true };
  const change = specChange(began, object);
  if (isUnobserved(object) || isIncomplete(countsOfPods(object))) return change === undefined ? undefined : { text: change };
  return { text: `${change === undefined ? "" : `${change}, and `}all Pods are available`, isFinal: true };
}

/** What somebody changed since, the images by name. */
function specChange(began: KubeObject, now: KubeObject): string | undefined {
  if (began.metadata.generation === now.metadata.generation) return undefined;
  const images = templateImages(now);
  const isSame = images.join() === templateImages(began).join();
  return isSame ? "the spec was changed" : `the image was changed to ${listed(images)}`;
}
