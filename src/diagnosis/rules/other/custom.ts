import { isAspect } from "../../../lifecycle/kinds/custom/field-names.js";
import { judge } from "../../../lifecycle/kinds/custom/judgement.js";
import type { Signal } from "../../../lifecycle/kinds/custom/signal.js";
import { readReason } from "../../../lifecycle/kinds/custom/vocabulary.js";
import { genericRules } from "../../../lifecycle/kinds/generic.js";
import type { KubeObject } from "../../../model/kube-object.js";
import type { DiagnosisRule, Resolution, RuleContext, Symptom } from "../../engine/symptom.js";
import { kubectl } from "../../evidence/kubectl.js";
import { isBuiltInKind, qualifiedKind } from "../../evidence/qualified-kind.js";

/**
 * Custom resources (any kind without rules of its own) that report a failure in the way of any controller (`judge`), under the reason that the
 * controller gives, or the name of the stage:
 *
 *   it failed for good                                      critical, at once
 *   it says so: Degraded True, phase Error, an error        warning, at once
 *   a condition is not True, and reads like a failure       warning, when it lasts: controllers retry, and what starts has nothing available
 *   something desired is not there yet                      info after minutes, warning later
 */
export const customRule: DiagnosisRule = { kinds: ["*"], symptoms, resolution };

const retryTransientMs = 30_000;
const progressDelays = { afterMs: 2 * 60_000, infoForMs: 10 * 60_000 };

function symptoms(context: RuleContext): readonly Symptom[] {
  const { ref, object } = context;
  if (isBuiltInKind(ref) || object.metadata.deletionTimestamp !== undefined) return [];
  const { worst, evidence = worst, isFinal } = judge(object);
  if (worst === undefined || evidence === undefined) return [];
  if (worst.level === "bad") {
    const isDeclared = isFinal || worst.kind === "declared" || worst.kind === "final";
    const isStart = worst.kind === "none-available";
    return [
      {
        ...symptomOf(worst, evidence, context),
        severity: isFinal ? "critical" : "warning",
        starts: isDeclared ? undefined : { kind: "transient", withinMs: isStart ? progressDelays.afterMs : retryTransientMs },
      },
    ];
  }
  if (worst.level !== "progress" || evidence.kind !== "unmet") return [];
  return [
    {
      ...symptomOf(worst, evidence, context),
      severity: "warning",
      starts: { kind: "delayed", ...progressDelays },
      ...sinceOf(evidence, context),
    },
  ];
}

/** By the object's own times: a snapshot shows how long something has been missing. */
function sinceOf({ sinceMs, source }: Signal, { frame, world }: RuleContext): Pick<Symptom, "sinceMs"> {
  // An import without times of receipt takes the time of a frame from the object's own conditions, not from those of its parts.
  return sinceMs === undefined || frame === undefined || source !== "condition" ? {} : { sinceMs: world.offsetOf(sinceMs, frame) };
}

function symptomOf(worst: Signal, evidence: Signal, { ref, object }: RuleContext): Omit<Symptom, "severity" | "starts"> {
  return {
    class: classOf(worst, evidence),
    discriminator: genericRules.stage(object).name,
    message: `the ${ref.kind}${sentenceOf(worst, evidence)}`,
    advice: [`see its status and Events: ${kubectl(["describe", qualifiedKind(ref).toLowerCase(), ref.name], ref.namespace)}`],
    causedBy: [{ kind: "owned" }],
  };
}

/** The controller's own reason, where it is a name; else the stage: "NotReady". */
function classOf(worst: Signal, { reason, kind }: Signal): string {
  const reading = readReason(reason);
  // "RolloutHealthy" of a Rollout that is not.
  const contradicts = kind === "needs-support" || reading === "good" || reading === "over";
  if (reason !== undefined && !contradicts && /^[A-Za-z][\w.-]{0,79}$/.test(reason)) return reason;
  return worst.name.replace(/(^| )./g, (letters) => letters.slice(-1).toUpperCase());
}

/** " is not ready: kustomize build failed", "'s listener https is not resolved: Secret shop/tls not found". */
function sentenceOf(worst: Signal, evidence: Signal): string {
  const subject = worst.part !== undefined ? `'s ${worst.part}` : hasSubject(worst) ? `'s ${worst.from}` : "";
  const why = (evidence.message ?? evidence.reason ?? "").replace(/\s+/g, " ").trim().replace(/\.$/, "");
  return `${subject} ${predicateOf(worst)}${why === "" || why === worst.name ? "" : `: ${why}`}`;
}

function predicateOf(worst: Signal): string {
  const { name, source } = worst;
  if (hasSubject(worst)) return `is ${name}`;
  if (/^failed$/i.test(name)) return "failed";
  if (/^error$/i.test(name)) return "reports an error";
  if (source === "label") return `is marked as ${name.toLowerCase()}`;
  if (name.startsWith("Not ")) return `is not ${name.slice(4)}`;
  // "Degraded", "Stalled", "Invalid", but "reports ErrorOccurred".
  if (/ (False|Unknown)$/.test(name)) return `reports ${name}`;
  const isAdjective = /^[A-Z]?[a-z]+(ed|id|hy|ble|ing|al)$/.test(name);
  return isAdjective ? `is ${name.toLowerCase()}` : source === "condition" ? `reports ${name}` : `is ${name}`;
}

/** Says which aspect has the state: "the Application's operationState is Failed". */
function hasSubject({ source, from, part }: Signal): boolean {
  return source === "state" && part === undefined && isAspect(from);
}

function resolution(_symptom: Symptom, _began: KubeObject, { object }: RuleContext): Resolution | undefined {
  const { name, tone } = genericRules.stage(object);
  return tone === "good" || tone === "ended" ? { text: `it became ${name}` } : undefined;
}
