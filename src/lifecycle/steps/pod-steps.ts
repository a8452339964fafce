import type { KubeObject } from "../../model/kube-object.js";
import { conditionOf, isTrue } from "../conditions.js";
import { textAt, timeAt } from "../fields.js";
import type { LifeStep, StepTeller } from "../kind-rules.js";
import { isTrouble } from "../pod/backoff.js";
import { type ContainerFacts, containersOf, type TerminatedState } from "../pod/containers.js";
import { kubeletHasIt } from "../pod/stage.js";
import { stepOf } from "./common-steps.js";
import { Resizes } from "./resize-steps.js";

/**
 * The steps of a Pod, in the order of its life, and where their server time comes from. Kubernetes Events add what happens to images.
 *
 *                 SchedulingGated, Unschedulable      condition PodScheduled False, by its reason
 *                 Scheduled                           condition PodScheduled
 *                 Creating                            status.startTime: the kubelet has it
 *                 Sandbox ready                       condition PodReadyToStartContainers
 *                 Initialized                         condition of that name; only with init containers
 *   container     Started                             state.running.startedAt of its first run
 *   container     ErrImagePull, CrashLoopBackOff, ... first time that it waits for such a reason
 *   container     Startup probe passed, Container ready
 *                 Running                             phase
 *                 Ready                               condition of that name
 *   container     Ended, Restarted                    state.terminated.finishedAt; state.running.startedAt
 *                 Ready lost                          condition Ready
 *   container     Image changed                       by somebody, in its spec
 *                 Resize asked, Resize deferred (infeasible, in progress, failed), Resized
 *                                                     spec.resources; conditions PodResizePending and PodResizeInProgress
 *                 To be disrupted                     condition DisruptionTarget: eviction, preemption, a lost node
 *                 Completed, Failed                   phase
 */
export function podSteps(): StepTeller {
  const images = new Map<string, string>();
  let wasReady = false;
  const resizes = new Resizes();
  return (pod) => {
    const containers = containersOf(pod);
    const lost = readyLost(pod, wasReady);
    wasReady ||= isTrue(pod, "Ready");
    return [
      ...start(pod, containers),
      ...containers.flatMap((c) => [...editOf(c, images), ...firstStart(c), ...trouble(c)]),
      ...(textAt(pod, "status", "phase") === "Running" ? [stepOf("Running")] : []),
      ...containers.flatMap(readySteps),
      ...ready(pod),
      ...containers.flatMap((c) => [...firstEnd(c, isGoing(pod)), ...restart(c)]),
      ...lost,
      ...resizes.steps(pod),
      ...disruption(pod),
      ...end(pod),
    ];
  };
}

function start(pod: KubeObject, containers: readonly ContainerFacts[]): readonly LifeStep[] {
  const scheduled = conditionOf(pod, "PodScheduled");
  const initialized = conditionOf(pod, "Initialized");
  const sandbox = conditionOf(pod, "PodReadyToStartContainers") ?? conditionOf(pod, "PodHasNetwork");
  const hasInits = containers.some((c) => c.role === "init" || c.role === "sidecar");
  const isBound = textAt(pod, "spec", "nodeName") !== undefined;
  const held = !isBound && scheduled?.status === "False" ? scheduled.reason : undefined;
  return [
    ...(held === undefined ? [] : [stepOf(held, scheduled?.lastTransitionMs, { tone: held === "Unschedulable" ? "bad" : "neutral" })]),
    ...(isBound ? [stepOf("Scheduled", scheduled?.status === "True" ? scheduled.lastTransitionMs : undefined)] : []),
    ...(isBound && kubeletHasIt(pod) ? [stepOf("Creating", timeAt(pod, "status", "startTime"))] : []),
    ...(sandbox?.status === "True" ? [stepOf("Sandbox ready", sandbox.lastTransitionMs)] : []),
    ...(hasInits && initialized?.status === "True" ? [stepOf("Initialized", initialized.lastTransitionMs)] : []),
  ];
}

/**
 * A run that was over before anybody looked leaves its times in the run after it, if that is the next one. A container that could not be
 * started ends, and is tried again, without ever having started: its times are missing or zero.
 */
