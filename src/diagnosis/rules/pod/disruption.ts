import { conditionOf } from "../../../lifecycle/fields/conditions.js";
import { containersOf } from "../../../lifecycle/kinds/pod/containers.js";
import { inShort } from "../../../lifecycle/narration/words.js";
import { textAt } from "../../../model/fields.js";
import { countsOf, sequencesOf } from "../../engine/event-history.js";
import type { Severity } from "../../engine/finding.js";
import type { DiagnosisRule, RuleContext, Symptom } from "../../engine/symptom.js";
import { kubectl } from "../../evidence/kubectl.js";
import { causedByNode, nodeAdvice } from "../../evidence/pod-facts.js";
import { isSupersededByOwner, supersedingOwner } from "../../evidence/superseded-by-owner.js";

/**
 * Pods that kubelet, scheduler or a controller end; the first of these that says so:
 *
 *   status.reason      Evicted (the node ran short of a resource), DeadlineExceeded (activeDeadlineSeconds), NodeLost, NodeShutdown,
 *                      Terminated, Preempting, and what the kubelet says when it rejects a Pod: NodeAffinity, OutOfcpu, OutOfmemory,
 *                      UnexpectedAdmissionError, ...
 *   DisruptionTarget   the condition that says why a Pod is about to be ended: PreemptionByScheduler, DeletionByTaintManager,
 *                      EvictionByEvictionAPI (as kubectl drain does: info, as somebody requested it), TerminationByKubelet
 *   Events             Preempted, TaintManagerEviction; and all of these reasons before the status has them
 *   Failed             the phase alone, with no reason and no container that ended
 *   FailedKillPod      an Event: the kubelet or the runtime could not stop the Pod
 */
export const disruptionRule: DiagnosisRule = {
  kinds: ["Pod"],
  symptoms,
  resolution: (_symptom, _began, context) => supersedingOwner(context),
};

function symptoms(context: RuleContext): readonly Symptom[] {
  const ended = byStatus(context) ?? byCondition(context) ?? byEvents(context) ?? failedForNoReason(context);
  const alive = notKilled(context);
  if ((ended === undefined && alive === undefined) || isSupersededByOwner(context)) return none;
  return [...(ended === undefined ? [] : [ended]), ...(alive === undefined ? [] : [alive])];
}

const none: readonly Symptom[] = [];

function byStatus(context: RuleContext): Symptom | undefined {
  const { object } = context;
  const phase = textAt(object, "status", "phase");
  const reason = textAt(object, "status", "reason");
  if (reason === undefined || (phase !== "Failed" && phase !== "Unknown" && reason !== "NodeLost")) return undefined;
  const message = textAt(object, "status", "message");
  return symptomOf(reason, "critical", sentenceOf(reason, message), message, context);
}

/** The phase alone says that it failed: where no container has ended, no other rule has anything to say. */
function failedForNoReason(context: RuleContext): Symptom | undefined {
  const { object } = context;
  if (textAt(object, "status", "phase") !== "Failed" || containersOf(object).some(({ state }) => state.kind === "terminated"))
    return undefined;
  const message = textAt(object, "status", "message");
  return symptomOf("Failed", "critical", "the Pod failed, and its status names no reason", message, context);
}

const sentences: Readonly<Record<string, string>> = {
  Evicted: "the Pod was evicted because its node ran short of a resource",
  DeadlineExceeded: "the Pod ran longer than its activeDeadlineSeconds and was terminated",
  NodeLost: "the node of the Pod does not respond: the state of the Pod is unknown",
  NodeShutdown: "the node of the Pod was shut down",
  Terminated: "the Pod was terminated because its node was shut down",
  Preempting: "the kubelet terminated the Pod to make room for one of higher priority",
};

function sentenceOf(reason: string, message = ""): string {
  if (reason === "Evicted" && ownLimit.test(message)) return "the Pod was evicted because it exceeded its own limit";
  const rejected = /^(Pod was rejected|Predicate )/.test(message) ? "the kubelet of its node rejected the Pod" : undefined;
  return sentences[reason] ?? rejected ?? "the kubelet of its node rejected or terminated the Pod";
}

/** The Pod exceeded a limit of its own; its node did not run short. */
const ownLimit = /exceeds the (total )?limit|exceeded its local ephemeral storage limit/;

interface Disruption {
  readonly class: string;
  readonly severity: Severity;
  readonly sentence: string;
}

const preempted: Disruption = {
  class: "Preempted",
  severity: "warning",
  sentence: "the scheduler preempted the Pod to make room for one of higher priority",
};

/** By the reason of the condition DisruptionTarget. */
const disruptions: Readonly<Record<string, Disruption>> = {
  PreemptionByScheduler: preempted,
  DeletionByTaintManager: {
    class: "TaintManagerEviction",
    severity: "warning",
    sentence: "the Pod is being deleted because its node has a taint that it does not tolerate",
  },
  DeletionByDeviceTaintManager: {
    class: "DeviceTaintManagerEviction",
    severity: "warning",
    sentence: "the Pod is being deleted because a device that it uses has a taint",
  },
  EvictionByEvictionAPI: {
    class: "EvictionByEvictionAPI",
    severity: "info",
    sentence: "the Pod was evicted through the API, as kubectl drain does",
  },
  DeletionByPodGC: {
    class: "DeletionByPodGC",
    severity: "warning",
    sentence: "the Pod is being deleted because its node no longer exists",
  },
  TerminationByKubelet: { class: "TerminationByKubelet", severity: "warning", sentence: "the kubelet is terminating the Pod" },
};

