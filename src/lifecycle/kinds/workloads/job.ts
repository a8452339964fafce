import { at, countAt, numberAt, textAt, timeAt } from "../../../model/fields.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { conditionOf, isTrue } from "../../fields/conditions.js";
import { templateImages } from "../../fields/pod-template.js";
import { jobMilestones } from "../../milestones/job-milestones.js";
import { conditionChanges } from "../../narration/condition-changes.js";
import { aboutBetween, asOneLine, clause, inShort, listed, plural, stageAs } from "../../narration/words.js";
import type { Clause, KindRules, ObjectChange, ProgressRules, Stage, Verdict } from "../kind-rules.js";
import { terminating } from "../terminating.js";

/** A Job: Created, Running, Failing or Finishing (decided, but Pods still terminate), Completed, Failed, Suspended, Terminating. */
export const jobRules: KindRules = { stage, describe, changes };

export const jobProgress: ProgressRules = { milestones: jobMilestones, verdict };

function stage(job: KubeObject): Stage {
  return terminating(job) ?? currentStage(job);
}

function currentStage(job: KubeObject): Stage {
  if (isTrue(job, "Complete")) return stageAs("Completed", "ended", `${countAt(job, "status", "succeeded")} succeeded`);
  if (isTrue(job, "Failed")) return stageAs("Failed", "bad", conditionOf(job, "Failed")?.reason);
  if (isTrue(job, "FailureTarget")) return stageAs("Failing", "bad", conditionOf(job, "FailureTarget")?.reason);
  if (isTrue(job, "SuccessCriteriaMet")) return stageAs("Finishing", "progress", conditionOf(job, "SuccessCriteriaMet")?.reason);
  if (isTrue(job, "Suspended") || at(job, "spec", "suspend") === true)
    return stageAs("Suspended", "neutral", countAt(job, "status", "active") > 0 ? "Pods being deleted" : undefined);
  if (textAt(job, "status", "startTime") === undefined) return stageAs("Created", "progress");
  return stageAs("Running", countAt(job, "status", "failed") > 0 ? "bad" : "progress", runningDetail(job));
}

