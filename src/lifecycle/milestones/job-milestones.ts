import { countAt, textAt, timeAt } from "../../model/fields.js";
import { conditionOf } from "../fields/conditions.js";
import type { MilestoneDetector, MilestoneStep } from "../kinds/kind-rules.js";
import { milestoneStep } from "./common-milestones.js";

/**
 * A Job; the server time comes from its status and its conditions:
 *
 *   Started                                      status.startTime (set anew when a suspended Job is resumed)
 *   First Pod made, First Pod ready              status.active, status.ready
 *   First failure, First success, Index failed   status.failed, status.succeeded, status.failedIndexes
 *   Suspended, Resumed                           condition Suspended
 *   Failing, Finishing                           conditions FailureTarget, SuccessCriteriaMet: Pods still terminate
 *   Completed, Failed                            conditions Complete, Failed
 */
export function jobMilestones(): MilestoneDetector {
  return (job) => {
    const count = (field: string) => countAt(job, "status", field) > 0;
    const resumed = conditionOf(job, "Suspended");
    return [
      ...step(textAt(job, "status", "startTime") !== undefined, "Started", timeAt(job, "status", "startTime")),
      ...step(count("active"), "First Pod made"),
      ...step(count("ready"), "First Pod ready"),
      ...step(count("failed"), "First failure", undefined, "bad"),
      ...step(count("succeeded"), "First success", undefined, "good"),
      ...step(textAt(job, "status", "failedIndexes") !== undefined, "Index failed", undefined, "bad"),
      ...condition("Suspended", "Suspended", "neutral"),
      ...step(resumed?.status === "False", "Resumed", resumed?.lastTransitionMs),
      ...condition("FailureTarget", "Failing", "bad"),
      ...condition("SuccessCriteriaMet", "Finishing", "good"),
      ...condition("Complete", "Completed", "ended"),
      ...condition("Failed", "Failed", "bad"),
    ];

    function condition(type: string, name: string, tone: MilestoneStep["tone"]): readonly MilestoneStep[] {
      const found = conditionOf(job, type);
      return step(found?.status === "True", name, found?.lastTransitionMs, tone);
    }
  };
}

/** A CronJob: Job made, Job succeeded. For a CronJob that existed before, they are those of its latest Job. */
export function cronJobMilestones(): MilestoneDetector {
  return (cron) => [
    ...step(textAt(cron, "status", "lastScheduleTime") !== undefined, "Job made", timeAt(cron, "status", "lastScheduleTime")),
    ...step(
      textAt(cron, "status", "lastSuccessfulTime") !== undefined,
      "Job succeeded",
      timeAt(cron, "status", "lastSuccessfulTime"),
      "good",
    ),
  ];
}

function step(isReached: boolean, name: string, serverMs?: number, tone: MilestoneStep["tone"] = "progress"): readonly MilestoneStep[] {
  return isReached ? [milestoneStep(name, serverMs, { tone })] : [];
}
