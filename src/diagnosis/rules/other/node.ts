import { type Condition, conditionOf } from "../../../lifecycle/fields/conditions.js";
import { badConditionsOf } from "../../../lifecycle/kinds/node-conditions.js";
import { inShort } from "../../../lifecycle/narration/words.js";
import { timeAt } from "../../../model/fields.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { countsOf } from "../../engine/event-history.js";
import type { Severity } from "../../engine/finding.js";
import type { DiagnosisRule, Resolution, RuleContext, Symptom } from "../../engine/symptom.js";
import { kubectl } from "../../evidence/kubectl.js";

/**
 * Nodes that fail, by their conditions, of any reporter. A new node needs some time first.
 *
 *   NodeNotReady         Ready is False
 *   NodeStatusUnknown    Ready is Unknown: the kubelet has stopped reporting
 *   MemoryPressure, DiskPressure, PIDPressure, NetworkUnavailable
 *   KernelDeadlock, ReadonlyFilesystem, StorageNotReady, ...    any other condition with a status that is bad: under its type
 */
export const nodeRule: DiagnosisRule = { kinds: ["Node"], symptoms, resolution };

interface NodeFailure {
  readonly class: string;
  readonly severity: Severity;
  /** After "node NAME". */
  readonly words: string;
}

const notReady: NodeFailure = { class: "NodeNotReady", severity: "critical", words: "is not ready" };
const unknown: NodeFailure = {
  class: "NodeStatusUnknown",
  severity: "critical",
  words: "does not respond: its kubelet has stopped reporting",
};

const pressures: Readonly<Record<string, string>> = {
  MemoryPressure: "is short of memory: the kubelet evicts Pods, first those that use more than their requests",
  DiskPressure: "is short of disk space: the kubelet removes images and evicts Pods",
  PIDPressure: "is short of process ids",
  NetworkUnavailable: "has no working Pod network",
};

const newNodeMs = 2 * 60_000;

function symptoms(context: RuleContext): readonly Symptom[] {
  const { object, ref, world } = context;
  if (object.metadata.deletionTimestamp !== undefined || context.frame === undefined) return [];
  const bad = badConditionsOf(object, (type) => world.usualStatusOf(ref, type));
  return bad.map((condition) => symptomOf(failureOf(condition), condition, context));
}

function failureOf(condition: Condition): NodeFailure {
  const { type, status, reason } = condition;
  if (type === "Ready") return status === "Unknown" ? unknown : notReady;
  const pressure = pressures[type];
  if (pressure !== undefined) return { class: type, severity: "warning", words: pressure };
  return {
    class: classOf(condition),
    severity: needsSomebody.test(`${type} ${reason ?? ""}`) ? "critical" : "warning",
    words: `has the condition ${type}=${status}${reason === undefined || reason === "" ? "" : ` (${reason})`}`,
  };
}

/** Nothing on the node repairs itself. */
const needsSomebody = /deadlock|read-?only|corrupt|hardware|xid|ecc/i;

/** "StorageNotReady" of StorageReady=False. */
function classOf({ type, status }: Condition): string {
  return status === "True"
    ? type
    : type.replace(/(Ready|Healthy|Available|Valid|Synced|O[Kk]|Up|Online)?$/, "Not$1").replace(/Not$/, "False");
}

function symptomOf(failure: NodeFailure, { type, message }: Condition, context: RuleContext): Symptom {
  const { ref, events } = context;
  return {
    class: failure.class,
    severity: failure.severity,
    discriminator: type,
    message: `node ${ref.name} ${failure.words}${message === undefined || message === "" ? "" : `: ${inShort(message)}`}`,
    events: countsOf(events.all((e) => e.reason === failure.class || e.reason.startsWith("Node") || e.reason.startsWith("Eviction"))),
    advice: [`check the node: ${kubectl(["describe", "node", ref.name])}`],
    starts: isNew(context) ? { kind: "transient", withinMs: newNodeMs } : undefined,
  };
}

function isNew({ object, frame, world }: RuleContext): boolean {
  const created = timeAt(object, "metadata", "creationTimestamp");
  return created !== undefined && frame !== undefined && frame.offsetMs - world.offsetOf(created, frame) < newNodeMs;
}

function resolution({ discriminator: type = "" }: Symptom, _began: KubeObject, { object, ref }: RuleContext): Resolution | undefined {
  const status = conditionOf(object, type)?.status;
  if (type === "Ready") return status === "True" ? { text: `node ${ref.name} became ready` } : undefined;
  return status === undefined || status === "Unknown" ? undefined : { text: `${type} of node ${ref.name} became ${status}` };
}
