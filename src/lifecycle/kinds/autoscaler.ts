import { countAt, numberAt, textAt } from "../../model/fields.js";
import type { KubeObject } from "../../model/kube-object.js";
import { conditionOf } from "../fields/conditions.js";
import { conditionMilestones } from "../milestones/condition-milestones.js";
import { conditionChanges } from "../narration/condition-changes.js";
import { clause, plural, stageAs } from "../narration/words.js";
import type { Clause, KindRules, ObjectChange, ProgressRules, Stage } from "./kind-rules.js";
import { terminating } from "./terminating.js";

/** A HorizontalPodAutoscaler: Created, Active, Limited, Blind (no metrics), Disabled, Unable, Terminating. */
export const autoscalerRules: KindRules = {
  stage,
  describe: (hpa) => [
    clause(
      60,
      `it scales ${textAt(hpa, "spec", "scaleTargetRef", "kind") ?? "?"}/${textAt(hpa, "spec", "scaleTargetRef", "name") ?? "?"} between ${numberAt(hpa, "spec", "minReplicas") ?? 1} and ${plural(countAt(hpa, "spec", "maxReplicas"), "replica")}`,
    ),
  ],
  changes,
};

export const autoscalerProgress: ProgressRules = {
  milestones: conditionMilestones,
  verdict: (hpa) => {
    const { name } = stage(hpa);
    const stuck = name === "Blind" || name === "Unable" ? (stage(hpa).detail ?? name) : undefined;
    return {
      ready: name === "Active" || name === "Limited" || name === "Disabled",
      failed: false,
      complete: false,
      ...(stuck === undefined ? {} : { stuck }),
    };
  },
};

function stage(hpa: KubeObject): Stage {
  return terminating(hpa) ?? currentStage(hpa);
}

function currentStage(hpa: KubeObject): Stage {
  const able = conditionOf(hpa, "AbleToScale");
  const active = conditionOf(hpa, "ScalingActive");
  const counts = `${countAt(hpa, "status", "currentReplicas")} → ${countAt(hpa, "status", "desiredReplicas")}`;
  if (able === undefined && active === undefined) return withoutConditions(hpa, counts);
  if (able?.status === "False") return stageAs("Unable", "bad", able.reason);
  if (active?.status === "False")
    return active.reason === "ScalingDisabled" ? stageAs("Disabled", "neutral") : stageAs("Blind", "bad", active.reason);
  return conditionOf(hpa, "ScalingLimited")?.status === "True" ? stageAs("Limited", "good", counts) : stageAs("Active", "good", counts);
}

/** autoscaling/v1 has no conditions. */
function withoutConditions(hpa: KubeObject, counts: string): Stage {
  return countAt(hpa, "status", "desiredReplicas") > 0 ? stageAs("Active", "good", counts) : stageAs("Created", "progress");
}

function changes(change: ObjectChange): readonly Clause[] {
  const desired = (hpa: KubeObject) => countAt(hpa, "status", "desiredReplicas");
  const then = desired(change.before);
  const now = desired(change.after);
  return [
    ...(then === now ? [] : [clause(80, `desired replicas ${then}→${now}`, { brief: `desired ${then}→${now}` })]),
    ...conditionChanges(change),
  ];
}
