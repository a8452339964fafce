import { conditionOf } from "../../../lifecycle/fields/conditions.js";
import { at, itemsAt, textAt } from "../../../lifecycle/fields/fields.js";
import { inShort, listed, plural } from "../../../lifecycle/narration/words.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { countsOf, sequencesOf } from "../../engine/event-history.js";
import type { CauseRef, Ending, FailureFamily, MissingThing, RuleContext, Symptom } from "../../engine/symptom.js";
import { advise } from "../../evidence/advice.js";
import { claimNames } from "../../evidence/claim-names.js";
import { missingIn } from "../../evidence/missing-in-message.js";
import { parseSchedulerMessage, type RefusalKind, type SchedulerMessage } from "../../evidence/scheduler-message.js";

/**
 * A Pod that no node takes: the condition PodScheduled is False (Unschedulable, SchedulingGated, SchedulerError). What is solved within
 * seconds, as a claim that is just being bound, is the ordinary course. Why no node fits is in the scheduler's message alone.
 */
export const schedulingFamily: FailureFamily = { name: "scheduling", kinds: ["Pod"], symptoms, ending };

const transientMs = 10_000;
/** A scheduler answers in no time; when it has not by now, there is none of that name. */
const unansweredMs = 60_000;

function symptoms(sight: RuleContext): readonly Symptom[] {
  const { object } = sight;
  if (object.metadata.deletionTimestamp !== undefined || textAt(object, "spec", "nodeName") !== undefined) return [];
  const scheduled = conditionOf(object, "PodScheduled");
  const told = sight.told.all((e) => e.reason === "FailedScheduling");
  if (scheduled?.status === "False") {
    if (scheduled.reason === "SchedulingGated") return [gated(object)];
    return [unschedulable(scheduled.reason ?? "Unschedulable", scheduled.message ?? told.at(-1)?.message ?? "", sight)];
  }
  const latest = sight.frame === undefined ? told.at(-1) : undefined;
  if (latest !== undefined)
    return [{ ...unschedulable("Unschedulable", latest.message, sight), shownBy: sequencesOf([latest]), quietMs: 10 * 60_000 }];
  return sight.frame !== undefined && scheduled === undefined && textAt(object, "status", "phase") === "Pending"
    ? [unanswered(object)]
    : [];
}

function unschedulable(reason: string, message: string, sight: RuleContext): Symptom {
  const said = parseSchedulerMessage(message);
  const unmade = unmadeClaim(message, sight);
  const missing = missingIn(unmade ?? message, sight.ref.namespace);
  const told = sight.told.all((e) => e.reason === "FailedScheduling" || e.reason === "NotTriggerScaleUp");
  return {
    class: reason,
    severity: isForGood(said, missing) ? "critical" : "warning",
    message: `no node takes the Pod: ${wordsOf(said)}${unmade === undefined ? "" : `: ${inShort(unmade)}`}`,
    advice: adviceFor(said, missing, sight),
    events: countsOf(told),
    transientMs,
    asBadAsCause: true,
    ...(missing === undefined ? {} : { missing }),
    because: [...claimsOf(sight.object), ...(said.refusals.some(mayBeNodeTrouble) ? nodesOf(sight) : [])],
  };
}

/** Claims that are made for one Pod, by a template in its spec: why they are not there is told by who should make them. */
function unmadeClaim(message: string, { told }: RuleContext): string | undefined {
  if (!/^waiting for (dynamic resource|ephemeral volume) controller/.test(message)) return undefined;
  return told.latest((e) => e.reason === "FailedResourceClaimCreation" || e.reason === "FailedBinding")?.message;
}

function gated(pod: KubeObject): Symptom {
  const gates = itemsAt(pod, "spec", "schedulingGates").flatMap((gate) => textAt(gate, "name") ?? []);
  return {
    class: "SchedulingGated",
    severity: "warning",
    message: `${gates.length === 1 ? "a scheduling gate holds" : `${plural(gates.length, "scheduling gate")} hold`} the Pod back: ${listed(gates)}; the scheduler does not look at it before they are removed`,
    advice: ["look at the controller that put the gate there: it removes it when it is satisfied"],
    transientMs,
  };
}

function unanswered(pod: KubeObject): Symptom {
  const name = textAt(pod, "spec", "schedulerName") ?? "default-scheduler";
  return {
    class: "NotScheduled",
    severity: "critical",
    message: `no scheduler has looked at the Pod: it asks for the one named ${name}`,
    advice: [`see whether a scheduler of that name runs: ${advise(["get", "pods"], "kube-system")}`],
    patienceMs: unansweredMs,
  };
}

/** "of 3 nodes 1 has an untolerated taint ...": the scheduler's reasons, each with its number of nodes. */
function wordsOf({ nodes, refusals, general }: SchedulerMessage): string {
  if (refusals.length === 0) return inShort(general ?? (nodes === 0 ? "the cluster has no node" : "the scheduler gives no reason"));
  return inShort(
    `of ${plural(nodes ?? 0, "node")}, ${listed(
      refusals.map((refusal) => `${refusal.nodes} ${refusal.reason}`),
      6,
    )}`,
    400,
  );
}

