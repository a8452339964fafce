import { conditionOf } from "../../../lifecycle/fields/conditions.js";
import { itemsAt, numberAt, textAt } from "../../../lifecycle/fields/fields.js";
import { type ContainerFacts, containersOf } from "../../../lifecycle/kinds/pod/containers.js";
import { inShort, plural } from "../../../lifecycle/narration/words.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { countsOf, type ObservedEvent, sequencesOf } from "../../engine/event-history.js";
import type { Ending, FailureFamily, RuleContext, Symptom } from "../../engine/symptom.js";
import { advise } from "../../evidence/advice.js";
import { isPodAtWork } from "../../evidence/is-pod-active.js";
import { ofEachContainer } from "../../evidence/of-each-container.js";

/**
 * Probes that fail. Only Events tell (`Unhealthy`), and one failed probe is nothing: it counts when it has failed as often as its
 * failureThreshold asks for. A readiness probe keeps the container from being ready until it passes; a liveness or startup probe gets it
 * killed (`Killing`: "Container web failed liveness probe, will be restarted"), when it fails so often in a row: only then is it critical.
 *
 * A probe that `errored` could not be carried out (an exec that took too long): the kubelet throws its result away (pkg/kubelet/prober).
 */
export const probesFamily: FailureFamily = {
  name: "probes",
  kinds: ["Pod"],
  symptoms: (sight) => (isPodAtWork(sight.object) ? ofEachContainer(sight, ofContainer) : []),
  ending,
};

type Probe = "readiness" | "liveness" | "startup";

function ofContainer(container: ContainerFacts, sight: RuleContext): readonly Symptom[] {
  return (["startup", "liveness", "readiness"] as const).flatMap((probe) => ofProbe(probe, container, sight) ?? []);
}

function ofProbe(probe: Probe, container: ContainerFacts, sight: RuleContext): Symptom | undefined {
  if (!container.probes[probe] || (probe === "readiness" && (container.ready || container.state.kind !== "running"))) return undefined;
  const failures = sight.told.all((e) => e.container === container.name && e.reason === "Unhealthy" && isOf(probe, e.message));
  const killings = sight.told.all(
    (e) => e.container === container.name && e.reason === "Killing" && e.message.includes(`failed ${probe} probe`),
  );
  const failed = failures.reduce((sum, e) => sum + e.count, 0);
  if (killings.length === 0 && failed < thresholdOf(probe, container.name, sight.object))
    return probe === "liveness" || hasCome(probe, container) ? undefined : untold(probe, container, sight);
  return symptomOf(probe, container, failures, killings, sight);
}

/** Before the startup probe has passed no other is tried. */
function hasCome(probe: Probe, { state, ready, started, probes }: ContainerFacts): boolean {
  if (state.kind !== "running" || probe === "startup") return state.kind !== "running" || started;
  return ready || (probes.startup && !started);
}

/** So long a probe may keep its container from coming up without a word: Events may not have been recorded, or have been lost. */
const untoldMs = 2 * 60_000;

function untold(probe: Probe, { name }: ContainerFacts, sight: RuleContext): Symptom {
  return {
    class: "ContainersNotReady",
    severity: "warning",
    container: name,
    about: probe,
    message: `container ${name} runs and does not become ready: its ${probe} probe has not passed`,
    advice: adviceFor(probe, name, sight),
    patienceMs: untoldMs,
    saidBy: ["Unhealthy"],
  };
}

function symptomOf(
  probe: Probe,
  container: ContainerFacts,
  failures: readonly ObservedEvent[],
  killings: readonly ObservedEvent[],
  sight: RuleContext,
): Symptom {
  const { name } = container;
  const failed = failures.reduce((sum, e) => sum + e.count, 0);
  const said = saidBy(failures.at(-1));
  const effect = failures.every((e) => isErrored(e.message)) && killings.length === 0 ? erroredEffects[probe] : effects[probe];
  const shared = {
    class: "Unhealthy",
    container: name,
    about: probe,
    message: `the ${probe} probe of container ${name} has failed ${plural(failed, "time")}${said === "" ? "" : `: ${said}`}; ${effect}`,
    shownBy: sequencesOf([...failures, ...killings]).slice(-2),
    sinceMs: Math.min(...[...failures, ...killings].map((e) => e.firstMs)),
    events: countsOf([...failures, ...killings]),
    advice: adviceFor(probe, name, sight),
  };
  if (probe !== "readiness")
    return { ...shared, severity: killings.length > 0 ? "critical" : "warning", quietMs: quietMs(probe, name, sight.object) };
  // Until it has been ready once it may just be starting.
  return { ...shared, severity: "warning", ...(hasBeenReady(container, sight.object) ? {} : { transientMs: startingMs }) };
}

