import { countAt, numberAt, textAt } from "../../../model/fields.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { isUnobserved } from "../../fields/observed.js";
import { templateImages } from "../../fields/pod-template.js";
import { daemonSetMilestones } from "../../milestones/set-milestones.js";
import { conditionChanges } from "../../narration/condition-changes.js";
import { clause, listed, stageAs } from "../../narration/words.js";
import type { Clause, KindRules, ObjectChange, ProgressRules, Stage, Verdict } from "../kind-rules.js";
import { terminating } from "../terminating.js";
import { countChanges, observedChange, templateChange } from "./workload-changes.js";

/** A DaemonSet: Created, Updating, Rolling out, Starting, Ready, No nodes, Terminating. Its desired number of Pods depends on the nodes. */
export const daemonSetRules: KindRules = { stage, describe, changes };

export const daemonSetProgress: ProgressRules = { milestones: daemonSetMilestones, verdict };

function stage(set: KubeObject): Stage {
  return terminating(set) ?? currentStage(set);
}

function currentStage(set: KubeObject): Stage {
  const wanted = wantedOf(set);
  const updated = countAt(set, "status", "updatedNumberScheduled");
  const available = countAt(set, "status", "numberAvailable");
  if (numberAt(set, "status", "observedGeneration") === undefined) return stageAs("Created", "progress");
  if (isUnobserved(set)) return stageAs("Updating", "progress", "new spec");
  if (wanted === 0) return stageAs("No nodes", "neutral");
  const rolls = textAt(set, "spec", "updateStrategy", "type") !== "OnDelete";
  if (rolls && updated < wanted) return stageAs("Rolling out", "progress", `${updated}/${wanted} updated`);
  if (available < wanted) return stageAs("Starting", "progress", `${available}/${wanted} available`);
  return stageAs("Ready", "good", `${available}/${wanted}`);
}

function verdict(set: KubeObject): Verdict {
  const { tone } = stage(set);
  return { ready: tone === "good" || tone === "neutral", failed: false, complete: false };
}

function describe(set: KubeObject): readonly Clause[] {
  const images = templateImages(set);
  return [
    clause(60, `one Pod${images.length === 0 ? "" : ` of ${listed(images)}`} on each eligible node`, {
      brief: listed(images, 2),
    }),
  ];
}

function changes(change: ObjectChange): readonly Clause[] {
  const { before, after } = change;
  return [
    ...templateChange(change, "its Pods will be replaced node by node"),
    ...wantedChange(change),
    ...countChanges(before, after, wantedOf(after), [
      ["currentNumberScheduled", "scheduled"],
      ["updatedNumberScheduled", "updated"],
      ["numberReady", "ready"],
      ["numberAvailable", "available"],
      ["numberMisscheduled", "misscheduled"],
    ]),
    ...conditionChanges(change),
    ...observedChange(change, "the DaemonSet controller"),
  ];
}

function wantedChange({ before, after }: ObjectChange): readonly Clause[] {
  const then = wantedOf(before);
  const now = wantedOf(after);
  return then === now ? [] : [clause(75, `desired Pods ${then}→${now}`, { brief: `desired ${then}→${now}` })];
}

function wantedOf(set: KubeObject): number {
  return countAt(set, "status", "desiredNumberScheduled");
}
