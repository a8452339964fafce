import type { KubeObject } from "../model/kube-object.js";
import { conditionChanges } from "./condition-changes.js";
import { countAt, numberAt, textAt } from "./fields.js";
import type { Clause, KindRules, ObjectChange, Stage, Verdict } from "./kind-rules.js";
import { isUnobserved } from "./observed.js";
import { observedChange } from "./observed-change.js";
import { templateChange } from "./pod-template.js";
import { countChanges, replicasOf, scaleChange, wantedPods } from "./replica-counts.js";
import { statefulSetSteps } from "./steps/set-steps.js";
import { terminating } from "./terminating.js";
import { stageAs } from "./words.js";

/** A StatefulSet: Created, Updating, Scaling, Starting, Rolling out, Ready, Scaled to zero, Terminating. Its Pods come and go one by one, in their order. */
export const statefulSetRules: KindRules = {
  stage,
  steps: () => statefulSetSteps(rollsOut),
  verdict,
  describe: (set) => [wantedPods(set)],
  changes,
};

function stage(set: KubeObject): Stage {
  return terminating(set) ?? living(set);
}

function living(set: KubeObject): Stage {
  const { wanted, total, ready } = replicasOf(set);
  if (numberAt(set, "status", "observedGeneration") === undefined) return stageAs("Created", "progress");
  if (isUnobserved(set)) return stageAs("Updating", "progress", "new spec");
  if (total !== wanted) return stageAs("Scaling", "progress", `${total}/${wanted} Pods`);
  if (ready < wanted) return stageAs("Starting", "progress", `${ready}/${wanted} ready`);
  if (countAt(set, "spec", "minReadySeconds") > 0 && countAt(set, "status", "availableReplicas") < wanted)
    return stageAs("Starting", "progress", `${countAt(set, "status", "availableReplicas")}/${wanted} available`);
  if (rollsOut(set)) return stageAs("Rolling out", "progress", `${countAt(set, "status", "updatedReplicas")}/${wanted} updated`);
  return wanted === 0 ? stageAs("Scaled to zero", "neutral") : stageAs("Ready", "good", `${ready}/${wanted}`);
}

/** With OnDelete nothing is rolled out by the controller; with a partition only the Pods above it. */
function rollsOut(set: KubeObject): boolean {
  if (textAt(set, "spec", "updateStrategy", "type") === "OnDelete") return false;
  const partition = countAt(set, "spec", "updateStrategy", "rollingUpdate", "partition");
  if (partition > 0) return countAt(set, "status", "updatedReplicas") < replicasOf(set).wanted - partition;
  return textAt(set, "status", "currentRevision") !== textAt(set, "status", "updateRevision");
}

function verdict(set: KubeObject): Verdict {
  const { tone, name } = stage(set);
  return { ready: tone === "good" || name === "Scaled to zero", failed: false, complete: false };
}

function changes(change: ObjectChange): readonly Clause[] {
  const { before, after } = change;
  return [
    ...templateChange(change, "its Pods will be replaced one by one, from the last to the first; each must be Ready before the next"),
    ...scaleChange(before, after),
    ...countChanges(before, after, replicasOf(after).wanted, [
      ["replicas", "there"],
      ["updatedReplicas", "up to date"],
      ["readyReplicas", "ready"],
      ["availableReplicas", "available"],
    ]),
    ...conditionChanges(change),
    ...observedChange(change, "the StatefulSet controller"),
  ];
}
