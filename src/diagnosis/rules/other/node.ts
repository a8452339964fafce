import { type Condition, conditionOf } from "../../../lifecycle/fields/conditions.js";
import { inShort } from "../../../lifecycle/narration/words.js";
import { timeAt } from "../../../model/fields.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { countsOf } from "../../engine/event-history.js";
import type { DiagnosisRule, Resolution, RuleContext, Symptom } from "../../engine/symptom.js";
import { kubectl } from "../../evidence/kubectl.js";

/**
 * Nodes that fail, by their conditions. A new node needs some time first.
 *
 *   NodeNotReady         Ready is False
 *   NodeStatusUnknown    Ready is Unknown: the kubelet has stopped reporting
 *   MemoryPressure, DiskPressure, PIDPressure, NetworkUnavailable
 */
export const nodeRule: DiagnosisRule = { kinds: ["Node"], symptoms, resolution };

interface NodeFailure {
  readonly class: string;
  readonly condition: string;
  readonly status: string;
  readonly severity: Symptom["severity"];
  /** After "node NAME". */
  readonly words: string;
}

const notReady = { class: "NodeNotReady", condition: "Ready", severity: "critical", words: "is not ready" } as const;

const failures: readonly NodeFailure[] = [
  { ...notReady, status: "False" },
  {
    class: "NodeStatusUnknown",
    condition: "Ready",
    status: "Unknown",
    severity: "critical",
    words: "does not respond: its kubelet has stopped reporting",
  },
  pressure("MemoryPressure", "is short of memory: the kubelet evicts Pods, first those that use more than their requests"),
  pressure("DiskPressure", "is short of disk space: the kubelet removes images and evicts Pods"),
  pressure("PIDPressure", "is short of process ids"),
  pressure("NetworkUnavailable", "has no working Pod network"),
];

function pressure(condition: string, words: string): NodeFailure {
  return { class: condition, condition, status: "True", severity: "warning", words };
}

const newNodeMs = 2 * 60_000;

function symptoms(context: RuleContext): readonly Symptom[] {
  const { object } = context;
  if (object.metadata.deletionTimestamp !== undefined) return [];
  return failures.flatMap((failure) => {
    const condition = conditionOf(object, failure.condition);
    return condition?.status === failure.status ? [symptomOf(failure, condition, context)] : [];
  });
}

function symptomOf(failure: NodeFailure, { type, message }: Condition, context: RuleContext): Symptom {
  const { ref, events } = context;
  return {
    class: failure.class,
    severity: failure.severity,
    discriminator: type,
    message: `node ${ref.name} ${failure.words}${message === undefined ? "" : `: ${inShort(message)}`}`,
    events: countsOf(events.all((e) => e.reason === failure.class || e.reason.startsWith("Node") || e.reason.startsWith("Eviction"))),
    advice: [`check the node: ${kubectl(["describe", "node", ref.name])}`],
    starts: isNew(context) ? { kind: "transient", withinMs: newNodeMs } : undefined,
  };
}

function isNew({ object, frame }: RuleContext): boolean {
  const created = timeAt(object, "metadata", "creationTimestamp");
  return created !== undefined && frame !== undefined && Date.parse(frame.observedAt) - created < newNodeMs;
}

function resolution({ discriminator: type = "" }: Symptom, _began: KubeObject, { object, ref }: RuleContext): Resolution | undefined {
  const status = conditionOf(object, type)?.status;
  if (type === "Ready") return status === "True" ? { text: `node ${ref.name} became ready` } : undefined;
  return status === "False" ? { text: `${type} of node ${ref.name} became False` } : undefined;
}
