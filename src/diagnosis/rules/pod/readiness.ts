import { conditionOf, isFalse, isTrue } from "../../../lifecycle/fields/conditions.js";
import { inShort, listed } from "../../../lifecycle/narration/words.js";
import { itemsAt, textAt } from "../../../model/fields.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { countsOf, type ObservedEvent, sequencesOf } from "../../engine/event-history.js";
import type { DiagnosisRule, Resolution, RuleContext, Symptom } from "../../engine/symptom.js";
import { kubectl } from "../../evidence/kubectl.js";
import { causedByNode, isPodActive, nodeAdvice } from "../../evidence/pod-facts.js";

/**
 * Pods that are not ready although all their containers are:
 *
 *   ReadinessGatesNotReady   a condition that spec.readinessGates names is not True: some controller has to set it
 *   NodeNotReady             the node controller has set Ready to False, as the kubelet no longer reports
 */
export const readinessRule: DiagnosisRule = { kinds: ["Pod"], symptoms, resolution };

/** Load balancers take time to consider a new Pod healthy. */
const gateDelayMs = 60_000;

function symptoms(context: RuleContext): readonly Symptom[] {
  const { object } = context;
  if (!isPodActive(object)) return [];
  const told = nodeNotReadyEvents(context);
  if (told.length > 0) return [{ ...nodeNotReady(context), evidence: sequencesOf(told), ends: { kind: "quiet", afterMs: statusMs } }];
  if (!isFalse(object, "Ready") || !isTrue(object, "ContainersReady")) return [];
  const gates = itemsAt(object, "spec", "readinessGates").flatMap((gate) => textAt(gate, "conditionType") ?? []);
  const closed = gates.filter((type) => !isTrue(object, type));
  return [closed.length > 0 ? gatesNotReady(closed, context) : nodeNotReady(context)];
}

/** The node controller says so in an Event, and the condition of the Pod does not yet: it was ready before. */
function nodeNotReadyEvents({ object, events, frame, world }: RuleContext): readonly ObservedEvent[] {
  const told = events.isEmpty ? noEvents : events.all((e) => e.reason === "NodeNotReady");
  if (frame === undefined || told.length === 0) return told;
  const ready = conditionOf(object, "Ready");
  if (ready?.status !== "True" || ready.lastTransitionMs === undefined) return noEvents;
  const sinceMs = world.offsetOf(ready.lastTransitionMs, frame) + 1000;
  return told.filter((e) => e.offsetMs > sinceMs);
}

const noEvents: readonly ObservedEvent[] = [];
/** The condition follows within seconds. */
const statusMs = 2 * 60_000;

function gatesNotReady(gates: readonly string[], { object, ref }: RuleContext): Symptom {
  const why = gates.flatMap((type) => conditionOf(object, type)?.message ?? []).find((message) => message !== "");
  const gate = gates.length === 1 ? `readiness gate ${listed(gates)} is` : `readiness gates ${listed(gates)} are`;
  return {
    class: "ReadinessGatesNotReady",
    severity: "warning",
    message: `the containers of the Pod are ready, but its ${gate} not True${why === undefined ? "" : `: ${inShort(why)}`}`,
    advice: [
      `check that the controller that sets ${listed(gates)} runs and watches this Pod`,
      `see the conditions of the Pod: ${kubectl(["describe", "pod", ref.name], ref.namespace)}`,
    ],
    starts: { kind: "delayed", afterMs: gateDelayMs },
  };
}

function nodeNotReady({ object, events }: RuleContext): Symptom {
  const node = textAt(object, "spec", "nodeName");
  return {
    class: "NodeNotReady",
    severity: "critical",
    message: `the node of the Pod${node === undefined ? "" : `, ${node},`} is not ready: it is unknown whether its containers still run, and no Service routes to it`,
    events: countsOf(events.all((e) => e.reason === "NodeNotReady")),
    advice: nodeAdvice(object),
    starts: { kind: "transient", withinMs: 5_000 },
    causedBy: causedByNode(object),
  };
}

function resolution({ class: name }: Symptom, _began: KubeObject, { object }: RuleContext): Resolution | undefined {
  if (name === "NodeNotReady" && !isTrue(object, "ContainersReady")) return { text: "the kubelet of its node reports again" };
  if (!isTrue(object, "Ready")) return undefined;
  return { text: name === "NodeNotReady" ? "its node reports again, and the Pod is ready" : "the readiness gates became True" };
}
