import { conditionOf } from "../../../lifecycle/fields/conditions.js";
import { at, countAt, numberAt, textAt } from "../../../lifecycle/fields/fields.js";
import { isUnobserved } from "../../../lifecycle/fields/observed.js";
import { templateImages } from "../../../lifecycle/fields/pod-template.js";
import { listed, plural } from "../../../lifecycle/narration/words.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { countsOf } from "../../engine/event-history.js";
import type { Ending, FailureFamily, RuleContext, Symptom } from "../../engine/symptom.js";
import { advise } from "../../evidence/advice.js";
import { isBare, lookAtPods, rolloutAdvice } from "../../evidence/rollout-advice.js";

/**
 * Rollouts of Deployments, StatefulSets, DaemonSets (and bare ReplicaSets) that hang:
 *
 *   ProgressDeadlineExceeded   the Deployment controller says so itself, after ten minutes unless told otherwise
 *   RolloutStuck               before that: Pods of the newest template are missing or not available, and a finding on one of them says why
 *   OldPodsRemain              all new Pods are there, the old ones do not go
 *   MinimumReplicasUnavailable a finished rollout that has lost Pods again, and a finding says why
 *   DeploymentPaused, GenerationNotObserved
 *
 * What waits is as bad as what it waits for: `warning` while that may still pass by itself (a readiness probe, room on a node), `critical` when
 * somebody has to act (a Secret that is missing, a quota), and once the deadline has passed.
 *
 * That Pods take a while to come is the ordinary course: what only waits is a finding just where another one explains it.
 */
export const rolloutFamily: FailureFamily = {
  name: "rollout",
  kinds: ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController"],
  symptoms: (sight) => (sight.object.metadata.deletionTimestamp === undefined && sight.frame !== undefined ? symptomsOf(sight) : []),
  ending,
};

const pausedMs = 60_000;
const unobservedMs = 30_000;
const oldRemainMs = 60_000;

function symptomsOf(sight: RuleContext): readonly Symptom[] {
  const { object } = sight;
  // What a Deployment owns is told with the Deployment.
  if (object.kind === "ReplicaSet" && (object.metadata.ownerReferences ?? []).length > 0) return [];
  const counts = countsOfPods(object);
  return [
    ...(isUnobserved(object) ? [unobserved(sight)] : []),
    ...deadlineExceeded(sight),
    ...(at(object, "spec", "paused") === true && isIncomplete(counts) ? [paused(counts, sight)] : []),
    ...waiting(counts, sight),
  ];
}

interface Counts {
  readonly wanted: number;
  /** So many of them should be of the newest template: fewer where a StatefulSet has a partition, or replaces Pods only when they are deleted. */
  readonly due: number;
  readonly total: number;
  readonly updated: number;
  readonly available: number;
}

function countsOfPods(object: KubeObject): Counts {
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
  return {
    wanted,
    due: dueOf(object, wanted),
    total,
    updated: isRolled ? countAt(object, "status", "updatedReplicas") : total,
    available: countAt(
      object,
      "status",
      object.kind === "StatefulSet" && at(object, "status", "availableReplicas") === undefined ? "readyReplicas" : "availableReplicas",
    ),
  };
}

function dueOf(object: KubeObject, wanted: number): number {
  if (object.kind !== "StatefulSet") return wanted;
  if (textAt(object, "spec", "updateStrategy", "type") === "OnDelete")
    return Math.min(wanted, countAt(object, "status", "updatedReplicas"));
  return Math.max(0, wanted - countAt(object, "spec", "updateStrategy", "rollingUpdate", "partition"));
}

function isIncomplete(counts: Counts): boolean {
  const { wanted, due, updated, available } = counts;
  return updated < due || oldOf(counts) > 0 || available < wanted;
}

/** Pods of an older template that should not be there any more. */
function oldOf({ wanted, due, total, updated }: Counts): number {
  return due < wanted ? Math.max(0, total - Math.max(updated, due) - (wanted - due)) : total - updated;
}

function deadlineExceeded(sight: RuleContext): readonly Symptom[] {
  const progressing = conditionOf(sight.object, "Progressing");
  if (progressing?.reason !== "ProgressDeadlineExceeded") return [];
  const seconds = numberAt(sight.object, "spec", "progressDeadlineSeconds");
  const within = seconds === undefined ? "within its deadline" : `within its progressDeadlineSeconds of ${seconds}`;
  return [
    {
      class: "ProgressDeadlineExceeded",
      severity: "critical",
      message: `the rollout made no progress ${within}: ${countWords(countsOfPods(sight.object))}`,
      events: countsOf(sight.told.all((e) => e.reason === "ProgressDeadlineExceeded")),
      advice: rolloutAdvice(sight),
      because: [{ kind: "self", classes: ["RolloutStuck", "ReplicaFailure", "FailedCreate", "OldPodsRemain"] }, { kind: "owned" }],
    },
  ];
}

