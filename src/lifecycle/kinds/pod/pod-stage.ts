import { itemsAt, textAt } from "../../../model/fields.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { conditionOf, isTrue } from "../../fields/conditions.js";
import { plural, stageAs } from "../../narration/words.js";
import type { Stage } from "../kind-rules.js";
import { blockingFinalizers } from "../terminating.js";
import { type ContainerFacts, type ContainerState, containersOf, lastingContainers, podFactsOf } from "./containers.js";
import { endInBrief, hasFailed, hasSucceeded } from "./exit-code.js";
import { resizeOf } from "./resize.js";
import { isTrouble } from "./waiting-reasons.js";

/**
 * The stages of a Pod, in the order of its lifecycle:
 *
 *   Created      stored in etcd, assigned to no node     SchedulingGated, Unschedulable
 *   Scheduled    assigned to a node, the kubelet has not reported yet
 *   Creating     the kubelet prepares sandbox, volumes, images, init containers   Init:1/2, ErrImagePull, ImagePullBackOff, ...
 *   Running      containers have started, the Pod is not Ready                    1/2 ready, CrashLoopBackOff
 *   Ready        the condition Ready is True             3 restarts, resizing
 *   Completed    phase Succeeded; the detail is a container that failed all the same   Failed   phase Failed        Unknown   its node does not respond
 *   Terminating  deletionTimestamp is set; takes precedence, as in kubectl
 */
export function podStage(pod: KubeObject): Stage {
  return pod.metadata.deletionTimestamp === undefined ? podFactsOf(pod).derived(livingStage, pod) : terminating(pod);
}

/** From spec and status alone. */
function livingStage(pod: KubeObject): Stage {
  switch (textAt(pod, "status", "phase")) {
    case "Succeeded":
      return stageAs("Completed", "ended", firstFailure(pod));
    case "Failed":
      return failed(pod);
    case "Unknown":
      return stageAs("Unknown", "bad", textAt(pod, "status", "reason"));
    case "Running":
      return isTrue(pod, "Ready") ? ready(pod) : running(pod);
    default:
      return pending(pod);
  }
}

function failed(pod: KubeObject): Stage {
  const reason = textAt(pod, "status", "reason");
  const failure = failedContainer(pod)?.state;
  return stageAs("Failed", "bad", reason ?? (failure && troubleWord(failure)), reason ?? (failure && statusWord(failure)));
}

function pending(pod: KubeObject): Stage {
  const scheduled = conditionOf(pod, "PodScheduled");
  if (textAt(pod, "spec", "nodeName") === undefined) {
    const detail = scheduled?.status === "False" ? scheduled.reason : undefined;
    return stageAs("Created", detail === "Unschedulable" ? "bad" : "progress", detail, detail);
  }
  if (!isReportedByKubelet(pod)) return { name: "Scheduled", tone: "progress" };
  const trouble = containersOf(pod).find((c) => isTrouble(c));
  if (trouble !== undefined) return stageAs("Creating", "bad", troubleDetail(trouble, true), troubleStatus(trouble, true));
  const init = initProgress(pod);
  return stageAs("Creating", "progress", init ?? (isTrue(pod, "PodReadyToStartContainers") ? "sandbox ready" : undefined), init);
}

function running(pod: KubeObject): Stage {
  if (isTrue(pod, "AllContainersRestarting")) return stageAs("Running", "bad", "all containers restarting");
  const isDone = isWorkDone(pod);
  const trouble = containersOf(pod).find((c) => isTrouble(c) && !(isDone && c.role === "sidecar"));
  if (trouble !== undefined) return stageAs("Running", "bad", troubleDetail(trouble, false), troubleStatus(trouble, false));
  const lasting = lastingContainers(pod);
  const gates = lasting.every((c) => c.ready) ? itemsAt(pod, "spec", "readinessGates").length : 0;
  return stageAs("Running", "progress", gates > 0 ? "readiness gates not met" : readiness(lasting), endedStatus(pod));
}

/** As kubectl: the first container that has ended, unless another one is ready. Undefined where none has. */
function endedStatus(pod: KubeObject): string | undefined {
  const containers = containersOf(pod).filter(({ role }) => role === "container");
  const ended = containers.find(({ state }) => state.kind === "terminated");
  if (ended === undefined) return undefined;
  const word = statusWord(ended.state);
  return word === "Completed" && containers.some(({ ready, state }) => ready && state.kind === "running") ? "NotReady" : word;
}

