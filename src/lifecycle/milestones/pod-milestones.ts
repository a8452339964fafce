import type { KubeObject } from "../../model/kube-object.js";
import { conditionOf, isTrue } from "../fields/conditions.js";
import { textAt, timeAt } from "../fields/fields.js";
import type { LifeStep, MilestoneDetector } from "../kinds/kind-rules.js";
import { isTrouble } from "../kinds/pod/backoff.js";
import { type ContainerFacts, containersOf, type TerminatedState } from "../kinds/pod/containers.js";
import { kubeletHasIt } from "../kinds/pod/stage.js";
import { stepOf } from "./common-milestones.js";
import { Resizes } from "./resize-milestones.js";

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
export function podSteps(): MilestoneDetector {
  const images = new Map<string, string>();
  let wasReady = false;
  const resizes = new Resizes();
  return (pod) => {
    const containers = containersOf(pod);
    const steps: LifeStep[] = [];
    const tell: Tell = (step) => {
      if (step !== undefined) steps.push(step);
    };
    start(pod, containers, tell);
    for (const c of containers) {
      tell(editOf(c, images));
      tell(firstStart(c));
      tell(trouble(c));
    }
    if (textAt(pod, "status", "phase") === "Running") tell(stepOf("Running"));
    for (const c of containers) readySteps(c, tell);
    tell(ready(pod));
    for (const c of containers) {
      tell(firstEnd(c, isGoing(pod)));
      tell(restart(c));
    }
    tell(readyLost(pod, wasReady));
    for (const step of resizes.steps(pod)) tell(step);
    tell(disruption(pod));
    tell(end(pod));
    wasReady ||= isTrue(pod, "Ready");
    return steps;
  };
}

/** All steps of every revision are told, most of them over and over: as few lists as can be are made for that. */
type Tell = (step: LifeStep | undefined) => void;

function start(pod: KubeObject, containers: readonly ContainerFacts[], tell: Tell): void {
  const scheduled = conditionOf(pod, "PodScheduled");
  const isBound = textAt(pod, "spec", "nodeName") !== undefined;
  const held = !isBound && scheduled?.status === "False" ? scheduled.reason : undefined;
  if (held !== undefined) tell(stepOf(held, scheduled?.lastTransitionMs, { tone: held === "Unschedulable" ? "bad" : "neutral" }));
  if (isBound) tell(stepOf("Scheduled", scheduled?.status === "True" ? scheduled.lastTransitionMs : undefined));
  if (isBound && kubeletHasIt(pod)) tell(stepOf("Creating", timeAt(pod, "status", "startTime")));
  const sandbox = conditionOf(pod, "PodReadyToStartContainers") ?? conditionOf(pod, "PodHasNetwork");
  if (sandbox?.status === "True") tell(stepOf("Sandbox ready", sandbox.lastTransitionMs));
  if (!containers.some((c) => c.role === "init" || c.role === "sidecar")) return;
  const initialized = conditionOf(pod, "Initialized");
  if (initialized?.status === "True") tell(stepOf("Initialized", initialized.lastTransitionMs));
}

/**
 * A run that was over before anybody looked leaves its times in the run after it, if that is the next one. A container that could not be
 * started ends, and is tried again, without ever having started: its times are missing or zero.
 */
function firstStart({ name: container, state, last, restarts }: ContainerFacts): LifeStep | undefined {
  if (restarts > 0 || state.kind === "waiting") {
    const isKnown = hasBegun(last) || state.kind === "running" || (state.kind === "terminated" && hasBegun(state));
    return isKnown ? stepOf("Started", restarts <= 1 ? last?.startedMs : undefined, { container, passed: true }) : undefined;
  }
  if (state.kind === "running" || (state.kind === "terminated" && hasBegun(state)))
    return stepOf("Started", state.startedMs, { container });
  return undefined;
}

function hasBegun(run: TerminatedState | undefined): boolean {
  return run?.startedMs !== undefined;
}

function trouble(c: ContainerFacts): LifeStep | undefined {
  const reason = c.state.kind === "waiting" && isTrouble(c) ? c.state.reason : undefined;
  return reason === undefined ? undefined : stepOf(reason, undefined, { container: c.name, tone: "bad" });
}

function readySteps({ name: container, role, started, ready, probes }: ContainerFacts, tell: Tell): void {
  if (started && probes.startup) tell(stepOf("Startup probe passed", undefined, { container }));
  if (ready && role !== "init") tell(stepOf("Container ready", undefined, { container, tone: "good" }));
}

/** What ends while its Pod is being deleted was told to: its exit code is no failure. */
function firstEnd({ name: container, state, last, restarts }: ContainerFacts, isGoing: boolean): LifeStep | undefined {
  const toneOf = (exitCode: number) => (exitCode === 0 || isGoing ? "ended" : "bad");
  if (restarts === 0 && state.kind === "terminated" && hasEnd(state))
    return stepOf("Ended", state.finishedMs, { container, tone: toneOf(state.exitCode) });
  if (last === undefined || !hasEnd(last)) return undefined;
  return stepOf("Ended", restarts <= 1 ? last.finishedMs : undefined, { container, tone: toneOf(last.exitCode), passed: true });
}

/** Of a container that never ran, a deletion leaves a made-up end without a time. */
function hasEnd({ finishedMs }: TerminatedState): boolean {
  return (finishedMs ?? 0) > 0;
}

function restart({ name: container, state, restarts }: ContainerFacts): LifeStep | undefined {
  if (restarts === 0 || state.kind !== "running") return undefined;
  return stepOf("Restarted", restarts === 1 ? state.startedMs : undefined, { container });
}

function editOf({ name, image }: ContainerFacts, images: Map<string, string>): LifeStep | undefined {
  const earlier = images.get(name);
  if (image !== undefined) images.set(name, image);
  return earlier === undefined || earlier === image ? undefined : stepOf("Image changed", undefined, { container: name, tone: "neutral" });
}

function ready(pod: KubeObject): LifeStep | undefined {
  const ready = conditionOf(pod, "Ready");
  return ready?.status === "True" ? stepOf("Ready", ready.lastTransitionMs, { tone: "good" }) : undefined;
}

function readyLost(pod: KubeObject, wasReady: boolean): LifeStep | undefined {
  const ready = conditionOf(pod, "Ready");
  const isOver = isGoing(pod) || textAt(pod, "status", "phase") !== "Running";
  return !wasReady || isOver || ready?.status !== "False" ? undefined : stepOf("Ready lost", ready.lastTransitionMs, { tone: "bad" });
}

function disruption(pod: KubeObject): LifeStep | undefined {
  const target = conditionOf(pod, "DisruptionTarget");
  return target?.status === "True" ? stepOf("To be disrupted", target.lastTransitionMs, { tone: "bad" }) : undefined;
}

/** While it is being deleted, a phase is only the way out. When the kubelet came to it the server does not say. */
function end(pod: KubeObject): LifeStep | undefined {
  if (isGoing(pod)) return undefined;
  const phase = textAt(pod, "status", "phase");
  if (phase === "Succeeded") return stepOf("Completed", undefined, { tone: "ended" });
  return phase === "Failed" ? stepOf("Failed", undefined, { tone: "bad" }) : undefined;
}

function isGoing(pod: KubeObject): boolean {
  return pod.metadata.deletionTimestamp !== undefined;
}