/** "2 active, 3/5 succeeded, 1 failed, failed indexes 0,4". */
function runningDetail(job: KubeObject): string {
  const [active = 0, succeeded = 0, failed = 0] = ["active", "succeeded", "failed"].map((field) => countAt(job, "status", field));
  const completions = numberAt(job, "spec", "completions");
  const indexes = textAt(job, "status", "failedIndexes");
  return [
    `${active} active`,
    ...(succeeded > 0 ? [`${succeeded}${completions === undefined ? "" : `/${completions}`} succeeded`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(indexes === undefined ? [] : [`failed indexes ${inShort(indexes, 20)}`]),
  ].join(", ");
}

/** Ready as in kstatus (Current): it started, or it is done. */
function verdict(job: KubeObject): Verdict {
  const complete = isTrue(job, "Complete");
  const failed = isTrue(job, "Failed");
  const started = !failed && textAt(job, "status", "startTime") !== undefined;
  const isIdle = complete || !started || at(job, "spec", "suspend") === true;
  return { ready: complete || started, failed, complete, ...(isIdle ? {} : { underWay: true as const }) };
}

function describe(job: KubeObject): readonly Clause[] {
  const images = templateImages(job);
  const completions = numberAt(job, "spec", "completions") ?? 1;
  const retries = numberAt(job, "spec", "backoffLimit");
  const limit = retries === undefined ? "" : `, with up to ${plural(retries, "retry")}`;
  return [
    clause(60, `${plural(completions, "completion")}${images.length === 0 ? "" : ` of ${listed(images)}`}${limit}`, {
      brief: `${completions} × ${listed(images, 2)}`,
    }),
  ];
}

function changes(change: ObjectChange): readonly Clause[] {
  return [
    ...ending(change),
    ...suspension(change),
    ...beginning(change),
    ...pods(change),
    ...conditionChanges(change, ["Complete", "Failed", "Suspended"]),
    ...counting(change),
  ];
}

function ending({ before, after }: ObjectChange): readonly Clause[] {
  if (isTrue(after, "Complete") && !isTrue(before, "Complete")) {
    const took = aboutBetween(timeAt(after, "status", "startTime"), timeAt(after, "status", "completionTime"));
    return [
      clause(88, `the Job completed${took === undefined ? "" : ` after ${took}`}`, {
        brief: "complete",
        why: "no more Pods will be created; the finished ones stay until the Job is deleted",
      }),
    ];
  }
  if (!isTrue(after, "Failed") || isTrue(before, "Failed")) return [];
  const { reason, message } = conditionOf(after, "Failed") ?? {};
  return [
    clause(88, `the Job failed${reason === undefined ? "" : ` (${reason})`}${message === undefined ? "" : `: ${asOneLine(message)}`}`, {
      brief: reason ?? "failed",
      why:
        reason === "BackoffLimitExceeded"
          ? "more of its Pods failed than backoffLimit allows; it creates no more Pods"
          : "this is final; it creates no more Pods",
    }),
  ];
}

function suspension({ before, after }: ObjectChange): readonly Clause[] {
  const now = at(after, "spec", "suspend") === true;
  if (now === (at(before, "spec", "suspend") === true)) return [];
  return [
    clause(84, now ? "it was suspended" : "it was resumed", {
      brief: now ? "suspended" : "resumed",
      why: now ? "its running Pods are deleted" : undefined,
    }),
  ];
}

function beginning({ before, after }: ObjectChange): readonly Clause[] {
  if (textAt(after, "status", "startTime") === undefined || textAt(before, "status", "startTime") !== undefined) return [];
  return [clause(70, "the Job controller started it", { brief: "started" })];
}

function pods({ before, after }: ObjectChange): readonly Clause[] {
  const failed = countAt(after, "status", "failed") - countAt(before, "status", "failed");
  const succeeded = countAt(after, "status", "succeeded") - countAt(before, "status", "succeeded");
  const active = countAt(after, "status", "active");
  const wasActive = countAt(before, "status", "active");
  const ready = countAt(after, "status", "ready");
  const wasReady = countAt(before, "status", "ready");
  return [
    ...(failed > 0
      ? [
          clause(78, `${plural(failed, "Pod")} failed, ${countAt(after, "status", "failed")} in total${allowance(after)}`, {
            brief: `failed ${countAt(after, "status", "failed")}`,
            why: retryWhy(after),
          }),
        ]
      : []),
    ...(succeeded > 0
      ? [clause(77, `${plural(succeeded, "Pod")} succeeded`, { brief: `succeeded ${countAt(after, "status", "succeeded")}` })]
      : []),
    ...(active !== wasActive
      ? [
          clause(60, `active Pods ${wasActive}→${active}`, {
            brief: `active ${wasActive}→${active}`,
          }),
        ]
      : []),
    ...(ready !== wasReady ? [clause(50, `ready Pods ${wasReady}→${ready}`, { brief: `ready ${wasReady}→${ready}` })] : []),
  ];
}

function allowance(job: KubeObject): string {
  const limit = numberAt(job, "spec", "backoffLimit");
  return limit === undefined ? "" : ` (backoffLimit ${limit})`;
}

function retryWhy(job: KubeObject): string | undefined {
  const limit = numberAt(job, "spec", "backoffLimit");
  if (limit === undefined || countAt(job, "status", "failed") > limit) return undefined;
  return "the Job creates another Pod after a back-off that doubles with each failure (10s, 20s, 40s, at most 6m)";
}

/** The controller lists finished Pods in `uncountedTerminatedPods`, counts them, then removes their finalizers. */
function counting({ before, after }: ObjectChange): readonly Clause[] {
  const uncounted = (job: KubeObject) =>
    ["succeeded", "failed"].flatMap((field) => at(job, "status", "uncountedTerminatedPods", field)).filter((uid) => uid !== undefined)
      .length;
  const now = uncounted(after);
  const then = uncounted(before);
  if (now === then) return [];
  return [
    clause(
      12,
      now > then ? "the Job controller listed finished Pods, to count them next" : "the Job controller counted the finished Pods",
      {
        brief: "counting",
      },
    ),
  ];
}
