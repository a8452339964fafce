import { conditionOf, isFalse, isTrue } from "../../../lifecycle/fields/conditions.js";
import { itemsAt, textAt } from "../../../lifecycle/fields/fields.js";
import { inShort, listed } from "../../../lifecycle/narration/words.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { countsOf } from "../../engine/event-history.js";
import type { Ending, FailureFamily, RuleContext, Symptom } from "../../engine/symptom.js";
import { advise } from "../../evidence/advice.js";
import { becauseOfNode } from "../../evidence/because-of-node.js";
import { isPodAtWork } from "../../evidence/is-pod-active.js";

/**
 * Pods whose containers are all ready, and which are not themselves. There are two who can want that:
 *
 *   ReadinessGatesNotReady   a condition that the Pod's readinessGates name is not True: some controller has to set it
 *   NodeNotReady             the node does not answer, so the node controller has set Ready to False; the kubelet's own reports stand still
 */
export const podReadyFamily: FailureFamily = { name: "pod ready", kinds: ["Pod"], symptoms, ending };

/** Load balancers take their time to find a new Pod healthy. */
const gatePatienceMs = 60_000;

function symptoms(sight: RuleContext): readonly Symptom[] {
  const { object } = sight;
  if (!isPodAtWork(object) || !isFalse(object, "Ready") || !isTrue(object, "ContainersReady")) return [];
  const gates = itemsAt(object, "spec", "readinessGates").flatMap((gate) => textAt(gate, "conditionType") ?? []);
  const open = gates.filter((type) => !isTrue(object, type));
  return open.length > 0 ? [gated(open, sight)] : [nodeLost(sight)];
}

function gated(open: readonly string[], { object, ref }: RuleContext): Symptom {
  const said = open.flatMap((type) => conditionOf(object, type)?.message ?? []).find((message) => message !== "");
  return {
    class: "ReadinessGatesNotReady",
    severity: "warning",
    message: `the containers of the Pod are ready, but ${open.length === 1 ? "its readiness gate" : "of its readiness gates"} ${listed(open)} ${open.length === 1 ? "is" : "are"} not True${said === undefined ? "" : `: ${inShort(said)}`}`,
    advice: [
      `see whether the controller that sets the condition ${listed(open)} runs, and knows of this Pod`,
      `see what the Pod's conditions say: ${advise(["describe", "pod", ref.name], ref.namespace)}`,
    ],
    patienceMs: gatePatienceMs,
  };
}

function nodeLost({ object, told }: RuleContext): Symptom {
  const node = textAt(object, "spec", "nodeName") ?? "";
  return {
    class: "NodeNotReady",
    severity: "critical",
    message: `the node of the Pod${node === "" ? "" : `, ${node},`} is not ready: whether its containers still run is not known, and no Service leads to it`,
    events: countsOf(told.all((e) => e.reason === "NodeNotReady")),
    advice: node === "" ? [] : [`look at the node: ${advise(["describe", "node", node])}`],
    transientMs: 5_000,
    because: becauseOfNode(object),
  };
}

function ending({ class: name }: Symptom, _began: KubeObject, { object }: RuleContext): Ending | undefined {
  if (name === "NodeNotReady" && !isTrue(object, "ContainersReady")) return { text: "the kubelet of its node reports again" };
  if (!isTrue(object, "Ready")) return undefined;
  return { text: name === "NodeNotReady" ? "its node answers again, and the Pod is ready" : "the readiness gates became True" };
}
