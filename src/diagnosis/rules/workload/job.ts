import { conditionOf } from "../../../lifecycle/fields/conditions.js";
import { countAt, numberAt, textAt } from "../../../lifecycle/fields/fields.js";
import { inShort, plural } from "../../../lifecycle/narration/words.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { countsOf } from "../../engine/event-history.js";
import type { FailureFamily, RuleContext, Symptom } from "../../engine/symptom.js";
import { advise } from "../../evidence/advice.js";

/**
 * Jobs that have failed for good. The condition Failed (before it, FailureTarget) says why: BackoffLimitExceeded, DeadlineExceeded,
 * PodFailurePolicy, MaxFailedIndexesExceeded, FailedIndexes. A Pod of a Job that fails and is tried again is told on the Pod.
 */
export const jobFamily: FailureFamily = { name: "job", kinds: ["Job"], symptoms };

function symptoms(sight: RuleContext): readonly Symptom[] {
  const { object, ref } = sight;
  const failed = ["Failed", "FailureTarget"].map((type) => conditionOf(object, type)).find((condition) => condition?.status === "True");
  if (failed === undefined) return [];
  const reason = failed.reason ?? "Failed";
  const said = failed.message === undefined ? "" : `: ${inShort(failed.message)}`;
  return [
    {
      class: reason,
      severity: "critical",
      message: `the Job has failed${countsIn(object, reason)}, and no more Pods will be made${said}`,
      events: countsOf(sight.told.all((e) => e.reason === reason)),
      advice: [...(advices[reason] ?? []), `read what its Pods said: ${advise(["logs", `job/${ref.name}`], ref.namespace)}`],
      // That its Pods are ended, and how, comes of it.
      because: [{ kind: "owned", except: ["Terminating", "ExceededGracePeriod"] }],
    },
  ];
}

function countsIn(job: KubeObject, reason: string): string {
  const failed = countAt(job, "status", "failed");
  const limit = reason === "BackoffLimitExceeded" ? numberAt(job, "spec", "backoffLimit") : undefined;
  const indexes = textAt(job, "status", "failedIndexes");
  if (indexes !== undefined && indexes !== "") return `: ${plural(failed, "Pod")} of it failed, of the indexes ${inShort(indexes, 60)}`;
  if (failed === 0) return "";
  return `: ${plural(failed, "Pod")} of it failed${limit === undefined ? "" : `, with a backoffLimit of ${limit}`}`;
}

const advices: Readonly<Record<string, readonly string[]>> = {
  DeadlineExceeded: ["give it a longer activeDeadlineSeconds, or find what takes it so long"],
  PodFailurePolicy: ["correct what makes its Pods fail, or the rule in its podFailurePolicy that gives up at once"],
  BackoffLimitExceeded: ["correct what makes its Pods fail, then create the Job anew; it does not start again by itself"],
};
