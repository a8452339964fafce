import type { KubeObject } from "../model/kube-object.js";
import { type ConditionStatus, conditionOf } from "./fields/conditions.js";
import type { Verdict } from "./kinds/kind-rules.js";
import { progressRulesFor } from "./kinds/progress.js";

/** What `record --until` needs to know of an object. */
export interface Outcome extends Verdict {
  /** Status of the condition of this type, in any case; undefined if the object does not report it. */
  condition(name: string): ConditionStatus | undefined;
}

/** The outcome of an object, judged by this one revision. Never throws, whatever the object holds. */
export function outcomeOf(object: KubeObject): Outcome {
  const verdict = progressRulesFor(object).verdict(object);
  const deleting = object.metadata.deletionTimestamp !== undefined;
  return {
    ...verdict,
    ready: verdict.ready && !deleting,
    condition: (name) => conditionOf(object, name)?.status,
  };
}
