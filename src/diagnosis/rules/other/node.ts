import { type Condition, conditionOf } from "../../../lifecycle/fields/conditions.js";
import { timeAt } from "../../../lifecycle/fields/fields.js";
import { inShort } from "../../../lifecycle/narration/words.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { countsOf } from "../../engine/event-history.js";
import type { Ending, FailureFamily, RuleContext, Symptom } from "../../engine/symptom.js";
import { advise } from "../../evidence/advice.js";

/** Nodes in trouble: not ready, not heard of any more, short of memory, disk or processes, without a network. A new node takes a moment. */
export const nodeFamily: FailureFamily = { name: "node", kinds: ["Node"], symptoms, ending };

const pressures: Readonly<Record<string, string>> = {
  MemoryPressure: "runs short of memory: Pods that use more than they requested are evicted",
  DiskPressure: "runs short of disk: images are removed, and Pods evicted",
  PIDPressure: "runs short of process ids",
  NetworkUnavailable: "has no working network for Pods",
};

const newMs = 2 * 60_000;

function symptoms(sight: RuleContext): readonly Symptom[] {
  const { object } = sight;
  if (object.metadata.deletionTimestamp !== undefined) return [];
  const pressing = Object.entries(pressures).flatMap(([type, words]) => {
    const condition = conditionOf(object, type);
    return condition?.status === "True" ? [symptom(type, "warning", words, condition, sight)] : [];
  });
  return [...readiness(sight), ...pressing];
}

function readiness(sight: RuleContext): readonly Symptom[] {
  const ready = conditionOf(sight.object, "Ready");
  if (ready === undefined || ready.status === "True") return [];
  if (ready.status === "Unknown")
    return [symptom("NodeStatusUnknown", "critical", "does not answer any more: its kubelet has stopped reporting", ready, sight)];
  return [symptom("NodeNotReady", "critical", "is not ready", ready, sight)];
}

function symptom(name: string, severity: Symptom["severity"], words: string, condition: Condition, sight: RuleContext): Symptom {
  const said = condition.message === undefined ? "" : `: ${inShort(condition.message)}`;
  return {
    class: name,
    severity,
    about: condition.type,
    message: `node ${sight.ref.name} ${words}${said}`,
    events: countsOf(sight.told.all((e) => e.reason === name || e.reason.startsWith("Node") || e.reason.startsWith("Eviction"))),
    advice: [`look at the node: ${advise(["describe", "node", sight.ref.name])}`],
    ...(isNew(sight) ? { transientMs: newMs } : {}),
  };
}

function isNew({ object, frame }: RuleContext): boolean {
  const created = timeAt(object, "metadata", "creationTimestamp");
  return created !== undefined && frame !== undefined && Date.parse(frame.observedAt) - created < newMs;
}

function ending(symptom: Symptom, _began: KubeObject, { object, ref }: RuleContext): Ending | undefined {
  const now = conditionOf(object, symptom.about ?? "");
  if (symptom.about === "Ready" && now?.status === "True") return { text: `node ${ref.name} became ready` };
  return now?.status === "False" && symptom.about !== "Ready" ? { text: `the ${symptom.about} of node ${ref.name} passed` } : undefined;
}
