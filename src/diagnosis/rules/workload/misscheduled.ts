import { countAt } from "../../../lifecycle/fields/fields.js";
import { plural } from "../../../lifecycle/narration/words.js";
import type { FailureFamily, RuleContext, Symptom } from "../../engine/symptom.js";
import { advise } from "../../evidence/advice.js";

/**
 * Pods of a DaemonSet that run where it would not place them any more (status.numberMisscheduled): their node was given a taint that they do
 * not tolerate, which ends nothing that runs already. The controller leaves them be, so it is worth knowing, no more; and only when it lasts,
 * for Pods that it does take away are counted until they are gone.
 */
export const misscheduledFamily: FailureFamily = {
  name: "misplaced",
  kinds: ["DaemonSet"],
  symptoms,
  ending: () => ({ text: "they are gone, or belong there again" }),
};

const patienceMs = 60_000;

function symptoms({ object, ref }: RuleContext): readonly Symptom[] {
  const count = countAt(object, "status", "numberMisscheduled");
  if (count === 0 || object.metadata.deletionTimestamp !== undefined) return [];
  return [
    {
      class: "Misscheduled",
      severity: "info",
      message: `${plural(count, "Pod")} of the DaemonSet ${count === 1 ? "runs" : "run"} where it would not place ${count === 1 ? "one" : "them"} now: as a rule ${count === 1 ? "its node has" : "their nodes have"} got a taint since that ${count === 1 ? "it does" : "they do"} not tolerate`,
      advice: [
        `compare the tolerations of the DaemonSet with the taints: ${advise(["get", "nodes", "-o", "custom-columns=NODE:.metadata.name,TAINTS:.spec.taints"])}`,
        `see where its Pods run: ${advise(["get", "pods", "-o", "wide"], ref.namespace)}`,
      ],
      patienceMs,
    },
  ];
}
