import { conditionsOf } from "../fields/conditions.js";
import { observedGenerationOf } from "../fields/observed.js";
import { polarityOf } from "../kinds/custom/vocabulary.js";
import type { MilestoneDetector } from "../kinds/kind-rules.js";
import { milestoneStep } from "./common-milestones.js";

/** For kinds without milestones of their own: Observed (from `status.observedGeneration`), and each condition, by type, when it is first True. */
export function conditionMilestones(): MilestoneDetector {
  return (object) => [
    ...(observedGenerationOf(object) === undefined ? [] : [milestoneStep("Observed")]),
    ...conditionsOf(object).flatMap(({ type, status, lastTransitionMs }) =>
      status === "True" ? [milestoneStep(type, lastTransitionMs, { tone: isBad(type) ? "bad" : "progress" })] : [],
    ),
  ];
}

/** Types that mean a failure when True, in Kubernetes and in custom resources. */
function isBad(type: string): boolean {
  const polarity = polarityOf(type);
  return polarity === "bad" || (polarity === "lacking" && type.endsWith("Unavailable"));
}
