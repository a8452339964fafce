import { type Condition, conditionOf } from "../../../lifecycle/fields/conditions.js";
import { textAt } from "../../../lifecycle/fields/fields.js";
import { inShort } from "../../../lifecycle/narration/words.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { countsOf } from "../../engine/event-history.js";
import type { Ending, FailureFamily, RuleContext, Symptom } from "../../engine/symptom.js";
import { advise } from "../../evidence/advice.js";

/**
 * Autoscalers that cannot do their work, by the reason of the condition that says so: AbleToScale is False (FailedGetScale, FailedUpdateScale:
 * what it scales is not there or refuses), ScalingActive is False (FailedGetResourceMetric, InvalidSelector, ...: no metrics). Of a Pod that
 * has only just started there are no metrics yet: that passes. That it may not go any higher is worth knowing.
 */
export const autoscalerFamily: FailureFamily = { name: "autoscaler", kinds: ["HorizontalPodAutoscaler"], symptoms, ending };

const patienceMs = 15_000;
const transientMs = 90_000;

function symptoms(sight: RuleContext): readonly Symptom[] {
  const { object } = sight;
  if (object.metadata.deletionTimestamp !== undefined) return [];
  const able = conditionOf(object, "AbleToScale");
  const active = conditionOf(object, "ScalingActive");
  const limited = conditionOf(object, "ScalingLimited");
  return [
    ...(able?.status === "False" ? [symptom(able, "the autoscaler cannot scale", "critical", sight)] : []),
    ...(active?.status === "False" && active.reason !== "ScalingDisabled"
      ? [{ ...symptom(active, "the autoscaler does not know how many Pods are needed", "warning", sight), transientMs }]
      : []),
    ...(limited?.status === "True" && limited.reason === "TooManyReplicas"
      ? [symptom(limited, "the autoscaler would have more Pods than it may", "info", sight)]
      : []),
  ];
}

function symptom(condition: Condition, words: string, severity: Symptom["severity"], sight: RuleContext): Symptom {
  const { object, ref } = sight;
  const kind = textAt(object, "spec", "scaleTargetRef", "kind") ?? "";
  const name = textAt(object, "spec", "scaleTargetRef", "name") ?? "";
  return {
    class: condition.reason ?? condition.type,
    severity,
    about: condition.type,
    message: `${words}: ${inShort(condition.message ?? condition.reason ?? "no reason given")}`,
    events: countsOf(sight.told.all((e) => e.isWarning)),
    advice: adviceFor(condition, kind, name, sight),
    patienceMs,
    because: [{ kind: "object", of: kind, namespace: ref.namespace, name }],
  };
}

function adviceFor({ type, message = "" }: Condition, kind: string, name: string, { ref }: RuleContext): readonly string[] {
  if (type === "ScalingLimited") return [`raise maxReplicas: ${advise(["edit", "hpa", ref.name], ref.namespace)}`];
  if (type === "AbleToScale") return [`see whether what it scales is there: ${advise(["get", kind.toLowerCase(), name], ref.namespace)}`];
  if (/missing request/i.test(message))
    return ["set resources.requests in every container of the Pod template: without them there is no utilization"];
  if (/(external|custom) metrics API|external metric/i.test(message))
    return [`see whether an adapter serves these metrics: ${advise(["get", "apiservices"])}`];
  return [`see whether metrics can be had: ${advise(["top", "pods"], ref.namespace)}; else install or mend the metrics server`];
}

function ending({ about = "" }: Symptom, _began: KubeObject, { object }: RuleContext): Ending | undefined {
  const now = conditionOf(object, about);
  return now === undefined ? undefined : { text: `${about} is ${now.status}${now.reason === undefined ? "" : ` (${now.reason})`}` };
}
