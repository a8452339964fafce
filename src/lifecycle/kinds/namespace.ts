import { textAt } from "../../model/fields.js";
import type { KubeObject } from "../../model/kube-object.js";
import { conditionOf } from "../fields/conditions.js";
import { conditionMilestones } from "../milestones/condition-milestones.js";
import { conditionChanges } from "../narration/condition-changes.js";
import { stageAs } from "../narration/words.js";
import type { KindRules, ProgressRules, Stage } from "./kind-rules.js";

/** A Namespace: Active, Terminating (with what still blocks its removal). */
export const namespaceRules: KindRules = {
  stage,
  describe: () => [],
  changes: conditionChanges,
};

export const namespaceProgress: ProgressRules = {
  milestones: conditionMilestones,
  verdict: (namespace) => ({ ready: textAt(namespace, "status", "phase") === "Active", failed: false, complete: false }),
};

function stage(namespace: KubeObject): Stage {
  if (namespace.metadata.deletionTimestamp === undefined) return stageAs(textAt(namespace, "status", "phase") ?? "Active", "good");
  const blocker = [
    "NamespaceFinalizersRemaining",
    "NamespaceContentRemaining",
    "NamespaceDeletionContentFailure",
    "NamespaceDeletionDiscoveryFailure",
  ]
    .map((type) => conditionOf(namespace, type))
    .find((condition) => condition?.status === "True");
  return stageAs("Terminating", blocker?.type.endsWith("Failure") ? "bad" : "progress", blocker?.reason);
}
