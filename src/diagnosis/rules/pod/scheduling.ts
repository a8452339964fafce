import { conditionOf } from "../../../lifecycle/fields/conditions.js";
import { inShort, listed, plural } from "../../../lifecycle/narration/words.js";
import { at, itemsAt, textAt } from "../../../model/fields.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { countsOf, sequencesOf } from "../../engine/event-history.js";
import type { CauseRef, DiagnosisRule, MissingReference, Resolution, RuleContext, Symptom } from "../../engine/symptom.js";
import { kubectl } from "../../evidence/kubectl.js";
import { missingIn } from "../../evidence/missing-in-message.js";
import { claimsOf } from "../../evidence/pod-facts.js";
import { type NodeRefusal, parseSchedulerMessage, type RefusalKind, type SchedulerMessage } from "../../evidence/scheduler-message.js";

/**
 * Pods that are not bound to a node, by the reason of the condition PodScheduled where it is False:
 *
 *   Unschedulable, SchedulerError   no node fits; why is in the scheduler's message alone
 *   SchedulingGated                 the Pod has scheduling gates
 *   NotScheduled                    no scheduler has reported on the Pod
 *
 * What is solved within seconds, such as a claim that is just being bound, is the normal course.
 */
export const schedulingRule: DiagnosisRule = { kinds: ["Pod"], symptoms, resolution };

const transientMs = 10_000;
/** A scheduler responds at once: without a response by now there is none of that name. */
const noSchedulerMs = 60_000;
const quietMs = 10 * 60_000;

function symptoms(context: RuleContext): readonly Symptom[] {
  const { object, frame } = context;
  if (object.metadata.deletionTimestamp !== undefined || textAt(object, "spec", "nodeName") !== undefined) return [];
  const scheduled = conditionOf(object, "PodScheduled");
  const latest = context.events.latest((e) => e.reason === "FailedScheduling");
  if (scheduled?.status === "False")
    return scheduled.reason === "SchedulingGated"
      ? [gated(object)]
      : [unschedulable(scheduled.reason ?? "Unschedulable", scheduled.message ?? latest?.message ?? "", context)];
  if (frame === undefined)
    return latest === undefined
      ? []
      : [
          {
            ...unschedulable("Unschedulable", latest.message, context),
            evidence: sequencesOf([latest]),
            ends: { kind: "quiet", afterMs: quietMs },
          },
        ];
  return scheduled === undefined && textAt(object, "status", "phase") === "Pending" ? [notScheduled(object)] : [];
}

function unschedulable(reason: string, message: string, context: RuleContext): Symptom {
  const parsed = parseSchedulerMessage(message);
  const claimFailure = claimFailureFor(message, context);
  const missing = missingIn(claimFailure ?? message, context.ref.namespace);
  return {
    class: reason,
    severity: isPermanent(parsed, missing) ? "critical" : "warning",
    message: `no node fits the Pod: ${reasonsIn(parsed)}${claimFailure === undefined ? "" : `: ${inShort(claimFailure)}`}`,
    advice: adviceFor(parsed, missing, context),
    events: countsOf(context.events.all((e) => e.reason === "FailedScheduling" || e.reason === "NotTriggerScaleUp")),
    starts: { kind: "transient", withinMs: transientMs },
    causedBy: [...causedByClaims(context.object), ...(parsed.refusals.some(canBeNodeFailure) ? causedByNodes(context) : [])],
    causeRule: "inherit-severity",
    missing,
  };
}

function gated(pod: KubeObject): Symptom {
  const gates = itemsAt(pod, "spec", "schedulingGates").flatMap((gate) => textAt(gate, "name") ?? []);
  return {
    class: "SchedulingGated",
    severity: "warning",
    message: `the Pod has ${plural(gates.length, "scheduling gate")}: ${listed(gates)}; the scheduler ignores it until ${gates.length === 1 ? "it is" : "they are"} removed`,
    advice: ["check the controller that added the scheduling gate: it must remove it"],
    starts: { kind: "transient", withinMs: transientMs },
  };
}

function notScheduled(pod: KubeObject): Symptom {
  const name = textAt(pod, "spec", "schedulerName") ?? "default-scheduler";
  return {
    class: "NotScheduled",
    severity: "critical",
    message: `no scheduler has reported on the Pod: its schedulerName is ${name}`,
    advice: [`check that a scheduler of that name runs: ${kubectl(["get", "pods"], "kube-system")}`],
    starts: { kind: "delayed", afterMs: noSchedulerMs },
  };
}

/** Claims that a controller creates for one Pod, from a template in its spec: the Events of that controller say why they do not exist. */
function claimFailureFor(message: string, { events }: RuleContext): string | undefined {
  if (!/^waiting for (dynamic resource|ephemeral volume) controller/.test(message)) return undefined;
  return events.latest((e) => e.reason === "FailedResourceClaimCreation" || e.reason === "FailedBinding")?.message;
}

/** "of 3 nodes, 1 had untolerated taint ... and 2 Insufficient cpu": the scheduler's reasons, each with its number of nodes. */
function reasonsIn({ nodes, refusals, general }: SchedulerMessage): string {
  if (refusals.length === 0) return inShort(general ?? (nodes === 0 ? "the cluster has no nodes" : "the scheduler gives no reason"));
  const reasons = refusals.map((refusal) => `${refusal.nodes} ${refusal.reason}`);
  return inShort(`of ${plural(nodes ?? 0, "node")}, ${listed(reasons, 6)}`);
}

