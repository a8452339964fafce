import { at, itemsAt, textAt } from "../../../lifecycle/fields/fields.js";
import { inShort } from "../../../lifecycle/narration/words.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { countsOf, sequencesOf } from "../../engine/event-history.js";
import type { Severity } from "../../engine/finding.js";
import type { Ending, FailureFamily, RuleContext, Symptom } from "../../engine/symptom.js";
import { advise } from "../../evidence/advice.js";

/**
 * CronJobs that do not make their Jobs. Only Events tell (pkg/controller/cronjob):
 *
 *   UnparseableSchedule, InvalidSchedule, UnknownTimeZone    no Job is made until the spec is corrected
 *   TooManyMissedTimes     more than a hundred times were missed: it makes the next one, and skips those
 *   MissSchedule           it was too late for one time, by its startingDeadlineSeconds
 *   JobAlreadyActive       the Job before still runs, and concurrencyPolicy Forbid skips this time: asked for, so only worth knowing
 */
export const cronFamily: FailureFamily = { name: "cron", kinds: ["CronJob"], symptoms, ending };

const quietMs = 60 * 60_000;

interface Trouble {
  readonly severity: Severity;
  readonly words: string;
  readonly advice: string;
}

const badSpec = (words: string, advice: string): Trouble => ({ severity: "critical", words: `${words}, so it makes no Job`, advice });

const troubles: ReadonlyMap<string, Trouble> = new Map([
  [
    "UnparseableSchedule",
    badSpec("the schedule of the CronJob cannot be read", "correct spec.schedule: minute, hour, day, month, weekday"),
  ],
  [
    "UnParseableCronJobSchedule",
    badSpec("the schedule of the CronJob cannot be read", "correct spec.schedule: minute, hour, day, month, weekday"),
  ],
  ["InvalidSchedule", badSpec("the schedule of the CronJob never comes", "correct spec.schedule: it may name a day that there is not")],
  [
    "UnknownTimeZone",
    badSpec("the time zone of the CronJob is not known", 'correct spec.timeZone: a name such as "Europe/Berlin" or "Etc/UTC"'),
  ],
  [
    "TooManyMissedTimes",
    {
      severity: "warning",
      words: "the CronJob has missed more than a hundred of its times",
      advice:
        "set startingDeadlineSeconds, or see why it did not run: it was suspended for long, the controller manager was down, or clocks differ",
    },
  ],
  [
    "MissSchedule",
    {
      severity: "warning",
      words: "the CronJob was too late for one of its times, and skips it",
      advice: "give it a longer startingDeadlineSeconds, or see whether the controller manager keeps up",
    },
  ],
  [
    "JobAlreadyActive",
    {
      severity: "info",
      words: "the CronJob skips a time because its Job before still runs",
      advice: "see what that Job does for so long, or set concurrencyPolicy to Allow or Replace",
    },
  ],
]);

function symptoms(sight: RuleContext): readonly Symptom[] {
  if (sight.object.metadata.deletionTimestamp !== undefined) return [];
  return [...troubles].flatMap(([reason, trouble]) => symptomOf(reason, trouble, sight) ?? []);
}

function symptomOf(reason: string, { severity, words, advice }: Trouble, sight: RuleContext): Symptom | undefined {
  const { ref, told, object } = sight;
  const events = told.all((e) => e.reason === reason);
  const latest = events.at(-1);
  if (latest === undefined) return undefined;
  return {
    class: reason,
    severity,
    message: `${words}: ${inShort(latest.message)}`,
    shownBy: sequencesOf(events).slice(-2),
    events: countsOf(events),
    advice: [advice, `see what it says and when it ran last: ${advise(["describe", "cronjob", ref.name], ref.namespace)}`],
    quietMs,
    because: itemsAt(object, "status", "active").flatMap((job) => {
      const uid = textAt(job, "uid");
      return uid === undefined ? [] : [{ kind: "uids", uids: [uid] } as const];
    }),
  };
}

function ending(_symptom: Symptom, began: KubeObject, { object }: RuleContext): Ending | undefined {
  const isChanged = ["schedule", "timeZone"].some((field) => at(began, "spec", field) !== at(object, "spec", field));
  return isChanged ? { text: "its schedule was changed", final: true } : undefined;
}
