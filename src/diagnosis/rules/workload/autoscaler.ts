import { type Condition, conditionOf } from "../../../lifecycle/fields/conditions.js";
import { inShort } from "../../../lifecycle/narration/words.js";
import { textAt } from "../../../model/fields.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { countsOf } from "../../engine/event-history.js";
import type { DiagnosisRule, Resolution, RuleContext, StartTiming, Symptom } from "../../engine/symptom.js";
import { kubectl } from "../../evidence/kubectl.js";

/**
 * HorizontalPodAutoscalers that cannot scale, under the reason of the condition that says so:
 *
 *   AbleToScale is False      FailedGetScale, FailedUpdateScale: the scale target does not exist or cannot be changed
 *   ScalingActive is False    FailedGetResourceMetric, InvalidSelector, ...: no metrics; of new Pods there are none yet
 *   ScalingLimited is True    TooManyReplicas: maxReplicas is reached; info
 */
export const autoscalerRule: DiagnosisRule = { kinds: ["HorizontalPodAutoscaler"], symptoms, resolution };

const delayMs = 15_000;
const noMetricsTransientMs = 90_000;

function symptoms(context: RuleContext): readonly Symptom[] {
  const { object } = context;
  if (object.metadata.deletionTimestamp !== undefined) return [];
  const able = conditionOf(object, "AbleToScale");
  const active = conditionOf(object, "ScalingActive");
  const limited = conditionOf(object, "ScalingLimited");
  const delayed = { kind: "delayed", afterMs: delayMs } as const;
  return [
    ...(able?.status === "False" ? [symptomOf(able, "critical", "the autoscaler cannot scale", delayed, context)] : []),
    ...(active?.status === "False" && active.reason !== "ScalingDisabled"
      ? [
          symptomOf(
            active,
            "warning",
            "the autoscaler cannot compute the number of replicas",
            { ...delayed, transientMs: noMetricsTransientMs },
            context,
          ),
        ]
      : []),
    ...(limited?.status === "True" && limited.reason === "TooManyReplicas"
      ? [symptomOf(limited, "info", "the autoscaler needs more replicas than maxReplicas allows", delayed, context)]
      : []),
  ];
}

function symptomOf(
  condition: Condition,
  severity: Symptom["severity"],
  sentence: string,
  starts: StartTiming,
  { object, ref, events }: RuleContext,
): Symptom {
  const kind = textAt(object, "spec", "scaleTargetRef", "kind") ?? "";
  const name = textAt(object, "spec", "scaleTargetRef", "name") ?? "";
  return {
    class: condition.reason ?? condition.type,
    severity,
    discriminator: condition.type,
    message: `${sentence}: ${inShort(condition.message ?? condition.reason ?? "no reason given")}`,
    events: countsOf(events.all((e) => e.isWarning)),
    advice: [adviceFor(condition, kind, name, ref)],
    starts,
    causedBy: [{ kind: "object", of: kind, namespace: ref.namespace, name }],
  };
}

function adviceFor({ type, message = "" }: Condition, kind: string, name: string, ref: RuleContext["ref"]): string {
  if (type === "ScalingLimited") return `raise maxReplicas: ${kubectl(["edit", "hpa", ref.name], ref.namespace)}`;
  if (type === "AbleToScale") return `check that the scale target exists: ${kubectl(["get", kind.toLowerCase(), name], ref.namespace)}`;
  if (/missing request/i.test(message))
    return "set resources.requests in every container of the Pod template: utilization is computed from them";
  if (/(external|custom) metrics API|external metric/i.test(message))
    return `check that an adapter serves these metrics: ${kubectl(["get", "apiservices"])}`;
  return `check that metrics are available: ${kubectl(["top", "pods"], ref.namespace)}; if not, install or repair the metrics server`;
}

function resolution({ discriminator: type = "" }: Symptom, _began: KubeObject, { object }: RuleContext): Resolution | undefined {
  const now = conditionOf(object, type);
  return now === undefined ? undefined : { text: `${type} is ${now.status}${now.reason === undefined ? "" : ` (${now.reason})`}` };
}
