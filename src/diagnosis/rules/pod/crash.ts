import { type ContainerFacts, containersOf, type TerminatedState } from "../../../lifecycle/kinds/pod/containers.js";
import { exitInWords, hasFailed, hasSucceeded, isLost } from "../../../lifecycle/kinds/pod/exit-code.js";
import { aboutBetween, asOneLine, plural } from "../../../lifecycle/narration/words.js";
import { textAt } from "../../../model/fields.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { countsOf } from "../../engine/event-history.js";
import type { Severity } from "../../engine/finding.js";
import type { CauseRef, DiagnosisRule, Resolution, RuleContext, Symptom } from "../../engine/symptom.js";
import { compareCommand, exitAdvice, isKillCode, killAdvice } from "../../evidence/exit-advice.js";
import { kubectl } from "../../evidence/kubectl.js";
import { causedByNode, nodeAdvice, perContainer } from "../../evidence/pod-facts.js";
import { withoutRelays } from "../../evidence/relayed-message.js";
import { startAdvice } from "../../evidence/start-failure.js";
import { isSupersededByOwner, supersedingOwner } from "../../evidence/superseded-by-owner.js";

/**
 * Containers that fail:
 *
 *   Error, OOMKilled, StartError, ContainerCannotRun, ContainerStatusUnknown    how one ended, in the kubelet's own word
 *   CrashLoopBackOff                                                            it fails again and again, which the first explains
 *
 * CrashLoopBackOff says all there is to say of an Error. Where a container was killed (exit code 137, 143), the finding that had it killed
 * does: a failed probe, a hook, a deadline. Then the Error is left out.
 *
 * Not a failure: a sidecar that the kubelet stops when the work of its Pod is done, and any container while its Pod is being deleted.
 *
 * A container that was restarted may fail again the next moment: a failure is over when the container has run for a while. One that fails again before
 * that is in the same back-off: between its end and the kubelet's word for it minutes can pass. In a Pod that
 * succeeded all the same it is over at once, unless the kernel killed a process for lack of memory: then the work may be incomplete.
 */
export const crashRule: DiagnosisRule = {
  kinds: ["Pod"],
  symptoms: (context) => {
    const all = context.object.metadata.deletionTimestamp === undefined ? perContainer(context, symptoms) : [];
    return all.length > 0 && isSupersededByOwner(context) ? [] : all;
  },
  resolution: (symptom, began, context) => supersedingOwner(context) ?? resolution(symptom, began, context.object),
};

/** Findings that explain why the kubelet killed a container. */
const killers = ["Unhealthy", "Evicted", "Preempted", "Preempting", "DeadlineExceeded", "NodeShutdown", "Terminated", "PostStartHookError"];
const failedEnds = ["Error", "OOMKilled", "StartError", "ContainerCannotRun", "Completed", "RunContainerError"];

const minSettleMs = 30_000;
/** After ten minutes the kubelet itself considers a container healthy and resets the back-off. */
const maxSettleMs = 10 * 60_000;

function symptoms(container: ContainerFacts, context: RuleContext): readonly Symptom[] {
  if (container.role === "ephemeral" || (container.role === "sidecar" && isWorkDone(context.object))) return [];
  const { state } = container;
  const end = state.kind === "terminated" ? state : isLastEndNew(container, context) ? container.last : undefined;
  const failure = end === undefined || !hasFailed(end) ? [] : [failed(container, end, context)];
  return state.kind === "waiting" && state.reason === "CrashLoopBackOff" ? [...failure, backOff(container, context)] : failure;
}