/** "1/2 ready, 1 completed": a container that succeeded and is not restarted keeps its Pod from ever being Ready. */
function readiness(lasting: readonly ContainerFacts[]): string {
  const done = lasting.filter((c) => isDone(c)).length;
  return `${lasting.filter((c) => c.ready).length}/${lasting.length} ready${done > 0 ? `, ${done} completed` : ""}`;
}

/** All containers succeeded. Only sidecars are still running; the kubelet stops them, and their exit codes are no failures. */
function isWorkDone(pod: KubeObject): boolean {
  const work = containersOf(pod).filter((c) => c.role === "container");
  return work.length > 0 && work.every((c) => isDone(c));
}

function ready(pod: KubeObject): Stage {
  const restarts = lastingContainers(pod).reduce((sum, c) => sum + c.restarts, 0);
  const resize = resizeOf(pod);
  const notes = [...(restarts === 0 ? [] : [plural(restarts, "restart")]), ...(resize === undefined ? [] : [resize.words])];
  return stageAs("Ready", resize?.isStuck ? "bad" : "good", notes.length === 0 ? undefined : notes.join(", "));
}

function terminating(pod: KubeObject): Stage {
  const running = containersOf(pod).filter((c) => c.state.kind === "running").length;
  const status = textAt(pod, "status", "reason") === "NodeLost" ? "Unknown" : undefined;
  return stageAs("Terminating", "progress", running > 0 ? `${running} running` : blockingFinalizers(pod), status);
}

/** The first report of the kubelet holds the statuses of the containers; on old servers also the start time. */
export function isReportedByKubelet(pod: KubeObject): boolean {
  const statuses = ["containerStatuses", "initContainerStatuses"].some((field) => itemsAt(pod, "status", field).length > 0);
  return statuses || textAt(pod, "status", "startTime") !== undefined;
}

/** "Init:1/2" while init containers run; undefined when all are done. */
function initProgress(pod: KubeObject): string | undefined {
  const inits = containersOf(pod).filter((c) => c.role === "init" || c.role === "sidecar");
  const done = inits.filter((c) => (c.role === "sidecar" ? c.started : isDone(c))).length;
  return inits.length === 0 || done === inits.length ? undefined : `Init:${done}/${inits.length}`;
}

function troubleDetail(container: ContainerFacts, isStarting: boolean): string {
  return `${initPrefix(container, isStarting)}${troubleWord(container.state)}`;
}

function troubleStatus(container: ContainerFacts, isStarting: boolean): string {
  return `${initPrefix(container, isStarting)}${statusWord(container.state)}`;
}

/** As in kubectl: a sidecar that does not start blocks the others as an init container does. */
function initPrefix({ role }: ContainerFacts, isStarting: boolean): string {
  return role === "init" || (role === "sidecar" && isStarting) ? "Init:" : "";
}

function troubleWord(state: ContainerState): string {
  if (state.kind === "waiting") return state.reason ?? "waiting";
  if (state.kind === "terminated") return endInBrief(state);
  return state.kind;
}

/** As kubectl writes it into the column STATUS: "OOMKilled", "ExitCode:2" where the runtime gave no reason. */
function statusWord(state: ContainerState): string {
  if (state.kind !== "terminated") return troubleWord(state);
  return state.reason ?? (state.signal === undefined ? `ExitCode:${state.exitCode}` : `Signal:${state.signal}`);
}

function isDone({ state }: ContainerFacts): boolean {
  return state.kind === "terminated" && hasSucceeded(state);
}

function firstFailure(pod: KubeObject): string | undefined {
  const first = failedContainer(pod);
  return first === undefined ? undefined : troubleWord(first.state);
}

/** Sidecars are killed after the others ended: their exit codes count last, and not at all where the Pod succeeded. */
function failedContainer(pod: KubeObject): ContainerFacts | undefined {
  const all = containersOf(pod).filter(({ role, state }) => state.kind === "terminated" && hasFailed(state) && role !== "ephemeral");
  return all.find(({ role }) => role !== "sidecar") ?? (textAt(pod, "status", "phase") === "Failed" ? all[0] : undefined);
}