/** Other Pods leave, resources become free, volumes are bound: these can recover without anyone changing the Pod or the nodes. */
const recoverable: ReadonlySet<RefusalKind> = new Set([
  "resources",
  "devices",
  "pods",
  "volume",
  "affinity",
  "spread",
  "ports",
  "cordoned",
]);

function isPermanent({ refusals }: SchedulerMessage, missing: MissingReference | undefined): boolean {
  if (missing !== undefined) return true;
  return refusals.length > 0 && refusals.every((refusal) => !recoverable.has(refusal.kind) && !isNodeFailure(refusal));
}

/** Taints that the node controller puts on a node that fails. */
function isNodeFailure({ reason }: NodeRefusal): boolean {
  return /node\.kubernetes\.io\/(not-ready|unreachable|[a-z]+-pressure|network-unavailable)/.test(reason);
}

/** Since Kubernetes 1.36 the scheduler does not name the taints. */
function canBeNodeFailure(refusal: NodeRefusal): boolean {
  return isNodeFailure(refusal) || /untolerated taint\(s\)/.test(refusal.reason);
}

function causedByClaims(pod: KubeObject): readonly CauseRef[] {
  const { namespace } = pod.metadata;
  return claimsOf(pod).map(({ name }) => ({ kind: "object", of: "PersistentVolumeClaim", namespace, name }) as const);
}

function causedByNodes({ world }: RuleContext): readonly CauseRef[] {
  return [{ kind: "uids", uids: [...world.ofKind("Node", undefined)].map((node) => node.ref.uid) }];
}

function adviceFor(parsed: SchedulerMessage, missing: MissingReference | undefined, context: RuleContext): readonly string[] {
  const { ref } = context;
  const describe = `see the Events of the scheduler: ${kubectl(["describe", "pod", ref.name], ref.namespace)}`;
  if (missing !== undefined) return [describe];
  const kinds = [...new Set(parsed.refusals.map((refusal) => refusal.kind))];
  const general = parsed.general ?? "";
  return [
    ...kinds.flatMap((kind) => adviceByKind[kind]?.(context) ?? []),
    ...(/persistentvolume/i.test(general) ? [claimAdvice(context)] : []),
    ...(/resourceclaim/i.test(general) ? [deviceAdvice] : []),
    ...(/^no nodes available/.test(general) || parsed.nodes === 0 ? [`list the nodes: ${kubectl(["get", "nodes"])}`] : []),
    describe,
  ];
}

const deviceAdvice = `see which devices exist, and which claims use them: ${kubectl(["get", "resourceclaims,resourceslices", "-A"])}`;
const claimAdvice = ({ ref }: RuleContext) => `check the claims of the Pod: ${kubectl(["get", "pvc"], ref.namespace)}`;

const adviceByKind: Readonly<Record<RefusalKind, ((context: RuleContext) => string) | undefined>> = {
  resources: () => `lower the requests of the Pod, or free resources: ${kubectl(["describe", "nodes"])}`,
  pods: () => "add a node: every node already runs its maximum number of Pods",
  selector: () =>
    `compare nodeSelector and node affinity of the Pod with the labels of the nodes: ${kubectl(["get", "nodes", "--show-labels"])}`,
  taint: () =>
    `add a toleration to the Pod, or remove the taint from a node: ${kubectl(["get", "nodes", "-o", "custom-columns=NODE:.metadata.name,TAINTS:.spec.taints"])}`,
  devices: () => deviceAdvice,
  volume: claimAdvice,
  "volume place": () =>
    `check the node affinity of the volume: it is bound to a zone or node where the Pod cannot run: ${kubectl(["get", "pv", "-o", "custom-columns=PV:.metadata.name,CLAIM:.spec.claimRef.name,WHERE:.spec.nodeAffinity"])}`,
  affinity: () => "compare affinity and anti-affinity of the Pod with the running Pods",
  zones: () => `add the label that a topologySpreadConstraint of the Pod names to the nodes: ${kubectl(["get", "nodes", "--show-labels"])}`,
  spread: () => "compare the topologySpreadConstraints of the Pod with the zones and nodes that exist",
  ports: () => "use a Service instead of the hostPort, or run fewer Pods: every node uses this port already",
  cordoned: (context) => `allow Pods on a node again: ${kubectl(["uncordon", cordonedNode(context) ?? "NODE"])}`,
  other: undefined,
};

/** A node that is cordoned, where the nodes were recorded. */
function cordonedNode({ world }: RuleContext): string | undefined {
  for (const node of world.ofKind("Node", undefined)) if (at(node.object, "spec", "unschedulable") === true) return node.ref.name;
  return undefined;
}

function resolution(symptom: Symptom, _began: KubeObject, { object }: RuleContext): Resolution | undefined {
  const node = textAt(object, "spec", "nodeName");
  if (node !== undefined) return { text: `the Pod was scheduled to ${node}`, isFinal: true };
  return symptom.class === "SchedulingGated" ? { text: "the scheduling gates were removed", isFinal: true } : undefined;
}
