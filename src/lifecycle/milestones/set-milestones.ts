import { countAt, textAt } from "../../model/fields.js";
import type { KubeObject } from "../../model/kube-object.js";
import { isUnobserved } from "../fields/observed.js";
import { replicasOf } from "../fields/replica-counts.js";
import type { MilestoneDetector, MilestoneStep } from "../kinds/kind-rules.js";
import { milestoneStep } from "./common-milestones.js";
import { firstPods, Rollouts, Scaling } from "./workload-milestones.js";

/** A ReplicaSet: Observed, First Pod made, First Pod ready, Scaled, Scale reached. */
export function replicaSetMilestones(): MilestoneDetector {
  const scaling = new Scaling();
  return (set) => {
    const { wanted, total, available } = replicasOf(set);
    const isReached = !isUnobserved(set) && total === wanted && available === wanted;
    return [...firstPods(set), ...scaling.observe(set, isReached)];
  };
}

/** A StatefulSet: as a ReplicaSet; and of each later rollout: begun, first Pod made, complete. */
export function statefulSetMilestones(rollsOut: (set: KubeObject) => boolean): MilestoneDetector {
  const rollouts = new Rollouts();
  const scaling = new Scaling();
  let newest: string | undefined;
  let earlier: string | undefined;
  return (set) => {
    const isNewRollout = rollouts.observe(set);
    if (isNewRollout) earlier = newest;
    newest = textAt(set, "status", "updateRevision") ?? newest;
    const { wanted, total, ready, updated } = replicasOf(set);
    const isReady = !isUnobserved(set) && ready >= wanted && total === wanted;
    const hasNewRevision = !isUnobserved(set) && newest !== earlier;
    return [
      ...firstPods(set),
      ...laterRollout(rollouts, isNewRollout, hasNewRevision && updated > 0, hasNewRevision && isReady && !rollsOut(set)),
      ...scaling.observe(set, isReady),
    ];
  };
}

/** A DaemonSet: Observed, First Pod made, First Pod ready; and of each later rollout: begun, first Pod made, complete. */
export function daemonSetMilestones(): MilestoneDetector {
  const rollouts = new Rollouts();
  return (set) => {
    const isNewRollout = rollouts.observe(set);
    const count = (field: string) => countAt(set, "status", field);
    const wanted = count("desiredNumberScheduled");
    const isObserved = !isUnobserved(set);
    const isComplete = isObserved && count("updatedNumberScheduled") >= wanted && count("numberAvailable") >= wanted;
    return [
      ...firstPods(set, "currentNumberScheduled", "numberReady"),
      ...laterRollout(rollouts, isNewRollout, isObserved && count("updatedNumberScheduled") > 0, isComplete),
    ];
  };
}

function laterRollout(rollouts: Rollouts, isNew: boolean, isUpdated: boolean, isComplete: boolean): readonly MilestoneStep[] {
  if (rollouts.isFirst) return [];
  return [
    ...(isNew ? [milestoneStep(rollouts.named("begun"), undefined, { tone: "neutral" })] : []),
    ...(isUpdated ? [milestoneStep(rollouts.named("first Pod made"))] : []),
    ...(isComplete ? [milestoneStep(rollouts.named("complete"), undefined, { tone: "good" })] : []),
  ];
}
