import { textAt } from "../../../lifecycle/fields/fields.js";
import { genericRules, wrongCondition } from "../../../lifecycle/kinds/generic.js";
import type { Stage } from "../../../lifecycle/kinds/kind-rules.js";
import { inShort } from "../../../lifecycle/narration/words.js";
import type { KubeObject } from "../../../model/kube-object.js";
import type { Ending, FailureFamily, RuleContext, Symptom } from "../../engine/symptom.js";
import { advise } from "../../evidence/advice.js";
import { qualifiedKind } from "../../evidence/qualified-kind.js";
import { isRuled } from "../../evidence/ruled-kinds.js";

/**
 * Custom resources (any kind without rules of its own) that are not as they should be, as kstatus and the controllers in use report it:
 *
 *   Stalled, Degraded, Failed, ... is True, Succeeded is False, a failureReason       told at once
 *   a condition that should be True is False for a reason that reads like a failure   told when it lasts: controllers try again
 *   a condition that should be True is just not True yet                              worth knowing after minutes, in the way after many
 *   health, phase or state in words, and errors that are told by their presence       as Argo CD has them
 */
export const customFamily: FailureFamily = { name: "custom", kinds: ["*"], symptoms, ending };

const retriedMs = 30_000;
const slowMs = { worthKnowing: 2 * 60_000, warning: 10 * 60_000 } as const;

function symptoms({ ref, object }: RuleContext): readonly Symptom[] {
  if (isRuled(ref) || object.metadata.deletionTimestamp !== undefined) return [];
  const stage = genericRules.stage(object);
  const wrong = wrongCondition(object);
  if (stage.tone === "bad") return [bad(stage, object, ref.kind, adviceFor(ref))];
  return stage.tone === "progress" && wrong !== undefined ? [slow(stage, object, ref.kind, adviceFor(ref))] : [];
}

function bad(stage: Stage, object: KubeObject, kind: string, advice: readonly string[]): Symptom {
  const isFinal = genericRules.verdict(object).failed && stage.name !== "Degraded";
  const isDeclared = wrongCondition(object)?.status === "True";
  return {
    class: classOf(stage, object),
    severity: isFinal ? "critical" : "warning",
    about: stage.name,
    message: `the ${kind} ${inWords(stage, object)}`,
    advice,
    ...(isFinal || isDeclared ? {} : { transientMs: retriedMs }),
    because: [{ kind: "owned" }],
  };
}

function slow(stage: Stage, object: KubeObject, kind: string, advice: readonly string[]): Symptom {
  return {
    class: classOf(stage, object),
    severity: "warning",
    about: stage.name,
    message: `the ${kind} ${inWords(stage, object)}`,
    advice,
    patienceMs: slowMs.worthKnowing,
    infoForMs: slowMs.warning,
    because: [{ kind: "owned" }],
  };
}

function classOf(stage: Stage, object: KubeObject): string {
  const reason = wrongCondition(object)?.reason;
  return reason === undefined || reason === "" ? stage.name.replace(/ ./g, (letters) => letters.slice(1).toUpperCase()) : reason;
}

/** "is not ready: kustomize build failed". */
function inWords({ name, detail }: Stage, object: KubeObject): string {
  const said = saidBy(object) ?? detail;
  const small = `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
  const words = /Error$/.test(name) ? `reports ${name}` : name === "Failed" ? "has failed" : `is ${small}`;
  return `${words}${said === undefined || said === "" ? "" : `: ${inShort(said)}`}`;
}

/** In the words of the condition that says so, else of the status as a whole. */
function saidBy(object: KubeObject): string | undefined {
  const messages = [
    wrongCondition(object)?.message,
    textAt(object, "status", "failureMessage"),
    textAt(object, "status", "operationState", "message"),
    textAt(object, "status", "health", "message"),
    textAt(object, "status", "message"),
  ];
  return messages.find((message) => message !== undefined && message !== "");
}

function adviceFor(ref: RuleContext["ref"]): readonly string[] {
  return [`see all that its controller says: ${advise(["describe", qualifiedKind(ref).toLowerCase(), ref.name], ref.namespace)}`];
}

function ending(_symptom: Symptom, _began: KubeObject, { object }: RuleContext): Ending | undefined {
  const { name, tone } = genericRules.stage(object);
  return tone === "good" || tone === "ended" ? { text: `it became ${name}` } : undefined;
}