const effects: Readonly<Record<Probe, string>> = {
  readiness: "until it passes the container is not ready, and no Service leads to it",
  liveness: "so the kubelet kills the container and starts it again",
  startup: "so the kubelet kills the container before it has come up",
};

/** It could not be carried out: that counts neither way. */
const erroredEffects: Readonly<Record<Probe, string>> = {
  readiness: effects.readiness,
  liveness: "it could not be carried out, and as long as that is so the kubelet does not know whether the container lives",
  startup: "it could not be carried out, and until it passes the container has not come up",
};

function isErrored(message: string): boolean {
  return /^\w+ probe errored/.test(message);
}

/** So long a container may take to become ready without its failing probes being worth a word. */
const startingMs = 20_000;

/** "Liveness probe failed: ...", "Readiness probe errored: ..."; "Readiness probe warning" is none. */
function isOf(probe: Probe, message: string): boolean {
  return new RegExp(`^${probe} probe (failed|errored|error)`, "i").test(message);
}

function saidBy(event: ObservedEvent | undefined): string {
  return inShort((event?.message ?? "").replace(/^\w+ probe (?:failed|errored|error)[^:]*:?\s*/i, ""));
}

function probeSpec(probe: Probe, container: string, pod: KubeObject): unknown {
  const all = [...itemsAt(pod, "spec", "initContainers"), ...itemsAt(pod, "spec", "containers")];
  const spec = all.find((item) => textAt(item, "name") === container);
  return typeof spec === "object" && spec !== null ? (spec as Record<string, unknown>)[`${probe}Probe`] : undefined;
}

function thresholdOf(probe: Probe, container: string, pod: KubeObject): number {
  return numberAt(probeSpec(probe, container, pod), "failureThreshold") ?? 3;
}

/** Without a word for three rounds of failing it has stopped failing. */
function quietMs(probe: Probe, container: string, pod: KubeObject): number {
  const spec = probeSpec(probe, container, pod);
  const roundMs = (numberAt(spec, "periodSeconds") ?? 10) * 1000 * thresholdOf(probe, container, pod);
  return Math.max(60_000, 3 * roundMs + (numberAt(spec, "initialDelaySeconds") ?? 0) * 1000);
}

/** Its Ready condition changed after the container had started: it was True in between. */
function hasBeenReady({ state }: ContainerFacts, pod: KubeObject): boolean {
  const changedMs = conditionOf(pod, "ContainersReady")?.lastTransitionMs;
  return state.kind === "running" && state.startedMs !== undefined && changedMs !== undefined && changedMs > state.startedMs + 1000;
}

function adviceFor(probe: Probe, container: string, { ref }: RuleContext): readonly string[] {
  const logs = `see what the container says meanwhile: ${advise(["logs", ref.name, "-c", container], ref.namespace)}`;
  if (probe === "readiness") return [`compare the readiness probe (path, port, delay) with what the container answers`, logs];
  return [`give the container more time (a startup probe, initialDelaySeconds, failureThreshold), or correct the ${probe} probe`, logs];
}

function ending(symptom: Symptom, _began: KubeObject, { object }: RuleContext): Ending | undefined {
  const now = containersOf(object).find((c) => c.name === symptom.container);
  if (symptom.about === "startup" && now?.started) return { text: `container ${now.name} came up` };
  if (symptom.about === "readiness" && now?.ready) return { text: `container ${now.name} became ready` };
  return symptom.about === "readiness" && now?.state.kind !== "running"
    ? { text: `container ${symptom.container} ended`, cutShort: true }
    : undefined;
}
