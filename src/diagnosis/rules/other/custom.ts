import { genericRules, wrongCondition } from "../../../lifecycle/kinds/generic.js";
import type { Stage } from "../../../lifecycle/kinds/kind-rules.js";
import { inShort } from "../../../lifecycle/narration/words.js";
import { textAt } from "../../../model/fields.js";
import type { KubeObject } from "../../../model/kube-object.js";
import type { DiagnosisRule, Resolution, RuleContext, Symptom } from "../../engine/symptom.js";
import { kubectl } from "../../evidence/kubectl.js";
import { isBuiltInKind, qualifiedKind } from "../../evidence/qualified-kind.js";

/**
 * Custom resources (any kind without rules of its own) that report a failure as kstatus and widely used controllers define it, under the reason of
 * the condition or the name of the stage:
 *
 *   Stalled, Degraded, Failed, ... is True, Succeeded is False, a failureReason         at once
 *   a condition that should be True is False for a reason that reads like a failure     when it lasts: controllers retry
 *   a condition that should be True is not True yet                                     info after minutes, warning later
 *   health, phase or state in words, and errors by their presence                       as Argo CD has them
 */
export const customRule: DiagnosisRule = { kinds: ["*"], symptoms, resolution };

const retryTransientMs = 30_000;
const progressDelays = { afterMs: 2 * 60_000, infoForMs: 10 * 60_000 };

function symptoms(context: RuleContext): readonly Symptom[] {
  const { ref, object } = context;
  if (isBuiltInKind(ref) || object.metadata.deletionTimestamp !== undefined) return [];
  const stage = genericRules.stage(object);
  const wrong = wrongCondition(object);
  if (stage.tone === "bad") {
    const isFinal = genericRules.verdict(object).failed && stage.name !== "Degraded";
    const isDeclared = wrong?.status === "True";
    return [
      {
        ...symptomOf(stage, context),
        severity: isFinal ? "critical" : "warning",
        starts: isFinal || isDeclared ? undefined : { kind: "transient", withinMs: retryTransientMs },
      },
    ];
  }
  if (stage.tone !== "progress" || wrong === undefined) return [];
  return [{ ...symptomOf(stage, context), severity: "warning", starts: { kind: "delayed", ...progressDelays } }];
}

function symptomOf(stage: Stage, { ref, object }: RuleContext): Omit<Symptom, "severity" | "starts"> {
  return {
    class: classOf(stage, object),
    discriminator: stage.name,
    message: `the ${ref.kind} ${describeStage(stage, object)}`,
    advice: [`see its status and Events: ${kubectl(["describe", qualifiedKind(ref).toLowerCase(), ref.name], ref.namespace)}`],
    causedBy: [{ kind: "owned" }],
  };
}

function classOf(stage: Stage, object: KubeObject): string {
  const reason = wrongCondition(object)?.reason;
  return reason === undefined || reason === "" ? stage.name.replace(/ ./g, (letters) => letters.slice(1).toUpperCase()) : reason;
}

/** "is not ready: kustomize build failed". */
function describeStage({ name, detail }: Stage, object: KubeObject): string {
  const why = messageOf(object) ?? detail;
  const lowerCase = `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
  const words = /Error$/.test(name) ? `reports ${name}` : name === "Failed" ? "failed" : `is ${lowerCase}`;
  return `${words}${why === undefined || why === "" ? "" : `: ${inShort(why)}`}`;
}

/** Of the condition that is wrong, else of the status as a whole. */
function messageOf(object: KubeObject): string | undefined {
  const messages = [
    wrongCondition(object)?.message,
    textAt(object, "status", "failureMessage"),
    textAt(object, "status", "operationState", "message"),
    textAt(object, "status", "health", "message"),
    textAt(object, "status", "message"),
  ];
  return messages.find((message) => message !== undefined && message !== "");
}

function resolution(_symptom: Symptom, _began: KubeObject, { object }: RuleContext): Resolution | undefined {
  const { name, tone } = genericRules.stage(object);
  return tone === "good" || tone === "ended" ? { text: `it became ${name}` } : undefined;
}
