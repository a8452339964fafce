import { itemsAt, textAt } from "../../../model/fields.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { conditionOf, isTrue } from "../../fields/conditions.js";
import { podMilestones } from "../../milestones/pod-milestones.js";
import { asOneLine, clause, listed, plural } from "../../narration/words.js";
import type { Clause, KindRules, ObjectChange, ProgressRules, Verdict } from "../kind-rules.js";
import { containerChanges, earlierFailure } from "./container-changes.js";
import { type ContainerFacts, containersOf } from "./containers.js";
import { podChanges } from "./pod-changes.js";
import { podStage } from "./pod-stage.js";
import { specChanges } from "./spec-changes.js";
import { isStuck } from "./waiting-reasons.js";

/** The rules of Pods. */
export const podRules: KindRules = {
  ladder: ["Created", "Scheduled", "Creating", "Running", "Ready"],
  stage: podStage,
  describe,
  changes,
};

export const podProgress: ProgressRules = {
  milestones: podMilestones,
  verdict,
};

/**
 * ready: the condition Ready is True, or the Pod has succeeded (as kstatus: Current). failed: phase Failed.
 * stuck: it cannot be scheduled, or a container is in back-off or waits for something that does not exist; the cluster keeps retrying.
 */
function verdict(pod: KubeObject): Verdict {
  const phase = textAt(pod, "status", "phase");
  const complete = phase === "Succeeded";
  const stuck = phase === "Failed" || complete ? undefined : stuckReason(pod);
  return {
    ready: complete || (phase === "Running" && isTrue(pod, "Ready")),
    failed: phase === "Failed",
    complete,
    ...(stuck === undefined ? {} : { stuck }),
  };
}

function stuckReason(pod: KubeObject): string | undefined {
  if (pod.metadata.deletionTimestamp !== undefined) return undefined;
  const scheduled = conditionOf(pod, "PodScheduled");
  if (scheduled?.status === "False" && (scheduled.reason === "Unschedulable" || scheduled.reason === "SchedulingGated"))
    return scheduled.reason;
  const state = containersOf(pod).find((c) => isStuck(c))?.state;
  return state?.kind === "waiting" ? state.reason : undefined;
}

/** "1 container (nginx:1.27), assigned to node-1". */
function describe(pod: KubeObject): readonly Clause[] {
  const containers = containersOf(pod).filter((c) => c.role !== "ephemeral");
  const node = textAt(pod, "spec", "nodeName");
  return [
    ...(containers.length === 0
      ? []
      : [clause(60, groups(containers), { brief: listed([...new Set(containers.map((c) => c.image ?? c.name))], 2) })]),
    node === undefined ? unscheduled(pod) : clause(55, `assigned to ${node}`, { brief: node }),
    ...containers.flatMap((c) => earlierFailure(c) ?? []),
  ];
}

function groups(containers: readonly ContainerFacts[]): string {
  const counts = [
    { noun: "init container", of: containers.filter((c) => c.role === "init") },
    { noun: "sidecar", of: containers.filter((c) => c.role === "sidecar") },
    { noun: "container", of: containers.filter((c) => c.role === "container") },
  ].filter(({ of }) => of.length > 0);
  return listed(counts.map(({ noun, of }) => `${plural(of.length, noun)} (${listed(of.map(labelOf))})`));
}

function labelOf({ name, image }: ContainerFacts): string {
  return image === undefined ? name : `${name}: ${image}`;
}

function unscheduled(pod: KubeObject): Clause {
  const gates = itemsAt(pod, "spec", "schedulingGates").length;
  const scheduled = conditionOf(pod, "PodScheduled");
  if (gates > 0) return clause(55, `blocked by ${plural(gates, "scheduling gate")}`);
  if (scheduled?.status === "False") return clause(55, `no suitable node: ${asOneLine(scheduled.message ?? scheduled.reason ?? "")}`);
  return clause(55, "not assigned to a node yet");
}

function changes(change: ObjectChange): readonly Clause[] {
  const earlier = new Map(containersOf(change.before).map((c) => [c.name, c]));
  return [
    ...podChanges(change),
    ...specChanges(change),
    ...containersOf(change.after).flatMap((c) => containerChanges(earlier.get(c.name), c)),
  ];
}
