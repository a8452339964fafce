import type { KubeObject } from "../../model/kube-object.js";
import { countAt, numberAt, textAt } from "../fields.js";
import type { LifeStep, StepTeller } from "../kind-rules.js";
import { isUnobserved } from "../observed.js";
import { stepOf } from "./common-steps.js";
import { firstPods, Rollouts, Scaling } from "./workload-steps.js";

/** A ReplicaSet: Observed, First Pod made, First Pod ready, Scaled, Scale reached. */
export function replicaSetSteps(): StepTeller {
  const scaling = new Scaling();
  return (set) => {
    const counts = ["replicas", "availableReplicas"].map((field) => countAt(set, "status", field));
    const isReached = !isUnobserved(set) && counts.every((count) => count === (numberAt(set, "spec", "replicas") ?? 1));
    return [...firstPods(set), ...scaling.steps(set, isReached)];
  };
}

/** A StatefulSet: as a ReplicaSet; and of each rollout after the first: begun, first Pod made, complete. */
export function statefulSetSteps(rollsOut: (set: KubeObject) => boolean): StepTeller {
  const rollouts = new Rollouts();
  const scaling = new Scaling();
  let newest: string | undefined;
  let earlier: string | undefined;
  return (set) => {
    const begun = rollouts.note(set);
    if (begun) earlier = newest;
    newest = textAt(set, "status", "updateRevision") ?? newest;
    const wanted = numberAt(set, "spec", "replicas") ?? 1;
    const isReady =
      !isUnobserved(set) && countAt(set, "status", "readyReplicas") >= wanted && countAt(set, "status", "replicas") === wanted;
    const isTaken = !isUnobserved(set) && newest !== earlier;
    const updated = isTaken && countAt(set, "status", "updatedReplicas") > 0;
    return [
      ...firstPods(set),
      ...laterRollout(rollouts, begun, updated, isTaken && isReady && !rollsOut(set)),
      ...scaling.steps(set, isReady),
    ];
  };
}

/** A DaemonSet: Observed, First Pod made, First Pod ready; and of each rollout after the first: begun, first Pod made, complete. */
export function daemonSetSteps(): StepTeller {
  const rollouts = new Rollouts();
  return (set) => {
    const begun = rollouts.note(set);
    const count = (field: string) => countAt(set, "status", field);
    const wanted = count("desiredNumberScheduled");
    const seen = !isUnobserved(set);
    const isComplete = seen && count("updatedNumberScheduled") >= wanted && count("numberAvailable") >= wanted;
    return [
      ...firstPods(set, "currentNumberScheduled", "numberReady"),
      ...laterRollout(rollouts, begun, seen && count("updatedNumberScheduled") > 0, isComplete),
    ];
  };
}

function laterRollout(rollouts: Rollouts, begun: boolean, updated: boolean, complete: boolean): readonly LifeStep[] {
  if (rollouts.isFirst) return [];
  return [
    ...(begun ? [stepOf(rollouts.named("begun"), undefined, { tone: "neutral" })] : []),
    ...(updated ? [stepOf(rollouts.named("first Pod made"))] : []),
    ...(complete ? [stepOf(rollouts.named("complete"), undefined, { tone: "good" })] : []),
  ];
}
