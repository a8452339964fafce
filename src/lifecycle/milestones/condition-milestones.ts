import { numberAt } from "../../model/fields.js";
import { conditionsOf } from "../fields/conditions.js";
import type { MilestoneDetector } from "../kinds/kind-rules.js";
import { milestoneStep } from "./common-milestones.js";

/** Condition types that mean a failure when True, in Kubernetes and in custom resources. */
const failures = /^(Stalled|Failed|Degraded|.*Pressure|NetworkUnavailable|.*(Failure|Failed|Error|Remaining))$/;

/** For kinds without milestones of their own: Observed (from `status.observedGeneration`), and each condition, by type, when it is first True. */
export function conditionMilestones(): MilestoneDetector {
  return (object) => [
    ...(numberAt(object, "status", "observedGeneration") === undefined ? [] : [milestoneStep("Observed")]),
    ...conditionsOf(object).flatMap(({ type, status, lastTransitionMs }) =>
      status === "True" ? [milestoneStep(type, lastTransitionMs, { tone: failures.test(type) ? "bad" : "progress" })] : [],
    ),
  ];
}
