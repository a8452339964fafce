import { numberAt } from "../../model/fields.js";
import { conditionsOf } from "../fields/conditions.js";
import type { MilestoneDetector } from "../kinds/kind-rules.js";
import { milestoneStep } from "./common-milestones.js";

/** Condition types that mean trouble when True, in Kubernetes and in custom resources. */
const troubles = /^(Stalled|Failed|Degraded|.*Pressure|NetworkUnavailable|.*(Failure|Failed|Error|Remaining))$/;

/** Of any kind that has none of its own: Observed (by `status.observedGeneration`), and each condition by its type when it first is True. */
export function conditionMilestones(): MilestoneDetector {
  return (object) => [
    ...(numberAt(object, "status", "observedGeneration") === undefined ? [] : [milestoneStep("Observed")]),
    ...conditionsOf(object).flatMap(({ type, status, lastTransitionMs }) =>
      status === "True" ? [milestoneStep(type, lastTransitionMs, { tone: troubles.test(type) ? "bad" : "progress" })] : [],
    ),
  ];
}
