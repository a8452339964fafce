import { conditionOf } from "../../../lifecycle/fields/conditions.js";
import { isUnobserved } from "../../../lifecycle/fields/observed.js";
import { plural } from "../../../lifecycle/narration/words.js";
import { least } from "../../../model/extremes.js";
import { at, countAt, numberAt, timeAt } from "../../../model/fields.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { ownersOf } from "../../../model/owners.js";
import type { DiagnosisRule, Resolution, RuleContext, Symptom } from "../../engine/symptom.js";
import { kubectl } from "../../evidence/kubectl.js";
import { isPodActive } from "../../evidence/pod-facts.js";
import { podsAdvice } from "../../evidence/rollout-advice.js";
import { countsOfPods } from "./rollout.js";

/**
 * Workloads that are short of available Pods for longer than that usually takes, with nothing recorded that says why:
 *
 *   ReplicasUnavailable   for progressDeadlineSeconds of a Deployment, else for 5 minutes; both after minReadySeconds
 *   JobPodsNotReady       a Job has active Pods and for 5 minutes none of them is ready
 *
 * Left out where a finding of its Pods, or one of its own, explains it. Progress of a rollout starts the time anew. An object that existed when
 * recording began has been short since its own times say so: those of its condition Available, or of its Pods.
 */
export const shortageRule: DiagnosisRule = {
  kinds: ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job"],
  symptoms: (context) => (isShort(context) ? [symptomOf(context)] : []),
  resolution,
};

/** What the API server fills in where a Deployment has no progressDeadlineSeconds. */
const deploymentSeconds = 600;
const otherSeconds = 300;

function isShort({ object, frame, world }: RuleContext): boolean {
  if (frame === undefined || object.metadata.deletionTimestamp !== undefined || isUnobserved(object)) return false;
  // A manifest has no status: it says nothing of Pods.
  if (at(object, "spec", "paused") === true || at(object, "status") === undefined) return false;
  if (object.kind === "Job") return countAt(object, "status", "active") > 0 && numberAt(object, "status", "ready") === 0;
  const { wanted, available } = countsOfPods(object);
  // In a list a ReplicaSet can come before its Deployment: then it was judged already (`youthMs`).
  return available < wanted && (frame.initial !== undefined || !isOwnedByRecorded(object, world));
}

/** What a Deployment owns is reported on the Deployment. */
function isOwnedByRecorded(object: KubeObject, world: RuleContext["world"]): boolean {
  return ownersOf(object).some((owner) => owner.controller && world.get(owner.uid) !== undefined);
}

function symptomOf(context: RuleContext): Symptom {
  const { object, ref } = context;
  const limit = limitOf(object);
  const sinceMs = ownSinceMs(context);
  return {
    class: object.kind === "Job" ? "JobPodsNotReady" : "ReplicasUnavailable",
    severity: "warning",
    discriminator: progressOf(object),
    message: `${describeShortage(object)}, for longer than ${limit.words}; nothing ${context.world.isPart ? "in this part of the recording" : "that was recorded"} says why`,
    advice: [
      podsAdvice(context),
      `see its conditions and Events: ${kubectl(["describe", ref.kind.toLowerCase(), ref.name], ref.namespace)}`,
    ],
    starts: { kind: "delayed", afterMs: limit.ms + youthMs(context) },
    causedBy: [
      {
        kind: "self",
        classes: [
          "ReplicaFailure",
          "FailedCreate",
          "ProgressDeadlineExceeded",
          "OldPodsRemain",
          "DeploymentPaused",
          "GenerationNotObserved",
        ],
      },
      { kind: "owned", except: ["ReplicasUnavailable"] },
      { kind: "owner", classes: ["ReplicasUnavailable"] },
    ],
    causeRule: "omit-if-explained",
    ...(sinceMs === undefined ? {} : { sinceMs }),
  };
}

