import { asOneLine } from "../../../lifecycle/narration/words.js";
import { textAt } from "../../../model/fields.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { countsOf, sequencesOf } from "../../engine/event-history.js";
import type { DiagnosisRule, Resolution, RuleContext, Symptom } from "../../engine/symptom.js";
import { explanationIn } from "../../evidence/explanation.js";
import { kubectl } from "../../evidence/kubectl.js";
import { causedByNode, hasStarted, isPodActive } from "../../evidence/pod-facts.js";
import { withoutRelays } from "../../evidence/relayed-message.js";

/**
 * Pods whose sandbox (network, devices) cannot be created. Their status says ContainerCreating, only Events say why, by their reason:
 *
 *   FailedCreatePodSandBox, FailedPodSandBoxStatus, NetworkNotReady, FailedCreatePodContainer
 *   FailedPrepareDynamicResources
 */
export const sandboxRule: DiagnosisRule = { kinds: ["Pod"], needsEvents: true, symptoms, resolution };

export const sandboxReasons = [
  "FailedCreatePodSandBox",
  "FailedPodSandBoxStatus",
  "NetworkNotReady",
  "FailedCreatePodContainer",
  "FailedPrepareDynamicResources",
];

function symptoms(context: RuleContext): readonly Symptom[] {
  if (!isPodActive(context.object) || hasStarted(context.object)) return [];
  return sandboxReasons.flatMap((reason) => symptomOf(reason, context) ?? []);
}

function symptomOf(reason: string, context: RuleContext): Symptom | undefined {
  const events = context.events.all((e) => e.reason === reason);
  const message = events.at(-1)?.message;
  if (message === undefined) return undefined;
  const failed = reason === "FailedPrepareDynamicResources" ? "prepare the devices" : "create the sandbox";
  const why = withoutRelays(message.replace(/^Failed to (create pod sandbox|prepare dynamic resources): /, ""));
  return {
    class: reason,
    severity: "critical",
    message: `the kubelet cannot ${failed} of the Pod: ${asOneLine(why)}`,
    explains: explanationIn(why),
    evidence: sequencesOf(events).slice(-2),
    events: countsOf(events),
    advice: adviceFor(message, context),
    starts: { kind: "transient", withinMs: 15_000 },
    causedBy: causedByNode(context.object),
  };
}

function adviceFor(message: string, { ref, object }: RuleContext): readonly string[] {
  const describe = `see the Events of the kubelet: ${kubectl(["describe", "pod", ref.name], ref.namespace)}`;
  // Of the objects that network plugins read, as NetworkAttachmentDefinitions.
  const [missing] = /\b[a-z-]{1,63}(?:\.[a-z0-9-]{1,63}){2,8} "[^"]{1,253}" not found/.exec(message) ?? [];
  if (missing !== undefined) return [`create what is missing, or correct its name in the annotations of the Pod: ${missing}`, describe];
  if (/cni|network|ip address|IPAM/i.test(message)) {
    const node = textAt(object, "spec", "nodeName");
    return [
      `check the network plugin${node === undefined ? "" : ` on node ${node}`}: ${kubectl(["get", "pods", "-o", "wide"], "kube-system")}`,
      describe,
    ];
  }
  if (/dynamic resources|ResourceClaim|NodePrepareResources/.test(message))
    return ["check that the driver of the device runs on this node", describe];
  if (/runtimeclass|runtime handler|no runtime for/i.test(message))
    return ["configure the runtime class of the Pod on this node, or use another one", describe];
  return [describe];
}

function resolution(_symptom: Symptom, _began: KubeObject, { object }: RuleContext): Resolution | undefined {
  return hasStarted(object) ? { text: "the sandbox was created", isFinal: true } : undefined;
}
