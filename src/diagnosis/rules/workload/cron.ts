import { hasUnsuccessfulRun } from "../../../lifecycle/kinds/workloads/cron-job.js";
import { inShort } from "../../../lifecycle/narration/words.js";
import { at, itemsAt, textAt } from "../../../model/fields.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { countsOf, sequencesOf } from "../../engine/event-history.js";
import type { Severity } from "../../engine/finding.js";
import type { DiagnosisRule, Resolution, RuleContext, Symptom } from "../../engine/symptom.js";
import { kubectl } from "../../evidence/kubectl.js";

/**
 * CronJobs that do not create their Jobs. Only Events say so (pkg/controller/cronjob), by their reason:
 *
 *   UnparseableSchedule, InvalidSchedule, UnknownTimeZone    no Job is created until the spec is corrected
 *   TooManyMissedTimes     more than 100 start times were missed: the CronJob skips those and creates the next Job
 *   MissSchedule           one start time was missed by more than startingDeadlineSeconds
 *   JobAlreadyActive       the previous Job is running and concurrencyPolicy Forbid skips this one: as configured, so info
 *
 * And those whose last Job did not succeed, by the times in their status (LastRunFailed).
 */
export const cronRule: DiagnosisRule = { kinds: ["CronJob"], symptoms, resolution };

const quietMs = 60 * 60_000;

interface CronFailure {
  readonly severity: Severity;
  readonly sentence: string;
  readonly advice: string;
}

const unparseable: CronFailure = {
  severity: "critical",
  sentence: "the CronJob creates no Jobs because its schedule cannot be parsed",
  advice: "correct spec.schedule: minute, hour, day of month, month, day of week",
};

const failures: ReadonlyMap<string, CronFailure> = new Map([
  ["UnparseableSchedule", unparseable],
  ["UnParseableCronJobSchedule", unparseable],
  [
    "InvalidSchedule",
    {
      severity: "critical",
      sentence: "the CronJob creates no Jobs because its schedule never matches",
      advice: "correct spec.schedule: it may name a date that does not exist",
    },
  ],
  [
    "UnknownTimeZone",
    {
      severity: "critical",
      sentence: "the CronJob creates no Jobs because its time zone is unknown",
      advice: 'correct spec.timeZone: use a name such as "Europe/Berlin" or "Etc/UTC"',
    },
  ],
  [
    "TooManyMissedTimes",
    {
      severity: "warning",
      sentence: "the CronJob missed more than 100 start times",
      advice:
        "set startingDeadlineSeconds, or find out why it did not run: a long suspension, a stopped controller manager, or different clocks",
    },
  ],
  [
    "MissSchedule",
    {
      severity: "warning",
      sentence: "the CronJob missed a start time and skips it",
      advice: "raise startingDeadlineSeconds, or check that the controller manager is not overloaded",
    },
  ],
  [
    "JobAlreadyActive",
    {
      severity: "info",
      sentence: "the CronJob skips a start time because its previous Job is still running",
      advice: "find out why that Job takes so long, or set concurrencyPolicy to Allow or Replace",
    },
  ],
]);

function symptoms(context: RuleContext): readonly Symptom[] {
  if (context.object.metadata.deletionTimestamp !== undefined) return [];
  return [...failures].flatMap(([reason, failure]) => symptomOf(reason, failure, context) ?? []).concat(lastRun(context));
}

function lastRun({ ref, object }: RuleContext): readonly Symptom[] {
  if (at(object, "spec", "suspend") === true || !hasUnsuccessfulRun(object)) return [];
  return [
    {
      class: "LastRunFailed",
      severity: "warning",
      message: `the last Job of the CronJob did not succeed: last scheduled at ${textAt(object, "status", "lastScheduleTime")}, last success at ${textAt(object, "status", "lastSuccessfulTime")}`,
      advice: [`see its Jobs and why the last one failed: ${kubectl(["describe", "cronjob", ref.name], ref.namespace)}`],
      causedBy: [{ kind: "owned" }],
      causeRule: "omit-if-explained",
    },
  ];
}

function symptomOf(reason: string, { severity, sentence, advice }: CronFailure, context: RuleContext): Symptom | undefined {
  const { ref, object } = context;
  const events = context.events.all((e) => e.reason === reason);
  const latest = events.at(-1);
  if (latest === undefined) return undefined;
  return {
    class: reason,
    severity,
    message: `${sentence}: ${inShort(latest.message)}`,
    evidence: sequencesOf(events).slice(-2),
    events: countsOf(events),
    advice: [advice, `see its Events and last schedule time: ${kubectl(["describe", "cronjob", ref.name], ref.namespace)}`],
    ends: { kind: "quiet", afterMs: quietMs },
    causedBy: [{ kind: "uids", uids: itemsAt(object, "status", "active").flatMap((job) => textAt(job, "uid") ?? []) }],
  };
}

function resolution(symptom: Symptom, began: KubeObject, { object }: RuleContext): Resolution | undefined {
  if (symptom.class === "LastRunFailed") {
    const isActive = itemsAt(object, "status", "active").length > 0;
    return { text: isActive ? "the next Job was created" : "a Job succeeded" };
  }
  const isChanged = ["schedule", "timeZone"].some((field) => at(began, "spec", field) !== at(object, "spec", field));
  return isChanged ? { text: "its schedule was changed", isFinal: true } : undefined;
}
