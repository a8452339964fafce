import { conditionOf } from "../../../lifecycle/fields/conditions.js";
import { textAt } from "../../../lifecycle/fields/fields.js";
import { inShort } from "../../../lifecycle/narration/words.js";
import { countsOf, sequencesOf } from "../../engine/event-history.js";
import type { Severity } from "../../engine/finding.js";
import type { FailureFamily, RuleContext, Symptom } from "../../engine/symptom.js";
import { advise } from "../../evidence/advice.js";
import { becauseOfNode } from "../../evidence/because-of-node.js";
import { isSupersededByOwner, supersedingOwner } from "../../evidence/superseded-by-owner.js";

/**
 * Pods that are ended from outside:
 *
 *   status.reason         Evicted (the node ran short), DeadlineExceeded (activeDeadlineSeconds), NodeLost, NodeShutdown, Terminated, Preempting,
 *                         and what the kubelet says when it refuses a Pod: NodeAffinity, OutOfcpu, OutOfmemory, UnexpectedAdmissionError, ...
 *   DisruptionTarget      the condition that says why a Pod is about to be ended: PreemptionByScheduler, DeletionByTaintManager,
 *                         EvictionByEvictionAPI (as kubectl drain does: that is asked for, and only worth knowing), TerminationByKubelet
 *   Events                Preempted, TaintManagerEviction
 */
export const podEndFamily: FailureFamily = {
  name: "pod end",
  kinds: ["Pod"],
  symptoms,
  ending: (_symptom, _began, sight) => supersedingOwner(sight),
};

function symptoms(sight: RuleContext): readonly Symptom[] {
  const symptom = endedByStatus(sight) ?? disruption(sight) ?? told(sight);
  return symptom === undefined || isSupersededByOwner(sight) ? [] : [symptom];
}

function endedByStatus(sight: RuleContext): Symptom | undefined {
  const { object } = sight;
  const phase = textAt(object, "status", "phase");
  const reason = textAt(object, "status", "reason");
  if (reason === undefined || (phase !== "Failed" && phase !== "Unknown" && reason !== "NodeLost")) return undefined;
  const message = textAt(object, "status", "message");
  return ended(reason, `${wordsOf(reason, message)}${message === undefined ? "" : `: ${inShort(message)}`}`, "critical", sight);
}

/** What the kubelet may not be exceeded in: then it is not the node that ran short. */
const ownLimit = /exceeds the (total )?limit|exceeded its local ephemeral storage limit/;

function wordsOf(reason: string, message = ""): string {
  if (reason === "Evicted" && ownLimit.test(message)) return "the Pod was evicted because it used more than it may";
  const refused = /^(Pod was rejected|Predicate )/.test(message) ? "the kubelet of its node refused the Pod" : undefined;
  return words[reason] ?? refused ?? "the node's kubelet did not take the Pod, or ended it";
}

const words: Readonly<Record<string, string>> = {
  Evicted: "the Pod was evicted because its node ran short of something",
  DeadlineExceeded: "the Pod ran longer than its activeDeadlineSeconds allow, and was ended",
  NodeLost: "the node of the Pod does not answer: what became of the Pod is not known",
  NodeShutdown: "the node of the Pod was shut down",
  Terminated: "the Pod was ended because its node was shut down",
  Preempting: "the kubelet ended the Pod to make room for a more important one",
};

function disruption(sight: RuleContext): Symptom | undefined {
  const target = conditionOf(sight.object, "DisruptionTarget");
  if (target?.status !== "True") return undefined;
  const known = disruptions[target.reason ?? ""];
  const message = target.message === undefined ? "" : `: ${inShort(target.message)}`;
  return ended(
    known?.class ?? target.reason ?? "DisruptionTarget",
    `${known?.text ?? "the Pod is ended from outside"}${message}`,
    known?.severity ?? "warning",
    sight,
  );
}

const disruptions: Readonly<Record<string, { readonly class: string; readonly severity: Severity; readonly text: string }>> = {
  PreemptionByScheduler: {
    class: "Preempted",
    severity: "warning",
    text: "the scheduler ended the Pod to make room for a more important one",
  },
  DeletionByTaintManager: {
    class: "TaintManagerEviction",
    severity: "warning",
    text: "the Pod is deleted because of a taint of its node that it does not tolerate",
  },
  DeletionByDeviceTaintManager: {
    class: "DeviceTaintManagerEviction",
    severity: "warning",
    text: "the Pod is deleted because of a taint of a device that it uses",
  },
  EvictionByEvictionAPI: {
    class: "EvictionByEvictionAPI",
    severity: "info",
    text: "the Pod was evicted on request, as kubectl drain does",
  },
  DeletionByPodGC: { class: "DeletionByPodGC", severity: "warning", text: "the Pod is cleaned up because its node is gone" },
  TerminationByKubelet: { class: "TerminationByKubelet", severity: "warning", text: "the kubelet ends the Pod" },
};

function told(sight: RuleContext): Symptom | undefined {
  const events = sight.told.all((e) => e.reason === "Preempted" || e.reason === "TaintManagerEviction");
  const latest = events.at(-1);
  if (latest === undefined || /^Cancelling/.test(latest.message)) return undefined;
  const text =
    latest.reason === "Preempted"
      ? "the scheduler ended the Pod to make room for a more important one"
      : "the Pod is deleted because of a taint of its node";
  return { ...ended(latest.reason, `${text}: ${inShort(latest.message)}`, "warning", sight), shownBy: sequencesOf(events) };
}

function ended(reason: string, message: string, severity: Severity, sight: RuleContext): Symptom {
  const { object } = sight;
  const node = textAt(object, "spec", "nodeName");
  const events = sight.told.all(
    (e) => e.reason === reason || e.reason === "Evicted" || e.reason === "Preempted" || e.reason === "NodeNotReady",
  );
  return {
    class: reason,
    severity,
    message,
    events: countsOf(events),
    advice: adviceFor(reason, node, sight),
    ...(notOfNode.has(reason) ? {} : { because: becauseOfNode(object) }),
  };
}

/** Somebody wants the room, or asked for it: how the node is does not matter. */
const notOfNode = new Set(["Preempted", "Preempting", "EvictionByEvictionAPI", "DeadlineExceeded"]);

function adviceFor(reason: string, node: string | undefined, { ref, object }: RuleContext): readonly string[] {
  if (reason === "DeadlineExceeded") return ["give it a longer activeDeadlineSeconds, or find what takes it so long"];
  if (reason === "Preempted" || reason === "Preempting") return ["give the Pod a higher priorityClassName, or the cluster more room"];
  const describe = `see all that is known of the Pod: ${advise(["describe", "pod", ref.name], ref.namespace)}`;
  if (reason === "Evicted" && ownLimit.test(textAt(object, "status", "message") ?? ""))
    return ["raise the limit that it names (ephemeral-storage, or sizeLimit of the emptyDir), or find what writes so much", describe];
  if (reason === "EvictionByEvictionAPI") return [describe];
  if (reason.startsWith("OutOf") || reason === "NodeAffinity")
    return [
      "see whether spec.nodeName was set by hand, past the scheduler, or the node was changed meanwhile",
      ...nodeAdvice(node),
      describe,
    ];
  if (reason === "Evicted")
    return [
      "set requests as high as what the Pod uses (memory, ephemeral-storage): those who exceed theirs go first",
      ...nodeAdvice(node),
      describe,
    ];
  return [...nodeAdvice(node), describe];
}

function nodeAdvice(node: string | undefined): readonly string[] {
  return node === undefined ? [] : [`look at the node: ${advise(["describe", "node", node])}`];
}
