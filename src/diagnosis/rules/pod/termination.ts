import { conditionOf } from "../../../lifecycle/fields/conditions.js";
import { countAt, itemsAt, textAt, timeAt } from "../../../lifecycle/fields/fields.js";
import { type ContainerFacts, containersOf } from "../../../lifecycle/kinds/pod/containers.js";
import { inShort, listed, plural } from "../../../lifecycle/narration/words.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { countsOf } from "../../engine/event-history.js";
import type { CauseRef, Ending, FailureFamily, RuleContext, Symptom } from "../../engine/symptom.js";
import { advise } from "../../evidence/advice.js";
import { becauseOfNode } from "../../evidence/because-of-node.js";

/**
 * Objects that do not go although their deletion was asked for (of any kind): they wait for a finalizer, for what they own, or a Pod for its
 * kubelet. And containers that did not end in their grace period and were killed: `ExceededGracePeriod`; also sidecars, which the kubelet stops
 * when the work of their Pod is done.
 */
export const terminationFamily: FailureFamily = {
  name: "termination",
  kinds: ["*"],
  symptoms: (sight) =>
    sight.object.metadata.deletionTimestamp === undefined ? killedSidecars(sight) : [...stuck(sight), ...killed(sight)],
  ending,
};

/** So long over its grace period an object may take to go: its controllers have their work to do. */
const patienceMs = 30_000;
const patienceForOwnedMs = 60_000;

function stuck(sight: RuleContext): readonly Symptom[] {
  const { object, ref } = sight;
  const finalizers = itemsAt(object, "metadata", "finalizers").filter((name) => typeof name === "string");
  const graceMs = countAt(object, "metadata", "deletionGracePeriodSeconds") * 1000;
  const isForOwned = finalizers.some((name) => name === "foregroundDeletion" || name === "kubernetes") || ref.kind === "Namespace";
  return [
    {
      class: "Terminating",
      severity: "warning",
      message: `the deletion of the ${ref.kind} was asked for, and it does not go${whyOf(sight, finalizers)}`,
      events: countsOf(sight.told.all((e) => e.reason === "FailedKillPod" || e.reason === "FailedPreStopHook")),
      advice: adviceFor(sight, finalizers),
      patienceMs: graceMs + (isForOwned ? patienceForOwnedMs : patienceMs),
      because: becauseOf(object),
    },
  ];
}

function whyOf({ object, told }: RuleContext, finalizers: readonly string[]): string {
  const conditions = [
    "NamespaceDeletionContentFailure",
    "NamespaceDeletionDiscoveryFailure",
    "NamespaceFinalizersRemaining",
    "NamespaceContentRemaining",
  ];
  const said = conditions.map((type) => conditionOf(object, type)).find((condition) => condition?.status === "True");
  if (said?.message !== undefined) return `: ${inShort(said.message)}`;
  if (finalizers.length > 0) return `: it waits for ${finalizers.length === 1 ? "finalizer" : "finalizers"} ${listed(finalizers)}`;
  const refused = told.latest((e) => e.reason === "FailedKillPod")?.message;
  if (refused !== undefined) return `: ${inShort(refused)}`;
  const running = containersOf(object).filter(({ state }) => state.kind === "running");
  return running.length > 0
    ? `: ${plural(running.length, "container")} of it ${running.length === 1 ? "runs" : "run"} on, as far as its kubelet says`
    : "";
}

function adviceFor({ object, ref }: RuleContext, finalizers: readonly string[]): readonly string[] {
  const word = ref.kind.toLowerCase();
  if (finalizers.some((name) => name.endsWith("pvc-protection") || name.endsWith("pv-protection")))
    return [`it is in use: delete the Pods that use it first; which they are: ${advise(["describe", word, ref.name], ref.namespace)}`];
  if (ref.kind === "Namespace") return namespaceAdvice(object, ref.name);
  if (finalizers.length > 0)
    return [
      `see whether the controller of ${listed(finalizers)} runs; it has to take its finalizer away: ${advise(["get", word, ref.name, "-o", "yaml"], ref.namespace)}`,
    ];
  const node = textAt(object, "spec", "nodeName");
  return node !== undefined ? [`see whether its node answers: ${advise(["get", "node", node])}`] : [];
}

