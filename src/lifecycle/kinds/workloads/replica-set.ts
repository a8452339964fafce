import { itemsAt, numberAt, textAt } from "../../../model/fields.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { conditionOf, isTrue } from "../../fields/conditions.js";
import { isObserved, isUnobserved } from "../../fields/observed.js";
import { replicasOf } from "../../fields/replica-counts.js";
import { replicaSetMilestones } from "../../milestones/set-milestones.js";
import { conditionChanges } from "../../narration/condition-changes.js";
import { stageAs } from "../../narration/words.js";
import type { Clause, KindRules, ObjectChange, ProgressRules, Stage, Verdict } from "../kind-rules.js";
import { terminating } from "../terminating.js";
import { countChanges, desiredReplicas, observedChange, scaleChange, terminatingChange } from "./workload-changes.js";

/** A ReplicaSet or ReplicationController: Created, Scaling, Starting, Ready, Scaled to zero, Blocked, Terminating. */
export const replicaSetRules: KindRules = { stage, describe, changes };

export const replicaSetProgress: ProgressRules = { milestones: replicaSetMilestones, verdict };

function stage(set: KubeObject): Stage {
  return terminating(set) ?? currentStage(set);
}

function currentStage(set: KubeObject): Stage {
  const { wanted, total, available, ready } = replicasOf(set);
  const failure = conditionOf(set, "ReplicaFailure");
  if (failure?.status === "True") return stageAs("Blocked", "bad", failure.reason);
  if (numberAt(set, "status", "observedGeneration") === undefined) return stageAs("Created", "progress");
  if (isUnobserved(set) || total !== wanted) return stageAs("Scaling", "progress", `${total}/${wanted} Pods`);
  if (wanted === 0) return stageAs("Scaled to zero", "neutral");
  if (available < wanted) return stageAs("Starting", "progress", `${ready}/${wanted} ready`);
  return stageAs("Ready", "good", `${ready}/${wanted}`);
}

function verdict(set: KubeObject): Verdict {
  const { wanted, total, available } = replicasOf(set);
  const seen = isObserved(set);
  const blocked = isTrue(set, "ReplicaFailure");
  return {
    ready: seen && !blocked && total === wanted && available >= wanted,
    failed: false,
    complete: false,
    ...(blocked ? { stuck: conditionOf(set, "ReplicaFailure")?.reason ?? "ReplicaFailure" } : {}),
  };
}

function describe(set: KubeObject): readonly Clause[] {
  const [owner] = itemsAt(set, "metadata", "ownerReferences");
  return [desiredReplicas(set, owner === undefined ? "" : ` for ${textAt(owner, "kind") ?? "?"}/${textAt(owner, "name") ?? "?"}`)];
}

function changes(change: ObjectChange): readonly Clause[] {
  const { before, after } = change;
  return [
    ...scaleChange(before, after),
    ...countChanges(before, after, replicasOf(after).wanted, [
      ["replicas", "replicas"],
      ["readyReplicas", "ready"],
      ["availableReplicas", "available"],
    ]),
    ...conditionChanges(change),
    ...observedChange(change, "the ReplicaSet controller"),
    ...terminatingChange(change),
  ];
}