function failed(container: ContainerFacts, end: TerminatedState, context: RuleContext): Symptom {
  const { name, state } = container;
  const reason = end.reason ?? "Error";
  const words = endInWords(container, end);
  const hasPodSucceeded = textAt(context.object, "status", "phase") === "Succeeded";
  const isOver = hasPodSucceeded && reason !== "OOMKilled";
  return {
    class: reason === "Completed" ? "Error" : reason,
    severity: isOver ? "warning" : severityOf(container, end, context.object),
    container: name,
    message: hasPodSucceeded ? `the Pod succeeded although ${words}` : words,
    advice: adviceFor(container, end, context),
    ends: isOver
      ? { kind: "over", because: "the Pod succeeded all the same" }
      : { kind: "settled", afterMs: settleMsOf(end), hasEnded: state.kind === "running" },
    causedBy: [{ kind: "self", classes: [...killers, "RunContainerError"], container: name }, ...causedByNodeOf(end, context.object)],
    adviceIfUnexplained: unexplainedAdvice(end, name, context),
    causeRule: isKilled(end) ? "omit-if-explained" : undefined,
    // In a Pod that has ended it is the last word: nothing is in back-off any more.
    supersededBy: isPlainError(end) && !isPodOver(context.object) ? ["CrashLoopBackOff"] : undefined,
    continues: isPodOver(context.object) ? undefined : ["CrashLoopBackOff"],
  };
}

function endInWords({ name, restarts, role }: ContainerFacts, end: TerminatedState): string {
  const ran = aboutBetween(end.startedMs, end.finishedMs);
  return [
    `${roleName(role)} ${name} `,
    isLost(end)
      ? `is lost, with ${exitInWords(end)}`
      : end.hasRun
        ? `terminated with ${exitInWords(end)}`
        : "failed without having started",
    ran === undefined ? "" : `, ${ran} after it started`,
    restarts === 0 ? "" : `; ${plural(restarts, "restart")} so far`,
    end.message === undefined ? "" : `: ${asOneLine(withoutRelays(end.message))}`,
  ].join("");
}

function severityOf(container: ContainerFacts, { reason }: TerminatedState, pod: KubeObject): Severity {
  return isFinal(container, pod) || reason === "OOMKilled" || reason === "StartError" ? "critical" : "warning";
}

function backOff(container: ContainerFacts, context: RuleContext): Symptom {
  const { name, last, state, role, restarts } = container;
  const delay = state.kind === "waiting" ? /back-off (\S+) restarting/.exec(state.message ?? "")?.[1] : undefined;
  const lastEnd = last === undefined ? "" : `, most recently with ${exitInWords(last)}`;
  const said = last?.message === undefined ? "" : `; its termination message: ${asOneLine(withoutRelays(last.message))}`;
  const isBackOff = (reason: string, message: string) => reason === "BackOff" && !message.includes("pulling image");
  return {
    class: "CrashLoopBackOff",
    severity: "critical",
    container: name,
    message: `${roleName(role)} ${name} keeps terminating (${plural(restarts, "restart")} so far)${lastEnd}; the kubelet waits ${delay === undefined ? "" : `${delay} `}before it restarts it${said}`,
    events: countsOf(context.events.all((e) => e.container === name && isBackOff(e.reason, e.message))),
    advice: last === undefined ? [logs(context, container)] : adviceFor(container, last, context),
    ends: { kind: "settled", afterMs: settleMsOf(last) },
    causedBy: [
      { kind: "self", classes: [...failedEnds, ...killers], container: name },
      ...(last === undefined ? [] : causedByNodeOf(last, context.object)),
    ],
    adviceIfUnexplained: last === undefined ? [] : unexplainedAdvice(last, name, context),
  };
}

/** What happened to the node at that time may have ended the container. */
function causedByNodeOf(end: TerminatedState, pod: KubeObject): readonly CauseRef[] {
  if (isLost(end)) return causedByNode(pod);
  return isKilled(end) || end.reason === "OOMKilled" ? causedByNode(pod, killersOnNode) : [];
}

const killersOnNode = [
  "SystemOOM",
  "OOMKilling",
  "Rebooted",
  "MemoryPressure",
  "EvictionThresholdMet",
  "NodeNotReady",
  "NodeStatusUnknown",
];

function unexplainedAdvice(end: TerminatedState, container: string, context: RuleContext): readonly string[] {
  const advice = isPlainError(end) && !isKillExplained(container, context) ? killAdvice(end.exitCode) : undefined;
  return advice === undefined ? [] : [advice];
}

/** Its last end is news while it waits to be restarted, and in the revision that shows it restarted. */
function isLastEndNew(container: ContainerFacts, { before }: RuleContext): boolean {
  if (container.state.kind === "waiting") return true;
  const then = before === undefined ? undefined : containersOf(before).find((c) => c.name === container.name);
  return then !== undefined && then.restarts < container.restarts;
}