function firstStart({ name: container, state, last, restarts }: ContainerFacts): readonly LifeStep[] {
  const began = (run: { readonly startedMs?: number } | undefined) => run?.startedMs !== undefined;
  if (restarts > 0 || state.kind === "waiting") {
    const isKnown = began(last) || state.kind === "running" || (state.kind === "terminated" && began(state));
    return isKnown ? [stepOf("Started", restarts <= 1 ? last?.startedMs : undefined, { container, passed: true })] : [];
  }
  if (state.kind === "running" || (state.kind === "terminated" && began(state))) return [stepOf("Started", state.startedMs, { container })];
  return [];
}

function trouble(c: ContainerFacts): readonly LifeStep[] {
  const reason = c.state.kind === "waiting" && isTrouble(c) ? c.state.reason : undefined;
  return reason === undefined ? [] : [stepOf(reason, undefined, { container: c.name, tone: "bad" })];
}

function readySteps({ name: container, role, started, ready, probes }: ContainerFacts): readonly LifeStep[] {
  return [
    ...(started && probes.startup ? [stepOf("Startup probe passed", undefined, { container })] : []),
    ...(ready && role !== "init" ? [stepOf("Container ready", undefined, { container, tone: "good" })] : []),
  ];
}

/** What ends while its Pod is being deleted was told to: its exit code is no failure. */
function firstEnd({ name: container, state, last, restarts }: ContainerFacts, isGoing: boolean): readonly LifeStep[] {
  const toneOf = (exitCode: number) => (exitCode === 0 || isGoing ? "ended" : "bad");
  if (restarts === 0 && state.kind === "terminated" && hasEnd(state))
    return [stepOf("Ended", state.finishedMs, { container, tone: toneOf(state.exitCode) })];
  if (last === undefined || !hasEnd(last)) return [];
  return [stepOf("Ended", restarts <= 1 ? last.finishedMs : undefined, { container, tone: toneOf(last.exitCode), passed: true })];
}

/** Of a container that never ran, a deletion leaves a made-up end without a time. */
function hasEnd({ finishedMs }: TerminatedState): boolean {
  return (finishedMs ?? 0) > 0;
}

function restart({ name: container, state, restarts }: ContainerFacts): readonly LifeStep[] {
  if (restarts === 0 || state.kind !== "running") return [];
  return [stepOf("Restarted", restarts === 1 ? state.startedMs : undefined, { container })];
}

function editOf({ name, image }: ContainerFacts, images: Map<string, string>): readonly LifeStep[] {
  const earlier = images.get(name);
  if (image !== undefined) images.set(name, image);
  return earlier === undefined || earlier === image ? [] : [stepOf("Image changed", undefined, { container: name, tone: "neutral" })];
}

function ready(pod: KubeObject): readonly LifeStep[] {
  const ready = conditionOf(pod, "Ready");
  return ready?.status === "True" ? [stepOf("Ready", ready.lastTransitionMs, { tone: "good" })] : [];
}

function readyLost(pod: KubeObject, wasReady: boolean): readonly LifeStep[] {
  const ready = conditionOf(pod, "Ready");
  const isOver = isGoing(pod) || textAt(pod, "status", "phase") !== "Running";
  return !wasReady || isOver || ready?.status !== "False" ? [] : [stepOf("Ready lost", ready.lastTransitionMs, { tone: "bad" })];
}

function disruption(pod: KubeObject): readonly LifeStep[] {
  const target = conditionOf(pod, "DisruptionTarget");
  return target?.status === "True" ? [stepOf("To be disrupted", target.lastTransitionMs, { tone: "bad" })] : [];
}

/** While it is being deleted, a phase is only the way out. When the kubelet came to it the server does not say. */
function end(pod: KubeObject): readonly LifeStep[] {
  const phase = textAt(pod, "status", "phase");
  if (isGoing(pod)) return [];
  if (phase === "Succeeded") return [stepOf("Completed", undefined, { tone: "ended" })];
  return phase === "Failed" ? [stepOf("Failed", undefined, { tone: "bad" })] : [];
}

function isGoing(pod: KubeObject): boolean {
  return pod.metadata.deletionTimestamp !== undefined;
}
