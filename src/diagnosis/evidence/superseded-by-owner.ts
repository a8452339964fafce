import { jsonText } from "../../io/json-text.js";
import { isTrue } from "../../lifecycle/fields/conditions.js";
import { readinessOf } from "../../lifecycle/fields/readiness.js";
import { stageOf } from "../../lifecycle/stage.js";
import { at, itemsAt, textAt, timeAt } from "../../model/fields.js";
import type { KubeObject } from "../../model/kube-object.js";
import type { LiveObject } from "../engine/live-object.js";
import type { OwnedPod } from "../engine/owned-pods.js";
import type { Resolution, RuleContext } from "../engine/symptom.js";

/**
 * Whether the failure of a Pod no longer matters, as its owner did without it:
 *
 *   a Job                     completed
 *   any other controller      created another Pod after it, which is ready or has succeeded, and has all that it wants
 */
export function isSupersededByOwner(context: RuleContext): boolean {
  return supersedingOwner(context) !== undefined;
}

export function supersedingOwner(context: RuleContext): Resolution | undefined {
  const { ref, world, object } = context;
  const controllers = world.controllersOf(ref.uid);
  const owners = controllers.flatMap((uid) => world.get(uid) ?? []);
  const job = owners.find((owner) => owner.ref.kind === "Job");
  if (job !== undefined)
    return isTrue(job.object, "Complete") ? { text: `Job ${job.ref.name} completed with another Pod`, isFinal: true } : undefined;
  if (controllers.length === 0 || !canBeReplaced(object) || !owners.every(isSatisfied)) return undefined;
  const replacement = replacementOf(context, controllers, owners.length > 0);
  if (replacement === undefined) return undefined;
  const state = textAt(replacement.object, "status", "phase") === "Succeeded" ? "has succeeded" : "is ready";
  return { text: `it was replaced by Pod ${replacement.ref.name}, which ${state}`, isFinal: true };
}

/** It has ended, and another Pod may do its work instead. Of a Job only the Job itself says that its work is done. */
export function canBeReplaced(pod: KubeObject): boolean {
  return textAt(pod, "status", "phase") === "Failed" && controllerKind(pod) !== "Job";
}

/** It has all the Pods that it wants; of other kinds, it is well, as far as it says. */
function isSatisfied({ object }: LiveObject): boolean {
  const readiness = readinessOf(object);
  if (readiness !== undefined) return readiness.ready >= readiness.wanted;
  const { tone } = stageOf(object);
  return tone === "good" || tone === "ended" || tone === "neutral";
}

/** Controllers that want a fixed number of equal Pods: a Pod that is newer replaces one that failed. */
const replacing = new Set(["ReplicaSet", "ReplicationController", "StatefulSet", "DaemonSet"]);

/**
 * The first Pod of the same controllers that is newer and well. Where the owner was not recorded, there has to be one for each that failed. What
 * other controllers create need not be equal: a workflow has a Pod for each step.
 */
function replacementOf(
  { ref, world, object }: RuleContext,
  controllers: readonly string[],
  isOwnerRecorded: boolean,
): OwnedPod | undefined {
  const top = controllers.at(-1);
  const created = timeAt(object, "metadata", "creationTimestamp");
  const ownerKind = controllerKind(object);
  if (top === undefined || created === undefined) return undefined;
  const { well, failed } = world.podsUnder(top, ref.namespace);
  const needed = isOwnerRecorded ? 1 : failed;
  if (well.length < needed) return undefined;
  const isInPlace = (pod: KubeObject) => ownerKind !== "DaemonSet" || nodeOf(pod) === nodeOf(object);
  const isEqual = (pod: KubeObject) => replacing.has(ownerKind) || workOf(pod) === workOf(object);
  const newer = well.filter(({ object: pod, createdMs = 0 }) => createdMs > created && isInPlace(pod) && isEqual(pod));
  if (newer.length < needed) return undefined;
  return newer.reduce<OwnedPod | undefined>((first, pod) => (first === undefined || pod.order < first.order ? pod : first), undefined);
}

/** What its containers run. */
function workOf(pod: KubeObject): string {
  const containers = [...itemsAt(pod, "spec", "initContainers"), ...itemsAt(pod, "spec", "containers")];
  const runs = containers.map((container) => ["name", "image", "command", "args"].map((field) => at(container, field) ?? null));
  return jsonText([pod.metadata.generateName ?? null, ...runs]);
}

function nodeOf(pod: KubeObject): string | undefined {
  return textAt(pod, "spec", "nodeName");
}

function controllerKind({ metadata }: KubeObject): string {
  const references = Array.isArray(metadata.ownerReferences) ? metadata.ownerReferences : [];
  return (
    textAt(
      references.find((reference) => reference.controller),
      "kind",
    ) ?? ""
  );
}