function isPlainError({ reason }: TerminatedState): boolean {
  return reason === undefined || reason === "Error";
}

function isKilled(end: TerminatedState): boolean {
  return isPlainError(end) && isKillCode(end.exitCode);
}

/** All containers that are neither init containers nor sidecars have ended: the kubelet stops the sidecars. */
function isWorkDone(pod: KubeObject): boolean {
  const work = containersOf(pod).filter((c) => c.role === "container");
  return work.length > 0 && work.every((c) => c.state.kind === "terminated");
}

/** Nothing restarts it: neither the kubelet nor a controller. */
function isFinal({ restartPolicy, hasRestartRules }: ContainerFacts, pod: KubeObject): boolean {
  const isEnd = (restartPolicy === "Never" && !hasRestartRules) || isPodOver(pod);
  return isEnd && (pod.metadata.ownerReferences ?? []).length === 0;
}

/** The kubelet restarts no container of a Pod in these phases. */
function isPodOver(pod: KubeObject): boolean {
  const phase = textAt(pod, "status", "phase");
  return phase === "Failed" || phase === "Succeeded";
}

function roleName(role: ContainerFacts["role"]): string {
  return role === "init" ? "init container" : role === "sidecar" ? "sidecar" : "container";
}

/** Twice as long as it ran before: then it has outlived its failure. */
function settleMsOf(end: TerminatedState | undefined): number {
  const ranMs = end?.startedMs === undefined || end.finishedMs === undefined ? 0 : end.finishedMs - end.startedMs;
  return Math.min(maxSettleMs, Math.max(minSettleMs, 2 * ranMs));
}

function adviceFor(container: ContainerFacts, end: TerminatedState, context: RuleContext): readonly string[] {
  const { name, image } = container;
  if (end.reason === "OOMKilled")
    return [`raise the memory limit of container ${name}, or find what uses the memory`, logs(context, container)];
  if (isLost(end))
    return ["check whether the node or its container runtime was restarted", ...nodeAdvice(context.object), logs(context, container)];
  // A container that never started has no logs.
  if (end.reason === "StartError" || end.reason === "ContainerCannotRun")
    return [startAdvice(end.message ?? "", name, image) ?? compareCommand({ name, image })];
  if (hasSucceeded(end))
    return ["it exited without an error, but restartPolicy Always restarts it: use a Job, or a command that keeps running"];
  const known = exitAdvice(end, { name, image });
  return known === undefined ? [logs(context, container)] : [known, logs(context, container)];
}

/** The kubelet reported why it killed the container: other findings say so. */
function isKillExplained(container: string, { events }: RuleContext): boolean {
  return events.latest((e) => e.container === container && (e.reason === "Killing" || e.reason === "FailedPostStartHook")) !== undefined;
}

function logs({ ref }: RuleContext, { name, state }: ContainerFacts): string {
  const previous = state.kind === "terminated" ? [] : ["--previous"];
  return `read its logs: ${kubectl(["logs", ref.name, "-c", name, ...previous], ref.namespace)}`;
}

function resolution(symptom: Symptom, began: KubeObject, object: KubeObject): Resolution | undefined {
  const [then, now] = [began, object].map((pod) => containersOf(pod).find((c) => c.name === symptom.container));
  if (now === undefined) return { text: "the container was removed from the Pod", isFinal: true };
  if (then?.image !== now.image) return { text: `the image was changed to ${now.image ?? "none"}` };
  const runsOnce = now.role === "init" || now.restartPolicy !== "Always";
  if (now.state.kind === "terminated" && hasSucceeded(now.state) && runsOnce)
    return { text: `container ${now.name} completed`, isFinal: true };
  if (textAt(object, "status", "phase") === "Succeeded") return { text: "the Pod succeeded all the same", isFinal: true };
  if (isPodOver(object))
    return { text: `the Pod failed; container ${now.name} is no longer restarted`, isFinal: true, withoutRecovery: true };
  return now.state.kind === "running" ? { text: `container ${now.name} was restarted and keeps running` } : undefined;
}
