import { itemsAt, numberAt, textAt } from "../../model/fields.js";
import type { KubeObject } from "../../model/kube-object.js";
import { conditionOf, conditionsOf, isTrue } from "../fields/conditions.js";
import { type ContainerFacts, containersOf, lastingContainers } from "../kinds/pod/containers.js";
import { exitInWords, hasSucceeded } from "../kinds/pod/exit-code.js";
import { isReportedByKubelet } from "../kinds/pod/pod-stage.js";
import { isTrouble } from "../kinds/pod/waiting-reasons.js";
import { asOneLine, listed, nounFor, plural } from "../narration/words.js";
import { finalizersToRemove, type Pending, pendingOn } from "./pending.js";

/** What a Pod waits for, in the order of its lifecycle: node, kubelet, init containers, images, start, readiness; finally its removal. */
export function podPending(pod: KubeObject): Pending | undefined {
  if (pod.metadata.deletionTimestamp !== undefined) return pendingOn(removal(pod));
  const phase = textAt(pod, "status", "phase");
  if (phase === "Succeeded" || phase === "Failed") return undefined;
  if (phase === "Unknown") return pendingOn(`its node ${textAt(pod, "spec", "nodeName") ?? ""} to respond again`);
  if (textAt(pod, "spec", "nodeName") === undefined) return pendingOn(placement(pod));
  if (!isReportedByKubelet(pod)) return pendingOn(`the kubelet on ${textAt(pod, "spec", "nodeName")} to start it`);
  const what = containerWait(pod) ?? readinessWait(pod);
  return what === undefined ? undefined : pendingOn(what);
}

function removal(pod: KubeObject): string {
  const running = containersOf(pod).filter((c) => c.state.kind === "running");
  const grace = numberAt(pod, "metadata", "deletionGracePeriodSeconds");
  if (running.length > 0) {
    const limit = grace === undefined ? "" : ` (grace period ${grace}s)`;
    return `${nounFor(running.length, "container")} ${listed(running.map((c) => c.name))} to stop${limit}`;
  }
  const isBound = textAt(pod, "spec", "nodeName") !== undefined;
  return finalizersToRemove(pod) ?? (isBound ? "the kubelet to confirm that its containers stopped" : "the API server to remove it");
}

function placement(pod: KubeObject): string {
  const gates = itemsAt(pod, "spec", "schedulingGates").map((gate) => textAt(gate, "name") ?? "?");
  if (gates.length > 0) return `its scheduling ${nounFor(gates.length, "gate")} ${listed(gates)} to be removed`;
  const scheduled = conditionOf(pod, "PodScheduled");
  if (scheduled?.status !== "False") return "the scheduler to assign it to a node";
  return `a suitable node${scheduled.message === undefined ? "" : ` (${asOneLine(scheduled.message)})`}`;
}

/** The first container that is not as its spec wants it, in the order in which they start. */
function containerWait(pod: KubeObject): string | undefined {
  const containers = containersOf(pod).filter((c) => c.role !== "ephemeral");
  const inits = containers.filter((c) => c.role === "init" || c.role === "sidecar");
  const nextInit = inits.find((c) => !isDone(c));
  if (nextInit !== undefined && !hasMainStarted(containers)) return initWait(nextInit, inits);
  const lasting = lastingContainers(pod);
  const troubled = lasting.find((c) => isTrouble(c));
  if (troubled !== undefined) return isFinal(troubled) ? endedWait(troubled, lasting) : troubleWait(troubled);
  const unstarted = lasting.filter((c) => c.state.kind !== "running" && c.state.kind !== "terminated");
  if (unstarted.length > 0) return startWait(pod, unstarted);
  const ended = lasting.find((c) => c.state.kind === "terminated");
  return ended === undefined ? undefined : endedWait(ended, lasting);
}