function paused(counts: Counts, { ref }: RuleContext): Symptom {
  return {
    class: "DeploymentPaused",
    severity: "warning",
    message: `the rollout is paused half way: ${countWords(counts)}`,
    advice: [`let it go on: ${advise(["rollout", "resume", `deployment/${ref.name}`], ref.namespace)}`],
    patienceMs: pausedMs,
  };
}

function unobserved({ object, ref }: RuleContext): Symptom {
  return {
    class: "GenerationNotObserved",
    severity: "warning",
    message: `generation ${object.metadata.generation ?? "?"} of the spec has not been looked at by the controller of ${ref.kind}s, which has seen ${numberAt(object, "status", "observedGeneration") ?? "none"}`,
    advice: [`see whether the controller manager runs: ${advise(["get", "pods"], "kube-system")}`],
    patienceMs: unobservedMs,
  };
}

function waiting(counts: Counts, sight: RuleContext): readonly Symptom[] {
  const { wanted, due, updated, available } = counts;
  const old = oldOf(counts);
  const shared = {
    severity: "warning",
    asBadAsCause: true,
    advice: rolloutAdvice(sight),
    // Old Pods that are slow to end hold up only what waits for them to go.
    because: [
      { kind: "self", classes: ["ReplicaFailure", "FailedCreate"] },
      { kind: "owned", except: ["ExceededGracePeriod"] },
    ],
  } as const;
  if (updated >= due && old > 0 && available >= wanted)
    return [
      {
        ...shared,
        class: "OldPodsRemain",
        message: `the new Pods are there, the old ones do not go: ${countWords(counts)}`,
        patienceMs: oldRemainMs,
      },
    ];
  const finished = conditionOf(sight.object, "Progressing")?.reason === "NewReplicaSetAvailable" && updated >= due && old <= 0;
  if (finished && available < wanted)
    return [
      {
        ...shared,
        class: "MinimumReplicasUnavailable",
        message: `Pods that were available are not any more: ${countWords(counts)}`,
        // Going back to an older template does not help what ran well with this one.
        advice: [lookAtPods(sight)],
        needsCause: true,
      },
    ];
  if (!isIncomplete(counts)) return [];
  const words = isBare(sight.object)
    ? `the ${sight.ref.kind} does not get its Pods: ${counts.total} of ${plural(wanted, "wanted Pod")} ${isOrAre(counts.total)} there, ${available} ${isOrAre(available)} available`
    : `the rollout does not get on: ${countWords(counts)}`;
  return [{ ...shared, class: "RolloutStuck", message: words, needsCause: true }];
}

/** "1 of 3 wanted Pods is of the newest template, 0 are available". */
function countWords(counts: Counts): string {
  const { wanted, due, updated, available } = counts;
  const left = oldOf(counts);
  const old = left > 0 ? `, ${plural(left, "Pod")} of an older template ${isOrAre(left)} left` : "";
  const enough = due < wanted && updated >= due ? " (no more should be)" : "";
  return `${updated} of ${plural(wanted, "wanted Pod")} ${isOrAre(wanted === 1 ? 1 : updated)} of the newest template${enough}, ${available} ${isOrAre(available)} available${old}`;
}

function isOrAre(count: number): string {
  return count === 1 ? "is" : "are";
}

function ending(symptom: Symptom, began: KubeObject, { object }: RuleContext): Ending | undefined {
  const changed = specChange(began, object);
  if (symptom.class === "GenerationNotObserved") return { text: "the controller has seen the newest spec", final: true };
  if (symptom.class === "DeploymentPaused")
    return { text: at(object, "spec", "paused") === true ? "the rollout finished" : "the rollout was resumed", final: true };
  if (!isUnobserved(object) && !isIncomplete(countsOfPods(object)))
    return { text: `${changed === undefined ? "" : `${changed}, and `}all Pods are available`, final: true };
  return changed === undefined ? undefined : { text: changed };
}

/** What somebody changed since: the images by name. */
function specChange(began: KubeObject, now: KubeObject): string | undefined {
  if (began.metadata.generation === now.metadata.generation) return undefined;
  const images = templateImages(now);
  const isSame = images.join() === templateImages(began).join();
  return isSame ? "the spec was changed" : `the image was changed to ${listed(images)}`;
}