/** Other Pods go, resources come free and volumes are bound; what the Pod asks for in vain it asks for in vain tomorrow. */
const passing: readonly RefusalKind[] = ["resources", "devices", "pods", "volume", "affinity", "spread", "ports", "cordoned"];

function isForGood({ refusals }: SchedulerMessage, missing: MissingThing | undefined): boolean {
  return (
    missing !== undefined ||
    (refusals.length > 0 && refusals.every(({ kind, reason }) => !passing.includes(kind) && !isNodeTrouble({ reason })))
  );
}

/** Taints that the node controller puts on a node in trouble. */
function isNodeTrouble({ reason }: { readonly reason: string }): boolean {
  return /node\.kubernetes\.io\/(not-ready|unreachable|[a-z]+-pressure|network-unavailable)/.test(reason);
}

/** Since 1.36 the scheduler does not say which taints there are. */
function mayBeNodeTrouble(refusal: { readonly reason: string }): boolean {
  return isNodeTrouble(refusal) || /untolerated taint\(s\)/.test(refusal.reason);
}

function claimsOf(pod: KubeObject): readonly CauseRef[] {
  return claimNames(pod).map(
    ({ name }) => ({ kind: "object", of: "PersistentVolumeClaim", namespace: pod.metadata.namespace, name }) as const,
  );
}

function nodesOf({ world }: RuleContext): readonly CauseRef[] {
  return [{ kind: "uids", uids: [...world.ofKind("Node", undefined)].map((node) => node.ref.uid) }];
}

function adviceOf(kind: RefusalKind, sight: RuleContext): string {
  switch (kind) {
    case "volume":
      return `look at the claims of the Pod: ${advise(["get", "pvc"], sight.ref.namespace)}`;
    case "cordoned":
      return `allow Pods on a node again: ${advise(["uncordon", cordonedNode(sight) ?? "NODE"])}`;
    default:
      return advices[kind];
  }
}

/** One that is known to be cordoned, where the nodes were recorded. */
function cordonedNode({ world }: RuleContext): string | undefined {
  for (const node of world.ofKind("Node", undefined)) if (at(node.object, "spec", "unschedulable") === true) return node.ref.name;
  return undefined;
}

const advices: Readonly<Record<Exclude<RefusalKind, "volume" | "cordoned">, string>> = {
  resources: `lower what the Pod requests, or make room: ${advise(["describe", "nodes"])}`,
  pods: "the nodes have as many Pods as they may: add a node",
  selector: `compare the Pod's nodeSelector and node affinity with the labels of the nodes: ${advise(["get", "nodes", "--show-labels"])}`,
  taint: `add a toleration for the taint to the Pod, or take the taint off a node: ${advise(["get", "nodes", "-o", "custom-columns=NODE:.metadata.name,TAINTS:.spec.taints"])}`,
  devices: `see what devices there are, and who holds them: ${advise(["get", "resourceclaims,resourceslices", "-A"])}`,
  "volume place": `the volume of the Pod is bound to a zone or node where the Pod may not run, or that has no room: ${advise(["get", "pv", "-o", "custom-columns=PV:.metadata.name,CLAIM:.spec.claimRef.name,WHERE:.spec.nodeAffinity"])}`,
  affinity: "compare the Pod's affinity and anti-affinity with the Pods that run already",
  zones: `the nodes lack the label that a topologySpreadConstraint of the Pod names: ${advise(["get", "nodes", "--show-labels"])}`,
  spread: "compare the Pod's topologySpreadConstraints with the zones and nodes that there are",
  ports: "the hostPort is taken on every node: use a Service, or fewer Pods",
  other: "see all that the scheduler says",
};

function adviceFor(said: SchedulerMessage, missing: MissingThing | undefined, sight: RuleContext): readonly string[] {
  const { ref } = sight;
  const describe = `see all that the scheduler says: ${advise(["describe", "pod", ref.name], ref.namespace)}`;
  if (missing !== undefined) return [describe];
  const kinds = [...new Set(said.refusals.map((refusal) => refusal.kind))].filter((kind) => kind !== "other");
  const general = said.general ?? "";
  return [
    ...kinds.map((kind) => adviceOf(kind, sight)),
    ...(/persistentvolume/i.test(general) ? [adviceOf("volume", sight)] : []),
    ...(/resourceclaim/i.test(general) ? [advices.devices] : []),
    ...(/^no nodes available/.test(general) || said.nodes === 0 ? [`see what nodes there are: ${advise(["get", "nodes"])}`] : []),
    describe,
  ];
}

function ending(symptom: Symptom, _began: KubeObject, { object }: RuleContext): Ending | undefined {
  const node = textAt(object, "spec", "nodeName");
  if (node !== undefined) return { text: `the scheduler bound the Pod to ${node}`, final: true };
  return symptom.class === "SchedulingGated" ? { text: "the scheduling gates were removed", final: true } : undefined;
}
