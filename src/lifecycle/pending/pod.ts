import { itemsAt, numberAt, textAt } from "../../model/fields.js";
import type { KubeObject } from "../../model/kube-object.js";
import { conditionOf, conditionsOf, isTrue } from "../fields/conditions.js";
import { type ContainerFacts, containersOf, lastingContainers } from "../kinds/pod/containers.js";
import { exitInWords } from "../kinds/pod/exit-code.js";
import { isReportedByKubelet } from "../kinds/pod/pod-stage.js";
import { isTrouble } from "../kinds/pod/waiting-reasons.js";
import { inShort, listed, plural } from "../narration/words.js";
import { finalizersToRemove, type Pending, pendingOn } from "./pending.js";

/** What a Pod waits for, in the order of its life: node, kubelet, init containers, images, starts, readiness; in the end, to be gone. */
export function podPending(pod: KubeObject): Pending | undefined {
  if (pod.metadata.deletionTimestamp !== undefined) return pendingOn(removal(pod));
  const phase = textAt(pod, "status", "phase");
  if (phase === "Succeeded" || phase === "Failed") return undefined;
  if (phase === "Unknown") return pendingOn(`its node ${textAt(pod, "spec", "nodeName") ?? ""} to answer again`);
  if (textAt(pod, "spec", "nodeName") === undefined) return pendingOn(placement(pod));
  if (!isReportedByKubelet(pod)) return pendingOn(`the kubelet on ${textAt(pod, "spec", "nodeName")} to begin with it`);
  const what = containerWait(pod) ?? readinessWait(pod);
  return what === undefined ? undefined : pendingOn(what);
}

function removal(pod: KubeObject): string {
  const running = containersOf(pod).filter((c) => c.state.kind === "running");
  const grace = numberAt(pod, "metadata", "deletionGracePeriodSeconds");
  if (running.length > 0) {
    const limit = grace === undefined ? "" : ` (${grace} s of grace)`;
    return `${running.length === 1 ? "container" : "containers"} ${listed(running.map((c) => c.name))} to stop${limit}`;
  }
  const isPlaced = textAt(pod, "spec", "nodeName") !== undefined;
  return finalizersToRemove(pod) ?? (isPlaced ? "the kubelet to say that all of it is gone" : "its removal from etcd");
}

function placement(pod: KubeObject): string {
  const gates = itemsAt(pod, "spec", "schedulingGates").map((gate) => textAt(gate, "name") ?? "?");
  if (gates.length > 0) return `${gates.length === 1 ? "its scheduling gate" : "its scheduling gates"} ${listed(gates)} to be removed`;
  const scheduled = conditionOf(pod, "PodScheduled");
  if (scheduled?.status !== "False") return "the scheduler to choose a node";
  return `a node that fits${scheduled.message === undefined ? "" : ` (${inShort(scheduled.message, 160)})`}`;
}

/** The first container that is not where it should be, in the order in which they start. */
function containerWait(pod: KubeObject): string | undefined {
  const containers = containersOf(pod).filter((c) => c.role !== "ephemeral");
  const inits = containers.filter((c) => c.role === "init" || c.role === "sidecar");
  const openInit = inits.find((c) => !isPast(c));
  if (openInit !== undefined && !mainHaveBegun(containers)) return initWait(openInit, inits);
  const lasting = lastingContainers(pod);
  const troubled = lasting.find((c) => isTrouble(c));
  if (troubled !== undefined) return isGivenUp(troubled) ? endedWait(troubled, lasting) : troubleWait(troubled);
  const unstarted = lasting.filter((c) => c.state.kind !== "running" && c.state.kind !== "terminated");
  if (unstarted.length > 0) return startWait(pod, unstarted);
  const ended = lasting.find((c) => c.state.kind === "terminated");
  return ended === undefined ? undefined : endedWait(ended, lasting);
}