function namespaceAdvice(object: KubeObject, name: string): readonly string[] {
  if (conditionOf(object, "NamespaceDeletionDiscoveryFailure")?.status === "True")
    return [`see which API service does not answer, and mend it or delete it: ${advise(["get", "apiservices"])}`];
  const left = conditionOf(object, "NamespaceContentRemaining");
  const resources = left?.status === "True" ? [...(left.message ?? "").matchAll(/([a-z0-9.-]+) has \d+ resource/g)] : [];
  const words = resources.flatMap(([, resource]) => resource?.replace(/\.$/, "") ?? []).slice(0, 8);
  return words.length === 0
    ? [`see what is left in it, and what holds that: ${advise(["get", "all"], name)}`]
    : [`see what is left in it, and what finalizers hold that: ${advise(["get", words.join(","), "-o", "yaml"], name)}`];
}

function becauseOf(object: KubeObject): readonly CauseRef[] {
  if (object.kind === "Namespace") return [{ kind: "inside", namespace: object.metadata.name ?? "", classes: ["Terminating"] }];
  return [{ kind: "owned" }, ...enders, ...becauseOfNode(object)];
}

/** What had the Pod deleted explains all that comes of it. */
const enders: readonly CauseRef[] = [
  { kind: "self", classes: ["DeadlineExceeded", "Evicted", "Preempted", "TaintManagerEviction", "EvictionByEvictionAPI"] },
  { kind: "owner", classes: ["DeadlineExceeded", "BackoffLimitExceeded", "PodFailurePolicy", "FailedIndexes", "MaxFailedIndexesExceeded"] },
];

/** A shorter grace than this was hardly meant as time to end in. */
const shortGraceSeconds = 10;

function killed(sight: RuleContext): readonly Symptom[] {
  const { object } = sight;
  const graceSeconds = countAt(object, "metadata", "deletionGracePeriodSeconds");
  const dueMs = timeAt(object, "metadata", "deletionTimestamp");
  if (sight.ref.kind !== "Pod" || dueMs === undefined || graceSeconds === 0) return [];
  return containersOf(object)
    .filter((container) => wasKilledAt(dueMs, container))
    .map(({ name }) => ({
      class: "ExceededGracePeriod",
      severity: graceSeconds < shortGraceSeconds ? "info" : "warning",
      container: name,
      message: `container ${name} did not end within its grace period of ${plural(graceSeconds, "second")} and was killed`,
      advice: [
        `let container ${name} handle SIGTERM (a shell as first process passes no signals on), or give it a longer terminationGracePeriodSeconds`,
      ],
      because: enders,
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
    message: `sidecar ${name} was told to end when the work of the Pod was done, did not within the grace period, and was killed`,
    advice: [`let container ${name} handle SIGTERM (a shell as first process passes no signals on)`],
  }));
}

function isKilledSidecar({ role, state }: ContainerFacts): boolean {
  return role === "sidecar" && state.kind === "terminated" && state.exitCode === 137 && (state.reason ?? "Error") === "Error";
}

/** Both times are of one-second grain. */
function wasKilledAt(dueMs: number, { state }: ContainerFacts): boolean {
  if (state.kind !== "terminated" || state.exitCode !== 137 || state.reason === "OOMKilled" || state.reason === "ContainerStatusUnknown")
    return false;
  return state.finishedMs !== undefined && state.finishedMs >= dueMs - 1000;
}

function ending(symptom: Symptom): Ending | undefined {
  return symptom.class === "ExceededGracePeriod" ? { text: "nothing of it runs any more", final: true } : undefined;
}
