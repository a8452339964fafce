import { plural } from "../../../lifecycle/narration/words.js";
import { countAt } from "../../../model/fields.js";
import type { DiagnosisRule, RuleContext, Symptom } from "../../engine/symptom.js";
import { kubectl } from "../../evidence/kubectl.js";

/**
 * DaemonSets with Pods on nodes that no longer match (status.numberMisscheduled):
 *
 *   Misscheduled   usually the node got a taint that they do not tolerate, which ends no running Pod; info, as the controller keeps them
 *
 * Pods that the controller does remove are counted until they are gone, so it has to last.
 */
export const misscheduledRule: DiagnosisRule = {
  kinds: ["DaemonSet"],
  symptoms,
  resolution: () => ({ text: "no Pod is misscheduled any more" }),
};

const delayMs = 60_000;

function symptoms({ object, ref }: RuleContext): readonly Symptom[] {
  const count = countAt(object, "status", "numberMisscheduled");
  if (count === 0 || object.metadata.deletionTimestamp !== undefined) return [];
  const subject = count === 1 ? "1 Pod of the DaemonSet is" : `${plural(count, "Pod")} of the DaemonSet are`;
  const reason = count === 1 ? "its node has a taint that it does not tolerate" : "their nodes have a taint that they do not tolerate";
  return [
    {
      class: "Misscheduled",
      severity: "info",
      message: `${subject} misscheduled: usually ${reason}`,
      advice: [
        `compare the tolerations of the DaemonSet with the taints: ${kubectl(["get", "nodes", "-o", "custom-columns=NODE:.metadata.name,TAINTS:.spec.taints"])}`,
        `see the nodes of its Pods: ${kubectl(["get", "pods", "-o", "wide"], ref.namespace)}`,
      ],
      starts: { kind: "delayed", afterMs: delayMs },
    },
  ];
}
