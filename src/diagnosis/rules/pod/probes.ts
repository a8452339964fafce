import { conditionOf } from "../../../lifecycle/fields/conditions.js";
import { type ContainerFacts, containersOf } from "../../../lifecycle/kinds/pod/containers.js";
import { asOneLine, plural } from "../../../lifecycle/narration/words.js";
import { least } from "../../../model/extremes.js";
import { itemsAt, numberAt, textAt } from "../../../model/fields.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { countsOf, type ObservedEvent, sequencesOf } from "../../engine/event-history.js";
import type { DiagnosisRule, EndTiming, Resolution, RuleContext, StartTiming, Symptom } from "../../engine/symptom.js";
import { kubectl } from "../../evidence/kubectl.js";
import { isPodActive, perContainer } from "../../evidence/pod-facts.js";

/**
 * Probes that fail:
 *
 *   Unhealthy             Events say that a probe has failed as often as its failureThreshold; critical when it had the container killed
 *   ContainersNotReady    a probe does not pass and no Event says so: Events may not have been recorded, or have been lost
 *
 * A readiness probe keeps the container from being ready until it passes. A liveness or startup probe that fails often enough in a row gets
 * the container killed (`Killing`: "Container web failed liveness probe, will be restarted"). A probe that `errored` could not be run, as an
 * exec that took too long: the kubelet discards its result (pkg/kubelet/prober).
 */
export const probesRule: DiagnosisRule = {
  kinds: ["Pod"],
  symptoms: (context) => (isPodActive(context.object) ? perContainer(context, symptoms) : []),
  resolution,
};

type Probe = "readiness" | "liveness" | "startup";

/** For so long failing readiness probes of a container that was never ready are the normal course. */
const startingMs = 20_000;
/** For so long a probe may not pass without any Event. */
const maxWithoutEventsMs = 2 * 60_000;

function symptoms(container: ContainerFacts, context: RuleContext): readonly Symptom[] {
  return (["startup", "liveness", "readiness"] as const).flatMap((probe) => symptomOf(probe, container, context) ?? []);
}

function symptomOf(probe: Probe, container: ContainerFacts, context: RuleContext): Symptom | undefined {
  const { name } = container;
  if (!container.probes[probe] || (probe === "readiness" && (container.ready || container.state.kind !== "running"))) return undefined;
  const failures = context.events.all((e) => e.container === name && e.reason === "Unhealthy" && isFailureOf(probe, e.message));
  const killings = context.events.all((e) => e.container === name && e.reason === "Killing" && e.message.includes(`failed ${probe} probe`));
  if (killings.length > 0 || countOf(failures) >= thresholdOf(probe, name, context.object))
    return unhealthy(probe, container, failures, killings, context);
  return probe === "liveness" || hasPassed(probe, container) ? undefined : notReady(probe, name, context);
}

function unhealthy(
  probe: Probe,
  container: ContainerFacts,
  failures: readonly ObservedEvent[],
  killings: readonly ObservedEvent[],
  context: RuleContext,
): Symptom {
  const { name } = container;
  const events = [...failures, ...killings];
  const answer = answerIn(failures.at(-1));
  const onlyErrored = failures.every((e) => isErrored(e.message)) && killings.length === 0;
  return {
    class: "Unhealthy",
    severity: probe !== "readiness" && killings.length > 0 ? "critical" : "warning",
    container: name,
    discriminator: probe,
    message: `the ${probe} probe of container ${name} failed ${plural(countOf(failures), "time")}${answer === "" ? "" : `: ${answer}`}; ${(onlyErrored ? erroredEffects : effects)[probe]}`,
    evidence: sequencesOf(events).slice(-2),
    sinceMs: least(events.map((e) => e.firstMs)),
    events: countsOf(events),
    advice: adviceFor(probe, name, context),
    ...timingOf(probe, container, context.object),
  };
}

/** Of a readiness probe the status says when it passes; of the others only the Events stop. */
function timingOf(
  probe: Probe,
  container: ContainerFacts,
  pod: KubeObject,
): { starts?: StartTiming | undefined; ends?: EndTiming | undefined } {
  if (probe !== "readiness") return { ends: { kind: "quiet", afterMs: quietMsOf(probe, container.name, pod) } };
  return { starts: hasBeenReady(container, pod) ? undefined : { kind: "transient", withinMs: startingMs } };
}