/** One container terminated; what follows depends on its restart policy. */
function endedWait(ended: ContainerFacts, lasting: readonly ContainerFacts[]): string {
  const running = lasting.filter((c) => c.state.kind === "running");
  if (ended.restartPolicy === "Always") return troubleWait(ended);
  return running.length > 0 ? `${named(running)} to finish` : "the kubelet to report its final phase";
}

function isFinal({ role, state, restartPolicy, hasRestartRules }: ContainerFacts): boolean {
  return role === "container" && state.kind === "terminated" && restartPolicy === "Never" && !hasRestartRules;
}

function isDone({ role, state, started }: ContainerFacts): boolean {
  return role === "sidecar" ? started : state.kind === "terminated" && hasSucceeded(state);
}

/** Once the other containers start, the status of init containers no longer counts: it can say anything. */
function hasMainStarted(containers: readonly ContainerFacts[]): boolean {
  return containers.some((c) => c.role === "container" && (c.state.kind === "running" || c.state.kind === "terminated"));
}

function initWait(next: ContainerFacts, inits: readonly ContainerFacts[]): string {
  if (isTrouble(next)) return troubleWait(next, "init container");
  const done = inits.filter((c) => isDone(c)).length;
  const what = next.role === "sidecar" ? `sidecar ${next.name} to start` : `init container ${next.name} to complete`;
  return `${what} (${done} of ${inits.length} done)`;
}

function troubleWait(container: ContainerFacts, noun = "container"): string {
  const { name, state, last, image } = container;
  const which = `${noun} ${name}`;
  if (state.kind === "terminated") return `the kubelet to restart ${which} (${exitInWords(state)})`;
  const reason = state.kind === "waiting" ? (state.reason ?? "") : "";
  if (reason === "CrashLoopBackOff") return `the next restart of ${which} (${reason}${last === undefined ? "" : `, ${exitInWords(last)}`})`;
  if (/Image/.test(reason)) return `image ${image ?? "?"} of ${which} to be pulled (${reason})`;
  const message = state.kind === "waiting" && state.message !== undefined ? `: ${asOneLine(state.message)}` : "";
  return `${which} to be created (${reason}${message})`;
}

/** Nothing is wrong so far. Of the steps before the start only the sandbox has a condition. */
function startWait(pod: KubeObject, unstarted: readonly ContainerFacts[]): string {
  const which = `${nounFor(unstarted.length, "container")} ${listed(unstarted.map((c) => c.name))} to start`;
  const sandbox = conditionOf(pod, "PodReadyToStartContainers");
  if (sandbox?.status === "False") return `its sandbox and volumes to be ready, then ${which}`;
  return which;
}

function readinessWait(pod: KubeObject): string | undefined {
  if (isTrue(pod, "Ready")) return undefined;
  const unready = lastingContainers(pod).filter((c) => !c.ready);
  const starting = unready.find((c) => c.probes.startup && !c.started);
  if (starting !== undefined) return `the startup probe of container ${starting.name} to pass`;
  const probed = unready.filter((c) => c.probes.readiness);
  if (probed.length > 0) return `the readiness ${nounFor(probed.length, "probe")} of ${named(probed)} to pass`;
  if (unready.length > 0) return `${named(unready)} to become ready`;
  const gates = unmetGates(pod);
  return gates.length > 0
    ? `its readiness ${nounFor(gates.length, "gate")} ${listed(gates)} to be met`
    : "its condition Ready to become True";
}

function named(containers: readonly ContainerFacts[]): string {
  return containers.length > 3
    ? plural(containers.length, "container")
    : `${nounFor(containers.length, "container")} ${listed(containers.map((c) => c.name))}`;
}

function unmetGates(pod: KubeObject): readonly string[] {
  const met = new Set(conditionsOf(pod).flatMap((c) => (c.status === "True" ? [c.type] : [])));
  return itemsAt(pod, "spec", "readinessGates").flatMap((gate) => {
    const type = textAt(gate, "conditionType");
    return type === undefined || met.has(type) ? [] : [type];
  });
}
