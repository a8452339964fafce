import { conditionOf } from "../../../lifecycle/fields/conditions.js";
import { type ContainerFacts, containersOf } from "../../../lifecycle/kinds/pod/containers.js";
import { asOneLine, listed, plural } from "../../../lifecycle/narration/words.js";
import { countAt, itemsAt, textAt, timeAt } from "../../../model/fields.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { countsOf } from "../../engine/event-history.js";
import type { CauseRef, DiagnosisRule, RuleContext, Symptom } from "../../engine/symptom.js";
import { kubectl } from "../../evidence/kubectl.js";
import { causedByNode } from "../../evidence/pod-facts.js";
import { searchable } from "../../evidence/searchable.js";

/**
 * Deletions that do not complete, of any kind of object, and containers that do not stop:
 *
 *   Terminating           the object still exists: it waits for a finalizer, for what it owns, or a Pod for its kubelet
 *   ExceededGracePeriod   a container did not end within the grace period and was killed; also a sidecar, which the kubelet stops when the
 *                         work of its Pod is done
 */
export const terminationRule: DiagnosisRule = {
  kinds: ["*"],
  symptoms: (context) =>
    context.object.metadata.deletionTimestamp === undefined
      ? killedSidecars(context)
      : [terminating(context), ...killedContainers(context)],
  resolution: ({ class: name }) => (name === "ExceededGracePeriod" ? { text: "its containers have stopped", isFinal: true } : undefined),
};

/** Beyond the grace period controllers need time for their work. */
const delayMs = 30_000;
const delayForOwnedMs = 60_000;
/** A shorter grace period was hardly meant as time to shut down in. */
const shortGraceSeconds = 10;

function terminating(context: RuleContext): Symptom {
  const { object, ref } = context;
  const finalizers = itemsAt(object, "metadata", "finalizers").filter((name) => typeof name === "string");
  const graceMs = countAt(object, "metadata", "deletionGracePeriodSeconds") * 1000;
  const waitsForOwned = finalizers.some((name) => name === "foregroundDeletion" || name === "kubernetes") || ref.kind === "Namespace";
  return {
    class: "Terminating",
    severity: "warning",
    message: `deletion of the ${ref.kind} was requested, but it still exists${reasonOf(context, finalizers)}`,
    events: countsOf(context.events.all((e) => e.reason === "FailedKillPod" || e.reason === "FailedPreStopHook")),
    advice: adviceFor(context, finalizers),
    starts: { kind: "delayed", afterMs: graceMs + (waitsForOwned ? delayForOwnedMs : delayMs) },
    causedBy:
      object.kind === "Namespace"
        ? [{ kind: "inside", namespace: object.metadata.name ?? "", classes: ["Terminating"] }]
        : [{ kind: "owned" }, ...causedByDeleter, ...causedByNode(object)],
  };
}

/** What had the Pod deleted explains all that follows from it. */
const causedByDeleter: readonly CauseRef[] = [
  { kind: "self", classes: ["DeadlineExceeded", "Evicted", "Preempted", "TaintManagerEviction", "EvictionByEvictionAPI"] },
  { kind: "owner", classes: ["DeadlineExceeded", "BackoffLimitExceeded", "PodFailurePolicy", "FailedIndexes", "MaxFailedIndexesExceeded"] },
];

function killedContainers({ object, ref }: RuleContext): readonly Symptom[] {
  const graceSeconds = countAt(object, "metadata", "deletionGracePeriodSeconds");
  const dueMs = timeAt(object, "metadata", "deletionTimestamp");
  if (ref.kind !== "Pod" || dueMs === undefined || graceSeconds === 0) return [];
  return containersOf(object)
    .filter((container) => wasKilledAt(dueMs, container))
    .map(({ name }) => ({
      class: "ExceededGracePeriod",
      severity: graceSeconds < shortGraceSeconds ? "info" : "warning",
      container: name,
      message: `container ${name} did not stop within its grace period (${graceSeconds}s) and was killed`,
      advice: [`${handleSigterm(name)}, or raise terminationGracePeriodSeconds`],
      causedBy: causedByDeleter,
    }));
}

