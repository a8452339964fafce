import { jsonText } from "../../io/json-text.js";
import { at, itemsAt, textAt, timeAt } from "../../model/fields.js";
import type { KubeObject } from "../../model/kube-object.js";
import { conditionOf, isTrue } from "../fields/conditions.js";
import type { MilestoneDetector, MilestoneStep } from "../kinds/kind-rules.js";
import { type ContainerFacts, containersOf, podFactsOf, type TerminatedState } from "../kinds/pod/containers.js";
import { hasFailed } from "../kinds/pod/exit-code.js";
import { isReportedByKubelet } from "../kinds/pod/pod-stage.js";
import { type Resize, resizeOf } from "../kinds/pod/resize.js";
import { isTrouble } from "../kinds/pod/waiting-reasons.js";
import { capital } from "../narration/words.js";
import { milestoneStep } from "./common-milestones.js";

/**
 * The milestones of a Pod in the order of its lifecycle, and where their server time comes from. Kubernetes Events add those of images.
 *
 *                 SchedulingGated, Unschedulable      condition PodScheduled False, by its reason
 *                 Scheduled                           condition PodScheduled
 *                 Creating                            status.startTime, set by the kubelet
 *                 Sandbox ready                       condition PodReadyToStartContainers
 *                 Initialized                         condition of that name; only with init containers
 *   container     Started                             state.running.startedAt of its first run
 *   container     ErrImagePull, CrashLoopBackOff, ... first wait with such a reason
 *   container     Startup probe passed, Container ready
 *                 Running                             phase
 *                 Ready                               condition of that name
 *   container     Ended, Restarted                    state.terminated.finishedAt; state.running.startedAt
 *                 Ready lost                          condition Ready
 *   container     Image changed                       spec.containers[].image
 *                 Resize asked, Resize deferred (infeasible, in progress, failed), Resized
 *                                                     spec.resources; conditions PodResizePending and PodResizeInProgress
 *                 To be disrupted                     condition DisruptionTarget: eviction, preemption, a lost node
 *                 Completed, Failed                   phase
 */
export function podMilestones(): MilestoneDetector {
  const images = new Images();
  let wasReady = false;
  const resizes = new Resizes();
  return (pod) => {
    const shown = isTerminating(pod) ? stepsShown(pod) : podFactsOf(pod).derived(stepsShown, pod);
    const changed = images.observe(pod);
    const lost = wasReady ? readyLost(pod) : undefined;
    const resized = resizes.observe(pod);
    wasReady ||= shown.isReady;
    if (changed.size === 0 && lost === undefined && resized.length === 0) return shown.all;
    const { start, starts, progress, end } = shown;
    return [
      ...start,
      ...starts.flatMap(({ container, steps }) => [changed.get(container) ?? [], steps].flat()),
      ...progress,
      ...(lost === undefined ? [] : [lost]),
      ...resized,
      ...end,
    ];
  };
}

/** What one revision shows by itself. Most show what one before them did: lists are shared, and nobody may change them. */
interface StepsShown {
  readonly all: readonly MilestoneStep[];
  readonly start: readonly MilestoneStep[];
  /** Of each container, in order: its first start, and what keeps it from one. */
  readonly starts: readonly { readonly container: ContainerFacts; readonly steps: readonly MilestoneStep[] }[];
  readonly progress: readonly MilestoneStep[];
  readonly end: readonly MilestoneStep[];
  readonly isReady: boolean;
}

function stepsShown(pod: KubeObject): StepsShown {
  const containers = containersOf(pod);
  const start = gathered((add) => addStart(pod, containers, add));
  const starts = containers.map((container) => ({ container, steps: defined(firstStart(container), trouble(container)) }));
  const progress = gathered((add) => {
    if (textAt(pod, "status", "phase") === "Running") add(milestoneStep("Running"));
    for (const c of containers) addReadiness(c, add);
    add(ready(pod));
    for (const c of containers) {
      add(firstEnd(c, isTerminating(pod)));
      add(restart(c));
    }
  });
  const end = defined(disruption(pod), ending(pod));
  const all = [...start, ...starts.flatMap(({ steps }) => steps), ...progress, ...end];
  return { all, start, starts, progress, end, isReady: isTrue(pod, "Ready") };
}

