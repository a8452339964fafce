import { textAt } from "../../../lifecycle/fields/fields.js";
import { inShort } from "../../../lifecycle/narration/words.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { countsOf, sequencesOf } from "../../engine/event-history.js";
import type { Ending, FailureFamily, RuleContext, Symptom } from "../../engine/symptom.js";
import { advise } from "../../evidence/advice.js";
import { becauseOfNode } from "../../evidence/because-of-node.js";
import { hasStarted } from "../../evidence/before-start.js";
import { isPodAtWork } from "../../evidence/is-pod-active.js";
import { withoutRelays } from "../../evidence/relayed-message.js";

/** The sandbox of a Pod with its network and devices cannot be made: the Pod says ContainerCreating, only Events tell more. */
export const sandboxFamily: FailureFamily = { name: "sandbox", kinds: ["Pod"], onlyEvents: true, symptoms, ending };

export const sandboxReasons = [
  "FailedCreatePodSandBox",
  "FailedPodSandBoxStatus",
  "NetworkNotReady",
  "FailedCreatePodContainer",
  "FailedPrepareDynamicResources",
];

function symptoms(sight: RuleContext): readonly Symptom[] {
  if (!isPodAtWork(sight.object) || hasStarted(sight.object)) return [];
  return sandboxReasons.flatMap((reason) => {
    const told = sight.told.all((e) => e.reason === reason);
    const latest = told.at(-1);
    if (latest === undefined) return [];
    return [
      {
        class: reason,
        severity: "critical",
        message: `the kubelet cannot ${reason === "FailedPrepareDynamicResources" ? "get the devices of the Pod ready" : "make the sandbox of the Pod"}: ${inShort(withoutRelays(latest.message.replace(/^Failed to (create pod sandbox|prepare dynamic resources): /, "")))}`,
        shownBy: sequencesOf(told).slice(-2),
        events: countsOf(told),
        advice: adviceFor(latest.message, sight),
        transientMs: 15_000,
        because: becauseOfNode(sight.object),
      },
    ];
  });
}

function adviceFor(message: string, { ref, object }: RuleContext): readonly string[] {
  const describe = `see all that the kubelet says: ${advise(["describe", "pod", ref.name], ref.namespace)}`;
  if (/cni|network|ip address|IPAM/i.test(message))
    return [
      `look at the network plugin on node ${textAt(object, "spec", "nodeName") ?? ""}: ${advise(["get", "pods", "-o", "wide"], "kube-system")}`,
      describe,
    ];
  if (/dynamic resources|ResourceClaim|NodePrepareResources/.test(message))
    return ["see whether the driver that serves the device runs on this node", describe];
  if (/runtimeclass|runtime handler|no runtime for/i.test(message))
    return ["the runtime class of the Pod is not set up on this node", describe];
  return [describe];
}

function ending(_symptom: Symptom, _began: KubeObject, { object }: RuleContext): Ending | undefined {
  return hasStarted(object) ? { text: "the sandbox could be made", final: true } : undefined;
}
