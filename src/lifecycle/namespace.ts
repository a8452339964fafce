import type { KubeObject } from "../model/kube-object.js";
import { conditionChanges } from "./condition-changes.js";
import { conditionOf } from "./conditions.js";
import { textAt } from "./fields.js";
import type { KindRules, Stage } from "./kind-rules.js";
import { conditionSteps } from "./steps/condition-steps.js";
import { stageAs } from "./words.js";

/** A Namespace: Active, Terminating (with what still holds it). */
export const namespaceRules: KindRules = {
  stage,
  steps: conditionSteps,
  verdict: (namespace) => ({ ready: textAt(namespace, "status", "phase") === "Active", failed: false, complete: false }),
  describe: () => [],
  changes: conditionChanges,
};

function stage(namespace: KubeObject): Stage {
  if (namespace.metadata.deletionTimestamp === undefined) return stageAs(textAt(namespace, "status", "phase") ?? "Active", "good");
  const held = [
    "NamespaceFinalizersRemaining",
    "NamespaceContentRemaining",
    "NamespaceDeletionContentFailure",
    "NamespaceDeletionDiscoveryFailure",
  ]
    .map((type) => conditionOf(namespace, type))
    .find((condition) => condition?.status === "True");
  return stageAs("Terminating", held?.type.endsWith("Failure") ? "bad" : "progress", held?.reason);
}