/** One container has ended; what then depends on its restart policy. */
function endedWait(ended: ContainerFacts, lasting: readonly ContainerFacts[]): string {
  const running = lasting.filter((c) => c.state.kind === "running");
  if (ended.restartPolicy === "Always") return troubleWait(ended);
  return running.length > 0 ? `${named(running)} to end too` : "its phase to say how it ended";
}

function isGivenUp({ role, state, restartPolicy, hasRestartRules }: ContainerFacts): boolean {
  return role === "container" && state.kind === "terminated" && restartPolicy === "Never" && !hasRestartRules;
}

function isPast({ role, state, started }: ContainerFacts): boolean {
  return role === "sidecar" ? started : state.kind === "terminated" && state.exitCode === 0;
}

/** Init containers are forgotten (and may be reported as anything) once the others have begun. */
function mainHaveBegun(containers: readonly ContainerFacts[]): boolean {
  return containers.some((c) => c.role === "container" && (c.state.kind === "running" || c.state.kind === "terminated"));
}

function initWait(open: ContainerFacts, inits: readonly ContainerFacts[]): string {
  if (isTrouble(open)) return troubleWait(open, "init container");
  const done = inits.filter((c) => isPast(c)).length;
  const what = open.role === "sidecar" ? `sidecar ${open.name} to start` : `init container ${open.name} to end`;
  return `${what} (${done} of ${inits.length} done)`;
}

function troubleWait(container: ContainerFacts, noun = "container"): string {
  const { name, state, last, image } = container;
  const which = `${noun} ${name}`;
  if (state.kind === "terminated") return `${which} to be started again (${exitInWords(state)})`;
  const reason = state.kind === "waiting" ? (state.reason ?? "") : "";
  if (reason === "CrashLoopBackOff") return `the next start of ${which} (${reason}${last === undefined ? "" : `, ${exitInWords(last)}`})`;
  if (/Image/.test(reason)) return `image ${image ?? "?"} of ${which} (${reason})`;
  const message = state.kind === "waiting" && state.message !== undefined ? `: ${inShort(state.message, 120)}` : "";
  return `${which} to be created (${reason}${message})`;
}

/** Nothing is wrong so far; the kubelet does not say how far it is, but its sandbox condition does. */
function startWait(pod: KubeObject, unstarted: readonly ContainerFacts[]): string {
  const which = `${unstarted.length === 1 ? "container" : "containers"} ${listed(unstarted.map((c) => c.name))} to start`;
  const sandbox = conditionOf(pod, "PodReadyToStartContainers");
  if (sandbox?.status === "False") return `its sandbox and volumes, then ${which}`;
  return which;
}

function readinessWait(pod: KubeObject): string | undefined {
  if (isTrue(pod, "Ready")) return undefined;
  const unready = lastingContainers(pod).filter((c) => !c.ready);
  const starting = unready.find((c) => c.probes.startup && !c.started);
  if (starting !== undefined) return `the startup probe of container ${starting.name} to pass`;
  const probed = unready.filter((c) => c.probes.readiness);
  if (probed.length > 0) return `the readiness ${probed.length === 1 ? "probe" : "probes"} of ${named(probed)} to pass`;
  if (unready.length > 0) return `${named(unready)} to be counted as ready`;
  const gates = openGates(pod);
  return gates.length > 0 ? `its readiness ${gates.length === 1 ? "gate" : "gates"} ${listed(gates)}` : "its condition Ready";
}

function named(containers: readonly ContainerFacts[]): string {
  return containers.length > 3
    ? plural(containers.length, "container")
    : `${containers.length === 1 ? "container" : "containers"} ${listed(containers.map((c) => c.name))}`;
}

function openGates(pod: KubeObject): readonly string[] {
  const met = new Set(conditionsOf(pod).flatMap((c) => (c.status === "True" ? [c.type] : [])));
  return itemsAt(pod, "spec", "readinessGates").flatMap((gate) => {
    const type = textAt(gate, "conditionType");
    return type === undefined || met.has(type) ? [] : [type];
  });
}
