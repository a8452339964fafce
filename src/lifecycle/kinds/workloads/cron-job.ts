import { at, itemsAt, textAt, timeAt } from "../../../model/fields.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { templateImages } from "../../fields/pod-template.js";
import { cronJobMilestones } from "../../milestones/job-milestones.js";
import { clause, listed, nounFor, plural, stageAs } from "../../narration/words.js";
import type { Clause, KindRules, ObjectChange, ProgressRules, Stage } from "../kind-rules.js";
import { terminating } from "../terminating.js";

/** A CronJob: Waiting (for its next run), Active (a Job of it is running), Suspended, Terminating. */
export const cronJobRules: KindRules = {
  stage,
  describe,
  changes,
};

export const cronJobProgress: ProgressRules = {
  milestones: cronJobMilestones,
  verdict: () => ({ ready: true, failed: false, complete: false }),
};

function stage(cron: KubeObject): Stage {
  return terminating(cron) ?? currentStage(cron);
}

function currentStage(cron: KubeObject): Stage {
  if (at(cron, "spec", "suspend") === true) return stageAs("Suspended", "neutral");
  const active = itemsAt(cron, "status", "active").length;
  if (active > 0) return stageAs("Active", "good", plural(active, "Job"));
  return hasUnsuccessfulRun(cron)
    ? stageAs("Waiting", "bad", "last run failed")
    : stageAs("Waiting", "good", textAt(cron, "spec", "schedule"));
}

/**
 * The last Job is over and did not succeed: the controller notes a success in the update that takes the Job from the active ones. Servers before
 * 1.21, and a CronJob that never succeeded, have no `lastSuccessfulTime`: then it is not known.
 */
export function hasUnsuccessfulRun(cron: KubeObject): boolean {
  const scheduled = timeAt(cron, "status", "lastScheduleTime");
  const succeeded = timeAt(cron, "status", "lastSuccessfulTime");
  if (scheduled === undefined || succeeded === undefined || itemsAt(cron, "status", "active").length > 0) return false;
  return succeeded < scheduled;
}

function describe(cron: KubeObject): readonly Clause[] {
  const images = templateImages(cron, "spec", "jobTemplate", "spec", "template");
  const schedule = textAt(cron, "spec", "schedule") ?? "?";
  return [
    clause(60, `it creates Jobs${images.length === 0 ? "" : ` of ${listed(images)}`} on schedule "${schedule}"`, { brief: schedule }),
  ];
}

function changes({ before, after }: ObjectChange): readonly Clause[] {
  const then = new Set(jobNames(before));
  const now = new Set(jobNames(after));
  const started = [...now].filter((name) => !then.has(name));
  const finished = [...then].filter((name) => !now.has(name));
  const suspended = at(after, "spec", "suspend") === true;
  return [
    ...(started.length > 0
      ? [clause(70, `${nounFor(started.length, "Job")} created on schedule: ${listed(started)}`, { brief: `+${started[0]}` })]
      : []),
    ...(finished.length > 0
      ? [clause(66, `${nounFor(finished.length, "Job")} finished: ${listed(finished)}`, { brief: `${finished[0]} finished` })]
      : []),
    ...(suspended === (at(before, "spec", "suspend") === true)
      ? []
      : [clause(84, suspended ? "it was suspended" : "it was resumed", { brief: suspended ? "suspended" : "resumed" })]),
    ...(textAt(before, "spec", "schedule") === textAt(after, "spec", "schedule")
      ? []
      : [clause(82, `its schedule was changed to "${textAt(after, "spec", "schedule") ?? ""}"`, { brief: "schedule" })]),
  ];
}

function jobNames(cron: KubeObject): readonly string[] {
  return itemsAt(cron, "status", "active").flatMap((ref) => textAt(ref, "name") ?? []);
}