const effects: Readonly<Record<Probe, string>> = {
  readiness: "until it passes, the container is not ready and no Service routes to it",
  liveness: "the kubelet kills and restarts the container",
  startup: "the kubelet kills the container before it has started up",
};

/** The kubelet discards the result. */
const erroredEffects: Readonly<Record<Probe, string>> = {
  readiness: effects.readiness,
  liveness: "it could not be run, so the kubelet does not know whether the container is alive",
  startup: "it could not be run; until it passes, the container has not started up",
};

function notReady(probe: Probe, name: string, context: RuleContext): Symptom {
  return {
    class: "ContainersNotReady",
    severity: "warning",
    container: name,
    discriminator: probe,
    message: `container ${name} is running but not ready: its ${probe} probe has not passed`,
    advice: adviceFor(probe, name, context),
    starts: { kind: "delayed", afterMs: maxWithoutEventsMs },
    supersededBy: ["Unhealthy"],
  };
}

/** Or is not run yet: before the startup probe has passed, the others are not. */
function hasPassed(probe: Probe, { state, ready, started, probes }: ContainerFacts): boolean {
  if (state.kind !== "running" || probe === "startup") return state.kind !== "running" || started;
  return ready || (probes.startup && !started);
}

/** Its Ready condition changed after the container had started: it was True in between. */
function hasBeenReady({ state }: ContainerFacts, pod: KubeObject): boolean {
  const changedMs = conditionOf(pod, "ContainersReady")?.lastTransitionMs;
  return state.kind === "running" && state.startedMs !== undefined && changedMs !== undefined && changedMs > state.startedMs + 1000;
}

function countOf(events: readonly ObservedEvent[]): number {
  return events.reduce((sum, e) => sum + e.count, 0);
}

/** "Liveness probe failed: ...", "Readiness probe errored: ..."; not "Readiness probe warning". */
function isFailureOf(probe: Probe, message: string): boolean {
  return new RegExp(`^${probe} probe (failed|errored|error)`, "i").test(message);
}

function isErrored(message: string): boolean {
  return /^\w+ probe errored/.test(message);
}

function answerIn(event: ObservedEvent | undefined): string {
  return asOneLine((event?.message ?? "").replace(/^\w+ probe (?:failed|errored|error)[^:]*:?\s*/i, ""));
}

function probeSpec(probe: Probe, container: string, pod: KubeObject): unknown {
  const all = [...itemsAt(pod, "spec", "initContainers"), ...itemsAt(pod, "spec", "containers")];
  const spec = all.find((item) => textAt(item, "name") === container);
  return typeof spec === "object" && spec !== null ? (spec as Record<string, unknown>)[`${probe}Probe`] : undefined;
}

function thresholdOf(probe: Probe, container: string, pod: KubeObject): number {
  return numberAt(probeSpec(probe, container, pod), "failureThreshold") ?? 3;
}

/** Without an Event for three rounds of failing it has stopped failing. */
function quietMsOf(probe: Probe, container: string, pod: KubeObject): number {
  const spec = probeSpec(probe, container, pod);
  const roundMs = (numberAt(spec, "periodSeconds") ?? 10) * 1000 * thresholdOf(probe, container, pod);
  return Math.max(60_000, 3 * roundMs + (numberAt(spec, "initialDelaySeconds") ?? 0) * 1000);
}

function adviceFor(probe: Probe, container: string, { ref }: RuleContext): readonly string[] {
  const logs = `read its logs: ${kubectl(["logs", ref.name, "-c", container], ref.namespace)}`;
  if (probe === "readiness") return ["compare the readiness probe (path, port, delay) with what the container serves", logs];
  return [`give the container more time (a startup probe, initialDelaySeconds, failureThreshold), or correct the ${probe} probe`, logs];
}

function resolution({ container, discriminator: probe }: Symptom, _began: KubeObject, { object }: RuleContext): Resolution | undefined {
  const now = containersOf(object).find((c) => c.name === container);
  if (probe === "startup" && now?.started) return { text: `container ${now.name} started up` };
  if (probe === "readiness" && now?.ready) return { text: `container ${now.name} became ready` };
  return probe === "readiness" && now?.state.kind !== "running"
    ? { text: `container ${container} terminated`, withoutRecovery: true }
    : undefined;
}
