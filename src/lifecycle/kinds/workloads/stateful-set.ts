import { countAt, numberAt, textAt } from "../../../model/fields.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { isUnobserved } from "../../fields/observed.js";
import { replicasOf } from "../../fields/replica-counts.js";
import { statefulSetMilestones } from "../../milestones/set-milestones.js";
import { conditionChanges } from "../../narration/condition-changes.js";
import { stageAs } from "../../narration/words.js";
import type { Clause, KindRules, ObjectChange, ProgressRules, Stage, Verdict } from "../kind-rules.js";
import { terminating } from "../terminating.js";
import { countChanges, desiredReplicas, observedChange, scaleChange, templateChange } from "./workload-changes.js";

/** A StatefulSet: Created, Updating, Scaling, Starting, Rolling out, Ready, Scaled to zero, Terminating. Its Pods are created and deleted one by one, in the order of their ordinals. */
export const statefulSetRules: KindRules = {
  stage,
  describe: (set) => [desiredReplicas(set)],
  changes,
};

export const statefulSetProgress: ProgressRules = {
  milestones: () => statefulSetMilestones(rollsOut),
  verdict,
};

function stage(set: KubeObject): Stage {
  return terminating(set) ?? currentStage(set);
}

function currentStage(set: KubeObject): Stage {
  const { wanted, total, updated, ready, available } = replicasOf(set);
  if (numberAt(set, "status", "observedGeneration") === undefined) return stageAs("Created", "progress");
  if (isUnobserved(set)) return stageAs("Updating", "progress", "new spec");
  if (rollsOut(set)) return stageAs("Rolling out", "progress", `${updated}/${wanted} updated`);
  if (total !== wanted) return stageAs("Scaling", "progress", `${total}/${wanted} Pods`);
  if (ready < wanted) return stageAs("Starting", "progress", `${ready}/${wanted} ready`);
  if (countAt(set, "spec", "minReadySeconds") > 0 && available < wanted)
    return stageAs("Starting", "progress", `${available}/${wanted} available`);
  return wanted === 0 ? stageAs("Scaled to zero", "neutral") : stageAs("Ready", "good", `${ready}/${wanted}`);
}

/** With OnDelete the controller rolls out nothing; with a partition only the Pods from that ordinal up, and the old revision stays current. */
function rollsOut(set: KubeObject): boolean {
  if (textAt(set, "status", "currentRevision") === textAt(set, "status", "updateRevision")) return false;
  if (textAt(set, "spec", "updateStrategy", "type") === "OnDelete") return false;
  const partition = countAt(set, "spec", "updateStrategy", "rollingUpdate", "partition");
  const { wanted, updated } = replicasOf(set);
  return partition === 0 || updated < wanted - partition;
}

function verdict(set: KubeObject): Verdict {
  const { tone, name } = stage(set);
  return { ready: tone === "good" || name === "Scaled to zero", failed: false, complete: false };
}

function changes(change: ObjectChange): readonly Clause[] {
  const { before, after } = change;
  return [
    ...templateChange(change, "its Pods will be replaced one by one, highest ordinal first; each must be Ready before the next"),
    ...scaleChange(before, after),
    ...countChanges(before, after, replicasOf(after).wanted, [
      ["replicas", "replicas"],
      ["updatedReplicas", "updated"],
      ["readyReplicas", "ready"],
      ["availableReplicas", "available"],
    ]),
    ...conditionChanges(change),
    ...observedChange(change, "the StatefulSet controller"),
  ];
}