function byCondition(context: RuleContext): Symptom | undefined {
  const target = conditionOf(context.object, "DisruptionTarget");
  if (target?.status !== "True") return undefined;
  const known = disruptions[target.reason ?? ""];
  if (known !== undefined) return symptomOf(known.class, known.severity, known.sentence, target.message, context);
  return symptomOf(target.reason ?? "DisruptionTarget", "warning", "the Pod is being disrupted", target.message, context);
}

/** The Event comes before the status, or without it. Once the Pod has ended, its status says why. */
function byEvents(context: RuleContext): Symptom | undefined {
  if (context.events.isEmpty) return undefined;
  const phase = textAt(context.object, "status", "phase");
  const hasEnded = phase === "Failed" || phase === "Succeeded";
  const events = context.events.all((e) => toldByEvents.has(e.reason) || (!hasEnded && endReasons.test(e.reason)));
  const latest = events.at(-1);
  if (latest === undefined || /^Cancelling/.test(latest.message)) return undefined;
  const { reason, message } = latest;
  const own = events.filter((e) => e.reason === reason);
  const known = toldByEvents.get(reason);
  return {
    ...symptomOf(reason, known === undefined ? "critical" : "warning", known ?? sentenceOf(reason, message), message, context),
    evidence: sequencesOf(own),
    ...(known === undefined ? { ends: { kind: "quiet", afterMs: statusMs } } : {}),
  };
}

/** The kubelet writes the status within seconds, unless it cannot; by then the Pod lives on. */
const statusMs = 10 * 60_000;

/** Only Events say so. */
const toldByEvents: ReadonlyMap<string, string> = new Map([
  ["Preempted", preempted.sentence],
  ["TaintManagerEviction", "the Pod is being deleted because of a taint of its node"],
]);

/** Reasons of Events that become the reason of the status: the Pod ends, or its kubelet rejects it. */
const endReasons =
  /^(Evicted|DeadlineExceeded|Preempting|NodeShutdown|NodeAffinity|NodeLost|OutOf\w.*|UnexpectedAdmissionError|TopologyAffinityError|SMTAlignmentError|InvalidNodeInfo|PodOS\w+|AppArmor|SysctlForbidden|PodFeatureUnsupported)$/;

/** The kubelet or the runtime could not stop a Pod that still exists. */
function notKilled(context: RuleContext): Symptom | undefined {
  if (context.events.isEmpty || context.object.metadata.deletionTimestamp !== undefined) return undefined;
  const events = context.events.all((e) => e.reason === "FailedKillPod" || e.reason === "ExceededGracePeriod");
  const latest = events.at(-1);
  if (latest === undefined) return undefined;
  return {
    ...symptomOf("FailedKillPod", "warning", "the kubelet could not stop the Pod", latest.message, context),
    evidence: sequencesOf(events),
    events: countsOf(events),
    starts: { kind: "transient", withinMs: killTransientMs },
    ends: { kind: "quiet", afterMs: statusMs },
  };
}

const killTransientMs = 30_000;

function symptomOf(reason: string, severity: Severity, sentence: string, why: string | undefined, context: RuleContext): Symptom {
  const reasons = [reason, "Evicted", "Preempted", "NodeNotReady"];
  return {
    class: reason,
    severity,
    message: `${sentence}${why === undefined ? "" : `: ${inShort(why)}`}`,
    events: countsOf(context.events.all((e) => reasons.includes(e.reason))),
    advice: adviceFor(reason, context),
    causedBy: independentOfNode.has(reason) ? [] : causedByNode(context.object),
  };
}

/** Requested, or for the sake of another Pod: the condition of the node does not explain it. */
const independentOfNode = new Set(["Preempted", "Preempting", "EvictionByEvictionAPI", "DeadlineExceeded"]);

function adviceFor(reason: string, { ref, object }: RuleContext): readonly string[] {
  if (reason === "DeadlineExceeded") return ["raise activeDeadlineSeconds, or find out what takes so long"];
  if (reason === "Preempted" || reason === "Preempting") return ["give the Pod a higher priorityClassName, or add nodes"];
  const describe = `see status and Events of the Pod: ${kubectl(["describe", "pod", ref.name], ref.namespace)}`;
  if (reason === "EvictionByEvictionAPI") return [describe];
  if (reason === "Evicted" && ownLimit.test(textAt(object, "status", "message") ?? ""))
    return [
      "raise the limit that the message names (ephemeral-storage, or sizeLimit of the emptyDir), or find out what writes that much",
      describe,
    ];
  const first =
    reason === "Evicted"
      ? ["set requests (memory, ephemeral-storage) to what the Pod uses: Pods that exceed theirs are evicted first"]
      : reason.startsWith("OutOf") || reason === "NodeAffinity"
        ? ["check whether spec.nodeName was set without the scheduler, or the node was changed in the meantime"]
        : [];
  return [...first, ...nodeAdvice(object), describe];
}
