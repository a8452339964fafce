import { conditionOf } from "../../conditions.js";
import { inShort } from "../../words.js";
import { advise } from "../advice.js";
import { isRuled } from "../ruled-kinds.js";
import type { FailureFamily, Sight, Symptom } from "../symptom.js";

/** Custom resources whose controller says that it cannot go on: the conditions Stalled, Degraded and Failed, as kstatus and operators have them. */
export const stalledFamily: FailureFamily = {
  name: "stalled",
  kinds: ["*"],
  symptoms: (sight) => (isRuled(sight.ref.kind) || sight.object.metadata.deletionTimestamp !== undefined ? [] : symptomsOf(sight)),
};

function symptomsOf({ object, ref }: Sight): readonly Symptom[] {
  return ["Stalled", "Degraded", "Failed"].flatMap((type) => {
    const condition = conditionOf(object, type);
    if (condition?.status !== "True") return [];
    return [
      {
        class: condition.reason ?? type,
        severity: type === "Degraded" ? "warning" : "critical",
        about: type,
        message: `the controller of the ${ref.kind} says that it is ${type.toLowerCase()}: ${inShort(condition.message ?? condition.reason ?? "no reason given")}`,
        advice: [`see all that it says: ${advise(["describe", ref.kind.toLowerCase(), ref.name], ref.namespace)}`],
        because: [{ kind: "owned" }],
      },
    ];
  });
}
