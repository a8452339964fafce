import { itemsAt, textAt, timeAt } from "../../model/fields.js";
import type { KubeObject } from "../../model/kube-object.js";
import { conditionOf } from "../fields/conditions.js";
import { isUnobserved } from "../fields/observed.js";
import { replicasOf } from "../fields/replica-counts.js";
import type { MilestoneDetector, MilestoneStep } from "../kinds/kind-rules.js";
import { milestoneStep } from "./common-milestones.js";
import { firstPods, Rollouts, Scaling } from "./workload-milestones.js";

/**
 * The milestones of a Deployment. Those of a later rollout carry its number: "Rollout 2: complete".
 *
 *   Observed, First Pod made, First Pod ready       status
 *   Rollout 2: begun                                another Pod template
 *   Minimum available                               condition Available: at least replicas minus maxUnavailable
 *   New ReplicaSet                                  condition Progressing names another one: created, or found (rollback)
 *   Rollout 2: first Pod made                       status.updatedReplicas
 *   Rollout 2: old Pods scaled down                 status.replicas equals status.updatedReplicas
 *   Complete                                        condition Progressing, NewReplicaSetAvailable
 *   Scaled, Scale reached                           spec.replicas
 */
export function deploymentMilestones(): MilestoneDetector {
  const rollouts = new Rollouts();
  const scaling = new Scaling();
  let newest: string | undefined;
  let earlier: string | undefined;
  return (deployment) => {
    const isNewRollout = rollouts.observe(deployment);
    if (isNewRollout) earlier = newest;
    newest = replicaSetOf(deployment) ?? newest;
    const hasNewReplicaSet = newest !== undefined && newest !== earlier;
    return [
      ...(isNewRollout ? [milestoneStep(rollouts.named("begun"), undefined, { tone: "neutral" })] : []),
      ...firstPods(deployment),
      ...minimumAvailable(deployment),
      ...(hasNewReplicaSet ? rolloutMilestones(deployment, rollouts) : []),
      ...scaling.observe(deployment, isSettled(deployment)),
    ];
  };
}

function rolloutMilestones(deployment: KubeObject, rollouts: Rollouts): readonly MilestoneStep[] {
  const reason = conditionOf(deployment, "Progressing")?.reason;
  const { total, updated } = replicasOf(deployment);
  const isFirstReport = reason === "NewReplicaSetCreated" || reason === "FoundNewReplicaSet";
  const isObserved = !isUnobserved(deployment);
  const isDown = isObserved && updated > 0 && total === updated;
  return [
    milestoneStep(
      rollouts.named("new ReplicaSet"),
      isFirstReport ? progressMs(deployment) : undefined,
      isFirstReport ? {} : { passed: true },
    ),
    ...(!rollouts.isFirst && isObserved && updated > 0 ? [milestoneStep(rollouts.named("first Pod made"))] : []),
    ...(!rollouts.isFirst && isDown ? [milestoneStep(rollouts.named("old Pods scaled down"))] : []),
    ...(isObserved && reason === "NewReplicaSetAvailable" && isSettled(deployment)
      ? [milestoneStep(rollouts.named("complete"), progressMs(deployment), { tone: "good" })]
      : []),
  ];
}

function minimumAvailable(deployment: KubeObject): readonly MilestoneStep[] {
  const available = conditionOf(deployment, "Available");
  return available?.status === "True" ? [milestoneStep("Minimum available", available.lastTransitionMs, { tone: "good" })] : [];
}

/** All Pods are updated and available, as the Deployment controller itself decides it. */
function isSettled(deployment: KubeObject): boolean {
  const { wanted, total, updated, available } = replicasOf(deployment);
  return !isUnobserved(deployment) && total === wanted && updated === wanted && available === wanted;
}

/** The message of the condition Progressing quotes the name of the ReplicaSet: `Created new replica set "web-697578869"`. */
function replicaSetOf(deployment: KubeObject): string | undefined {
  return /"([^"]+)"/.exec(conditionOf(deployment, "Progressing")?.message ?? "")?.[1];
}

/** While its status stays True, only `lastUpdateTime` dates a new reason. */
function progressMs(deployment: KubeObject): number | undefined {
  const condition = itemsAt(deployment, "status", "conditions").find((item) => textAt(item, "type") === "Progressing");
  return timeAt(condition, "lastUpdateTime");
}
