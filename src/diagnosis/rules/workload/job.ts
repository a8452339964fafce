import { conditionOf, isTrue } from "../../../lifecycle/fields/conditions.js";
import { inShort } from "../../../lifecycle/narration/words.js";
import { countAt, numberAt, textAt } from "../../../model/fields.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { countsOf, sequencesOf } from "../../engine/event-history.js";
import type { DiagnosisRule, RuleContext, Symptom } from "../../engine/symptom.js";
import { kubectl } from "../../evidence/kubectl.js";

/**
 * Jobs that have failed for good, by the reason of the condition Failed (before it: FailureTarget):
 *
 *   BackoffLimitExceeded, DeadlineExceeded, PodFailurePolicy, MaxFailedIndexesExceeded, FailedIndexes
 *
 * or, before that, by the Event of the same reason. While the Job retries, the findings are those of its Pods.
 */
export const jobRule: DiagnosisRule = { kinds: ["Job"], symptoms };

function symptoms({ object, ref, events }: RuleContext): readonly Symptom[] {
  const failed = ["Failed", "FailureTarget"].map((type) => conditionOf(object, type)).find((condition) => condition?.status === "True");
  const told = failed === undefined && !isTrue(object, "Complete") ? events.latest((e) => finalReasons.has(e.reason)) : undefined;
  if (failed === undefined && told === undefined) return [];
  const reason = failed?.reason ?? told?.reason ?? "Failed";
  const message = failed?.message ?? told?.message;
  const why = message === undefined ? "" : `: ${inShort(message)}`;
  return [
    {
      class: reason,
      severity: "critical",
      message: `the Job failed${failedPods(object, reason)}; it creates no more Pods${why}`,
      events: countsOf(events.all((e) => e.reason === reason)),
      advice: [...(advices[reason] ?? []), `read the logs of its Pods: ${kubectl(["logs", `job/${ref.name}`], ref.namespace)}`],
      ...(told === undefined ? {} : { evidence: sequencesOf([told]) }),
      // That its Pods are stopped, and how, follows from the failure.
      causedBy: [{ kind: "owned", except: ["Terminating", "ExceededGracePeriod"] }],
    },
  ];
}

/** Events that come with the condition, or before it. */
const finalReasons = new Set([
  "BackoffLimitExceeded",
  "DeadlineExceeded",
  "PodFailurePolicy",
  "MaxFailedIndexesExceeded",
  "FailedIndexes",
  "BackoffLimitPerIndexExceeded",
]);

/** " (failed Pods: 3, backoffLimit: 2)". */
function failedPods(job: KubeObject, reason: string): string {
  const failed = countAt(job, "status", "failed");
  const limit = reason === "BackoffLimitExceeded" ? numberAt(job, "spec", "backoffLimit") : undefined;
  const indexes = textAt(job, "status", "failedIndexes");
  if (indexes !== undefined && indexes !== "") return ` (failed Pods: ${failed}, failed indexes: ${inShort(indexes, 60)})`;
  if (failed === 0) return "";
  return ` (failed Pods: ${failed}${limit === undefined ? "" : `, backoffLimit: ${limit}`})`;
}

const advices: Readonly<Record<string, readonly string[]>> = {
  DeadlineExceeded: ["raise activeDeadlineSeconds, or find out what takes so long"],
  PodFailurePolicy: ["correct what makes its Pods fail, or the rule of its podFailurePolicy that fails the Job at once"],
  BackoffLimitExceeded: ["correct what makes its Pods fail, then create the Job again: it does not restart by itself"],
};