function gathered(addTo: (add: AddStep) => void): readonly MilestoneStep[] {
  const steps: MilestoneStep[] = [];
  addTo((step) => {
    if (step !== undefined) steps.push(step);
  });
  return steps;
}

function defined(...steps: readonly (MilestoneStep | undefined)[]): readonly MilestoneStep[] {
  return steps.filter((step) => step !== undefined);
}

type AddStep = (step: MilestoneStep | undefined) => void;

function addStart(pod: KubeObject, containers: readonly ContainerFacts[], add: AddStep): void {
  const scheduled = conditionOf(pod, "PodScheduled");
  const isBound = textAt(pod, "spec", "nodeName") !== undefined;
  const blockedBy = !isBound && scheduled?.status === "False" ? scheduled.reason : undefined;
  if (blockedBy !== undefined)
    add(milestoneStep(blockedBy, scheduled?.lastTransitionMs, { tone: blockedBy === "Unschedulable" ? "bad" : "neutral" }));
  if (isBound) add(milestoneStep("Scheduled", scheduled?.status === "True" ? scheduled.lastTransitionMs : undefined));
  if (isBound && isReportedByKubelet(pod)) add(milestoneStep("Creating", timeAt(pod, "status", "startTime")));
  const sandbox = conditionOf(pod, "PodReadyToStartContainers") ?? conditionOf(pod, "PodHasNetwork");
  if (sandbox?.status === "True") add(milestoneStep("Sandbox ready", sandbox.lastTransitionMs));
  if (!containers.some((c) => c.role === "init" || c.role === "sidecar")) return;
  const initialized = conditionOf(pod, "Initialized");
  if (initialized?.status === "True") add(milestoneStep("Initialized", initialized.lastTransitionMs));
}

/**
 * A run that ended between two revisions leaves its times in `lastState` of the next run. A container that the runtime cannot start ends
 * and is retried without ever having started: its times are missing or zero.
 */
function firstStart({ name: container, state, last, restarts }: ContainerFacts): MilestoneStep | undefined {
  if (restarts > 0 || state.kind === "waiting") {
    const isKnown = hasStarted(last) || state.kind === "running" || (state.kind === "terminated" && hasStarted(state));
    return isKnown ? milestoneStep("Started", restarts <= 1 ? last?.startedMs : undefined, { container, passed: true }) : undefined;
  }
  if (state.kind === "running" || (state.kind === "terminated" && hasStarted(state)))
    return milestoneStep("Started", state.startedMs, { container });
  return undefined;
}

function hasStarted(run: TerminatedState | undefined): boolean {
  return run?.startedMs !== undefined;
}

function trouble(c: ContainerFacts): MilestoneStep | undefined {
  const reason = c.state.kind === "waiting" && isTrouble(c) ? c.state.reason : undefined;
  return reason === undefined ? undefined : milestoneStep(reason, undefined, { container: c.name, tone: "bad" });
}

function addReadiness({ name: container, role, started, ready, probes }: ContainerFacts, add: AddStep): void {
  if (started && probes.startup) add(milestoneStep("Startup probe passed", undefined, { container }));
  if (ready && role !== "init") add(milestoneStep("Container ready", undefined, { container, tone: "good" }));
}

/** A container that ends while its Pod is terminating was stopped: its exit code is no failure. */
function firstEnd({ name: container, state, last, restarts }: ContainerFacts, isTerminating: boolean): MilestoneStep | undefined {
  const toneOf = (end: TerminatedState) => (!hasFailed(end) || isTerminating ? "ended" : "bad");
  if (restarts === 0 && state.kind === "terminated" && hasEnd(state))
    return milestoneStep("Ended", state.finishedMs, { container, tone: toneOf(state) });
  if (last === undefined || !hasEnd(last)) return undefined;
  return milestoneStep("Ended", restarts <= 1 ? last.finishedMs : undefined, { container, tone: toneOf(last), passed: true });
}

/** For a container that never ran, deletion leaves a terminated state, mostly without a time. */
function hasEnd({ hasRun, finishedMs }: TerminatedState): boolean {
  return hasRun && (finishedMs ?? 0) > 0;
}