/** Changes with each step of a rollout, and with each Pod of a Job that ended. */
function progressOf(object: KubeObject): string {
  const done =
    object.kind === "Job" ? countAt(object, "status", "succeeded") + countAt(object, "status", "failed") : countsOfPods(object).updated;
  return `${object.metadata.generation ?? 0}/${done}`;
}

/** "1 of 3 Pods available", "1 of 3 Pods created, 0 available". */
function describeShortage(object: KubeObject): string {
  if (object.kind === "Job") return `none of ${plural(countAt(object, "status", "active"), "active Pod")} of the Job is ready`;
  const { wanted, total, available } = countsOfPods(object);
  const missing = total < wanted ? `${total} of ${plural(wanted, "Pod")} created, ` : "";
  if (missing !== "") return `${missing}${available} available`;
  return `${available} of ${plural(wanted, "Pod")} available`;
}

function limitOf(object: KubeObject): { readonly ms: number; readonly words: string } {
  const deadline = object.kind === "Deployment" ? numberAt(object, "spec", "progressDeadlineSeconds") : undefined;
  const seconds = deadline ?? (object.kind === "Deployment" ? deploymentSeconds : otherSeconds);
  const words = deadline === undefined ? `${Math.round(seconds / 60)} minutes` : `its progressDeadlineSeconds (${deadline}s)`;
  return { ms: (seconds + countAt(object, "spec", "minReadySeconds")) * 1000, words };
}

/** Since when an object that existed when recording began has been short, ms since session start. */
function ownSinceMs({ object, frame, ref, world }: RuleContext): number | undefined {
  if (frame?.initial === undefined) return undefined;
  const available = conditionOf(object, "Available");
  const serverMs = available?.status === "False" ? available.lastTransitionMs : unreadySinceMs(ref.uid, ref.namespace, world);
  return serverMs === undefined ? undefined : world.offsetOf(serverMs, frame);
}

/**
 * How much later than its frame it became short, in ms: a list gives the counts of now with conditions of long ago. Only its Pods date the counts,
 * where all that are missing were recorded.
 */
function youthMs({ object, frame, ref, world }: RuleContext): number {
  if (frame?.initial === undefined || object.kind === "Job") return 0;
  if (isOwnedByRecorded(object, world)) return Number.POSITIVE_INFINITY;
  const { wanted, available } = countsOfPods(object);
  const times = unreadyTimes(ref.uid, ref.namespace, world);
  if (times.length === 0 || times.length < wanted - available) return 0;
  return Math.max(0, world.offsetOf(least(times), frame) - frame.offsetMs);
}

/** When the first of its Pods that are not ready stopped to be, or was created; ms since the epoch. */
function unreadySinceMs(uid: string, namespace: string | undefined, world: RuleContext["world"]): number | undefined {
  const times = unreadyTimes(uid, namespace, world);
  return times.length === 0 ? undefined : least(times);
}

function unreadyTimes(uid: string, namespace: string | undefined, world: RuleContext["world"]): readonly number[] {
  const times: number[] = [];
  for (const { ref, object } of world.ofKind("Pod", namespace)) {
    const ready = conditionOf(object, "Ready");
    if (ready?.status === "True" || !isPodActive(object) || !world.controllersOf(ref.uid).includes(uid)) continue;
    const since = ready?.lastTransitionMs ?? timeAt(object, "metadata", "creationTimestamp");
    if (since !== undefined) times.push(since);
  }
  return times;
}

function resolution(_symptom: Symptom, began: KubeObject, { object }: RuleContext): Resolution | undefined {
  if (object.kind === "Job") return { text: "its Pods made progress", isFinal: true };
  const { wanted, available } = countsOfPods(object);
  if (wanted === 0) return { text: "it was scaled to zero", isFinal: true };
  if (available >= wanted) return { text: "all Pods are available", isFinal: true };
  if (at(object, "spec", "paused") === true) return { text: "the rollout was paused", isFinal: true };
  return {
    text: began.metadata.generation === object.metadata.generation ? "the rollout made progress" : "the spec was changed",
    isFinal: true,
  };
}