function killedSidecars({ object, ref }: RuleContext): readonly Symptom[] {
  const containers = ref.kind === "Pod" ? containersOf(object) : [];
  const work = containers.filter((c) => c.role === "container");
  if (work.length === 0 || work.some((c) => c.state.kind !== "terminated")) return [];
  return containers.filter(isKilledSidecar).map(({ name }) => ({
    class: "ExceededGracePeriod",
    severity: "info",
    container: name,
    message: `sidecar ${name} did not stop within its grace period after the other containers had completed, and was killed`,
    advice: [handleSigterm(name)],
  }));
}

function handleSigterm(container: string): string {
  return `handle SIGTERM in container ${container} (a shell as first process does not forward signals)`;
}

function isKilledSidecar({ role, state }: ContainerFacts): boolean {
  return (
    role === "sidecar" && state.kind === "terminated" && state.hasRun && state.exitCode === 137 && (state.reason ?? "Error") === "Error"
  );
}

/** Both times have a grain of one second. */
function wasKilledAt(dueMs: number, { state }: ContainerFacts): boolean {
  if (state.kind !== "terminated" || state.exitCode !== 137 || state.reason === "OOMKilled" || state.reason === "ContainerStatusUnknown")
    return false;
  return state.finishedMs !== undefined && state.finishedMs >= dueMs - 1000;
}

function reasonOf({ object, events }: RuleContext, finalizers: readonly string[]): string {
  const conditions = [
    "NamespaceDeletionContentFailure",
    "NamespaceDeletionDiscoveryFailure",
    "NamespaceFinalizersRemaining",
    "NamespaceContentRemaining",
  ];
  const condition = conditions.map((type) => conditionOf(object, type)).find((each) => each?.status === "True");
  if (condition?.message !== undefined) return `: ${asOneLine(condition.message)}`;
  if (finalizers.length > 0) return `: it has ${finalizers.length === 1 ? "finalizer" : "finalizers"} ${listed(finalizers)}`;
  const failed = events.latest((e) => e.reason === "FailedKillPod")?.message;
  if (failed !== undefined) return `: ${asOneLine(failed)}`;
  const running = containersOf(object).filter(({ state }) => state.kind === "running").length;
  return running > 0 ? `: its kubelet reports ${plural(running, "running container")}` : "";
}

function adviceFor({ object, ref }: RuleContext, finalizers: readonly string[]): readonly string[] {
  const word = ref.kind.toLowerCase();
  if (finalizers.some((name) => name.endsWith("pvc-protection") || name.endsWith("pv-protection")))
    return [`delete the Pods that use it first: ${kubectl(["describe", word, ref.name], ref.namespace)}`];
  if (ref.kind === "Namespace") return [namespaceAdvice(object, ref.name)];
  if (finalizers.length > 0)
    return [
      `check that the controller of ${listed(finalizers)} runs: it must remove its finalizer: ${kubectl(["get", word, ref.name, "-o", "yaml"], ref.namespace)}`,
    ];
  const node = textAt(object, "spec", "nodeName");
  return node === undefined ? [] : [`check that its node responds: ${kubectl(["get", "node", node])}`];
}

function namespaceAdvice(object: KubeObject, name: string): string {
  if (conditionOf(object, "NamespaceDeletionDiscoveryFailure")?.status === "True")
    return `find the API service that does not respond, and repair or delete it: ${kubectl(["get", "apiservices"])}`;
  const remaining = conditionOf(object, "NamespaceContentRemaining");
  const resources =
    remaining?.status === "True" ? [...searchable(remaining.message ?? "").matchAll(/([a-z0-9.-]{1,253}) has \d+ resource/g)] : [];
  const words = resources.flatMap(([, resource]) => resource?.replace(/\.$/, "") ?? []).slice(0, 8);
  return words.length === 0
    ? `see which objects remain in it: ${kubectl(["get", "all"], name)}`
    : `see which objects remain in it, and their finalizers: ${kubectl(["get", words.join(","), "-o", "yaml"], name)}`;
}