function restart({ name: container, state, restarts }: ContainerFacts): MilestoneStep | undefined {
  if (restarts === 0 || state.kind !== "running") return undefined;
  return milestoneStep("Restarted", restarts === 1 ? state.startedMs : undefined, { container });
}

/** The images of one Pod's containers. */
class Images {
  readonly #images = new Map<string, string>();
  #spec: unknown = this;

  /** Containers with another image than before. */
  observe(pod: KubeObject): ReadonlyMap<ContainerFacts, MilestoneStep> {
    const spec = pod["spec"];
    if (spec === this.#spec) return unchanged;
    this.#spec = spec;
    const changed = new Map<ContainerFacts, MilestoneStep>();
    for (const container of containersOf(pod)) {
      const { name, image } = container;
      const earlier = this.#images.get(name);
      if (image !== undefined) this.#images.set(name, image);
      if (earlier !== undefined && earlier !== image)
        changed.set(container, milestoneStep("Image changed", undefined, { container: name, tone: "neutral" }));
    }
    return changed;
  }
}

const unchanged: ReadonlyMap<ContainerFacts, MilestoneStep> = new Map();

function ready(pod: KubeObject): MilestoneStep | undefined {
  const ready = conditionOf(pod, "Ready");
  return ready?.status === "True" ? milestoneStep("Ready", ready.lastTransitionMs, { tone: "good" }) : undefined;
}

function readyLost(pod: KubeObject): MilestoneStep | undefined {
  const ready = conditionOf(pod, "Ready");
  const isOver = isTerminating(pod) || textAt(pod, "status", "phase") !== "Running";
  return isOver || ready?.status !== "False" ? undefined : milestoneStep("Ready lost", ready.lastTransitionMs, { tone: "bad" });
}

function disruption(pod: KubeObject): MilestoneStep | undefined {
  const target = conditionOf(pod, "DisruptionTarget");
  return target?.status === "True" ? milestoneStep("To be disrupted", target.lastTransitionMs, { tone: "bad" }) : undefined;
}

/** During deletion the phase says nothing about the work. The server gives no time for it. */
function ending(pod: KubeObject): MilestoneStep | undefined {
  if (isTerminating(pod)) return undefined;
  const phase = textAt(pod, "status", "phase");
  if (phase === "Succeeded") return milestoneStep("Completed", undefined, { tone: "ended" });
  return phase === "Failed" ? milestoneStep("Failed", undefined, { tone: "bad" }) : undefined;
}

function isTerminating(pod: KubeObject): boolean {
  return pod.metadata.deletionTimestamp !== undefined;
}

const none: readonly MilestoneStep[] = [];

function currentResize(pod: KubeObject): { readonly resize: Resize | undefined } {
  return { resize: resizeOf(pod) };
}

/** The first in-place resize of one Pod: requested in its spec, reported by the kubelet, and done when the kubelet no longer reports it. */
class Resizes {
  #spec: unknown;
  #resources: string | undefined;
  #isRequested = false;
  #latest: Resize | undefined;

  observe(pod: KubeObject): readonly MilestoneStep[] {
    if (pod["spec"] !== this.#spec) this.#observeSpec(pod);
    const now = podFactsOf(pod).derived(currentResize, pod).resize;
    const isDone = now === undefined && this.#latest !== undefined && !this.#latest.isStuck;
    this.#latest = now;
    if (!this.#isRequested && now === undefined && !isDone) return none;
    return [
      ...(this.#isRequested ? [milestoneStep("Resize asked", undefined, { tone: "neutral" })] : []),
      ...(now === undefined ? [] : [milestoneStep(capital(now.words), now.sinceMs, { tone: now.isStuck ? "bad" : "progress" })]),
      ...(isDone ? [milestoneStep("Resized", undefined, { tone: "good" })] : []),
    ];
  }

  #observeSpec(pod: KubeObject): void {
    const resources = jsonText([at(pod, "spec", "resources"), ...itemsAt(pod, "spec", "containers").map((c) => at(c, "resources"))]);
    this.#isRequested ||= this.#resources !== undefined && resources !== this.#resources;
    this.#resources = resources;
    this.#spec = pod["spec"];
  }
}
