import { itemsAt, textAt, timeAt } from "../../model/fields.js";
import type { KubeObject } from "../../model/kube-object.js";
import { conditionOf } from "../fields/conditions.js";
import { isUnobserved } from "../fields/observed.js";
import { replicasOf } from "../fields/replica-counts.js";
import type { MilestoneDetector, MilestoneStep } from "../kinds/kind-rules.js";
import { milestoneStep } from "./common-milestones.js";
import { firstPods, Rollouts, Scaling } from "./workload-milestones.js";

/**
 * The steps of a Deployment. Those of a later rollout are named for it: "Rollout 2: complete".
 *
 *   Observed, First Pod made, First Pod ready       status
 *   Rollout 2: begun                                another Pod template
 *   Minimum available                               condition Available: enough Pods for maxUnavailable
 *   New ReplicaSet                                  condition Progressing names another: it was made, or (an undo) found
 *   Rollout 2: first Pod made                       status.updatedReplicas
 *   Rollout 2: old Pods scaled down                 status.replicas is down to status.updatedReplicas
 *   Complete                                        condition Progressing, NewReplicaSetAvailable
 *   Scaled, Scale reached                           spec.replicas
 */
export function deploymentMilestones(): MilestoneDetector {
  const rollouts = new Rollouts();
  const scaling = new Scaling();
  let newest: string | undefined;
  let earlier: string | undefined;
  return (deployment) => {
    const begun = rollouts.observe(deployment);
    if (begun) earlier = newest;
    newest = replicaSetOf(deployment) ?? newest;
    const isTaken = newest !== undefined && newest !== earlier;
    return [
      ...(begun ? [milestoneStep(rollouts.named("begun"), undefined, { tone: "neutral" })] : []),
      ...firstPods(deployment),
      ...minimum(deployment),
      ...(isTaken ? rolloutSteps(deployment, rollouts) : []),
      ...scaling.steps(deployment, isSettled(deployment)),
    ];
  };
}

function rolloutSteps(deployment: KubeObject, rollouts: Rollouts): readonly MilestoneStep[] {
  const reason = conditionOf(deployment, "Progressing")?.reason;
  const { total, updated } = replicasOf(deployment);
  const isMaking = reason === "NewReplicaSetCreated" || reason === "FoundNewReplicaSet";
  const seen = !isUnobserved(deployment);
  const isDown = seen && updated > 0 && total === updated;
  return [
    milestoneStep(rollouts.named("new ReplicaSet"), isMaking ? progressMs(deployment) : undefined, isMaking ? {} : { passed: true }),
    ...(!rollouts.isFirst && seen && updated > 0 ? [milestoneStep(rollouts.named("first Pod made"))] : []),
    ...(!rollouts.isFirst && isDown ? [milestoneStep(rollouts.named("old Pods scaled down"))] : []),
    ...(seen && reason === "NewReplicaSetAvailable" && isSettled(deployment)
      ? [milestoneStep(rollouts.named("complete"), progressMs(deployment), { tone: "good" })]
      : []),
  ];
}

function minimum(deployment: KubeObject): readonly MilestoneStep[] {
  const available = conditionOf(deployment, "Available");
  return available?.status === "True" ? [milestoneStep("Minimum available", available.lastTransitionMs, { tone: "good" })] : [];
}

/** All Pods are of the newest template and available, as the Deployment controller itself judges. */
function isSettled(deployment: KubeObject): boolean {
  const { wanted, total, updated, available } = replicasOf(deployment);
  return !isUnobserved(deployment) && total === wanted && updated === wanted && available === wanted;
}

/** The condition Progressing says in quotation marks which ReplicaSet it is about: `Created new replica set "web-697578869"`. */
function replicaSetOf(deployment: KubeObject): string | undefined {
  return /"([^"]+)"/.exec(conditionOf(deployment, "Progressing")?.message ?? "")?.[1];
}

/** While its status stays True, only `lastUpdateTime` says when its reason came. */
function progressMs(deployment: KubeObject): number | undefined {
  const condition = itemsAt(deployment, "status", "conditions").find((item) => textAt(item, "type") === "Progressing");
  return timeAt(condition, "lastUpdateTime");
}
