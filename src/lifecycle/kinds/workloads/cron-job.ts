import { at, itemsAt, textAt } from "../../../model/fields.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { templateImages } from "../../fields/pod-template.js";
import { cronJobMilestones } from "../../milestones/job-milestones.js";
import { clause, listed, plural, stageAs } from "../../narration/words.js";
import type { Clause, KindRules, ObjectChange, Stage } from "../kind-rules.js";
import { terminating } from "../terminating.js";

/** A CronJob: Waiting (for its next time), Active (a Job of it runs), Suspended, Terminating. */
export const cronJobRules: KindRules = {
  stage,
  milestones: cronJobMilestones,
  verdict: () => ({ ready: true, failed: false, complete: false }),
  describe,
  changes,
};

function stage(cron: KubeObject): Stage {
  return terminating(cron) ?? living(cron);
}

function living(cron: KubeObject): Stage {
  if (at(cron, "spec", "suspend") === true) return stageAs("Suspended", "neutral");
  const active = itemsAt(cron, "status", "active").length;
  return active > 0 ? stageAs("Active", "good", plural(active, "Job")) : stageAs("Waiting", "good", textAt(cron, "spec", "schedule"));
}

function describe(cron: KubeObject): readonly Clause[] {
  const images = templateImages(cron, "spec", "jobTemplate", "spec", "template");
  const schedule = textAt(cron, "spec", "schedule") ?? "?";
  return [
    clause(60, `it makes a Job at the times "${schedule}"${images.length === 0 ? "" : `, of ${listed(images)}`}`, { brief: schedule }),
  ];
}

function changes({ before, after }: ObjectChange): readonly Clause[] {
  const then = new Set(jobNames(before));
  const now = new Set(jobNames(after));
  const begun = [...now].filter((name) => !then.has(name));
  const over = [...then].filter((name) => !now.has(name));
  const suspended = at(after, "spec", "suspend") === true;
  return [
    ...(begun.length > 0 ? [clause(70, `it was time: Job ${listed(begun)} was made`, { brief: `+${begun[0]}` })] : []),
    ...(over.length > 0 ? [clause(66, `Job ${listed(over)} is over`, { brief: `${over[0]} over` })] : []),
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
