import { inShort } from "../../../lifecycle/narration/words.js";
import { countsOf, type ObservedEvent, sequencesOf } from "../../engine/event-history.js";
import type { DiagnosisRule, RuleContext, Symptom } from "../../engine/symptom.js";
import { harmlessReasons, looksFailed } from "../../evidence/event-reasons.js";
import { kubectl } from "../../evidence/kubectl.js";

/**
 * What happens to a Node and no condition shows, by the reason of its Events: they explain what happens to its Pods at that time.
 *
 *   SystemOOM, OOMKilling                  its memory ran out, and the kernel killed a process
 *   Rebooted                               its kubelet found another boot id
 *   EvictionThresholdMet, FreeDiskSpaceFailed, ImageGCFailed, ContainerGCFailed      the kubelet needs room
 *   TaskHung, KernelOops, FilesystemIsReadOnly, DockerHung, KubeletIsDown, ...       by node-problem-detector and its kin
 *   NodeNotReady, NodeHasDiskPressure, NodeHasInsufficientMemory, ...                only where the Node was not recorded: else its conditions say so
 */
export const nodeEventsRule: DiagnosisRule = { kinds: ["Node"], needsEvents: true, symptoms };

const quietMs = 10 * 60_000;
const effectMs = 60_000;
/** Pods tolerate a node that is not ready for five minutes. */
const conditionEffectMs = 6 * 60_000;

const conditionReasons = /^Node(NotReady|Has(?!Sufficient|No)\w+)$/;
/** Of a recorded Node they belong to a condition, or to its deletion. */
const lifecycleReasons = /^Node|^(Deleting|Removing|Registered)Node$/;

function symptoms(context: RuleContext): readonly Symptom[] {
  const events = context.events.all((event) => isFailure(event, context));
  const reasons = [...new Set(events.map((event) => event.reason))];
  return reasons.map((reason) =>
    symptomOf(
      reason,
      events.filter((event) => event.reason === reason),
      context,
    ),
  );
}

function isFailure({ reason, isWarning }: ObservedEvent, { frame }: RuleContext): boolean {
  if (conditionReasons.test(reason)) return frame === undefined;
  return isWarning && !harmlessReasons.has(reason) && !lifecycleReasons.test(reason) && (frame === undefined || looksFailed(reason));
}

/** Whether the node rules report Events of this reason. */
export function isNodeFailureEvent(reason: string): boolean {
  return lifecycleReasons.test(reason) || looksFailed(reason);
}

function symptomOf(reason: string, events: readonly ObservedEvent[], { ref }: RuleContext): Symptom {
  const message = events.at(-1)?.message ?? "";
  const words = sentences[reason] ?? `reports ${reason}`;
  return {
    class: reason,
    severity: reason === "NodeNotReady" ? "critical" : "warning",
    discriminator: reason,
    message: `node ${ref.name} ${words}${message === "" ? "" : `: ${inShort(message)}`}`,
    evidence: sequencesOf(events),
    events: countsOf(events),
    advice: [...(advices[reason] ?? []), `check the node: ${kubectl(["describe", "node", ref.name])}`],
    ends: { kind: "quiet", afterMs: quietMs },
    explainsForMs: conditionReasons.test(reason) ? conditionEffectMs : effectMs,
  };
}

const sentences: Readonly<Record<string, string>> = {
  SystemOOM: "ran out of memory, and the kernel killed a process",
  OOMKilling: "killed a process that ran out of memory",
  Rebooted: "was rebooted",
  EvictionThresholdMet: "is short of a resource, and its kubelet is about to evict Pods",
  FreeDiskSpaceFailed: "is short of disk space, and its kubelet could not free enough",
  ImageGCFailed: "could not remove unused images",
  ContainerGCFailed: "could not remove dead containers",
  FilesystemIsReadOnly: "has a file system that became read-only",
  TaskHung: "has a process that does not respond",
  NodeNotReady: "is not ready",
};

const memoryAdvice = ["set memory requests and limits on its Pods so that together they fit the node, or find what uses the memory"];
const diskAdvice = ["free disk space on the node, or give it more"];

const advices: Readonly<Record<string, readonly string[]>> = {
  SystemOOM: memoryAdvice,
  OOMKilling: memoryAdvice,
  FreeDiskSpaceFailed: diskAdvice,
  ImageGCFailed: diskAdvice,
};
