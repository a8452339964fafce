import { textAt } from "../../../lifecycle/fields/fields.js";
import { type ContainerFacts, containersOf, type TerminatedState } from "../../../lifecycle/kinds/pod/containers.js";
import { exitInWords, isLost } from "../../../lifecycle/kinds/pod/exit-code.js";
import { aboutBetween, inShort, plural } from "../../../lifecycle/narration/words.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { countsOf } from "../../engine/event-history.js";
import type { Ending, FailureFamily, RuleContext, Symptom } from "../../engine/symptom.js";
import { advise } from "../../evidence/advice.js";
import { becauseOfNode } from "../../evidence/because-of-node.js";
import { ofEachContainer } from "../../evidence/of-each-container.js";
import { withoutRelays } from "../../evidence/relayed-message.js";
import { startAdvice } from "../../evidence/start-failure.js";
import { isSupersededByOwner, supersedingOwner } from "../../evidence/superseded-by-owner.js";

/**
 * Containers that end with a failure. How one ended is one finding, of the class that the kubelet gives it (Error, OOMKilled, StartError,
 * ContainerCannotRun, ContainerStatusUnknown); that it ends again and again is another, CrashLoopBackOff, which the first explains.
 *
 * Of an end of the class Error, CrashLoopBackOff says all there is to say; of a container that was killed (137, 143), who had it killed does:
 * a probe that failed, a hook, a deadline. Then the end is not told beside them. A sidecar that is stopped once the work of its Pod is done
 * has not failed, however it ends.
 *
 * A container that runs again may end again the next moment: a crash is over when it has run for a while. What ends while its Pod is being
 * deleted has not crashed.
 */
export const crashFamily: FailureFamily = {
  name: "crash",
  kinds: ["Pod"],
  symptoms: (sight) => {
    const symptoms = sight.object.metadata.deletionTimestamp === undefined ? ofEachContainer(sight, ofContainer) : [];
    return symptoms.length > 0 && isSupersededByOwner(sight) ? [] : symptoms;
  },
  ending,
};

function ofContainer(container: ContainerFacts, sight: RuleContext): readonly Symptom[] {
  if (container.role === "ephemeral" || (container.role === "sidecar" && isWorkOver(sight.object))) return [];
  const { state } = container;
  const end = state.kind === "terminated" ? state : isRecentEnd(container, sight) ? container.last : undefined;
  const crash = end === undefined || end.exitCode === 0 ? [] : [crashed(container, end, sight)];
  return state.kind === "waiting" && state.reason === "CrashLoopBackOff" ? [...crash, backOff(container, sight)] : crash;
}

/** Its last end is news while it waits to be started again, and in the revision that shows it started again. */
function isRecentEnd(container: ContainerFacts, { before }: RuleContext): boolean {
  if (container.state.kind === "waiting") return true;
  const then = before === undefined ? undefined : containersOf(before).find((c) => c.name === container.name);
  return then !== undefined && then.restarts < container.restarts;
}

function crashed(container: ContainerFacts, end: TerminatedState, sight: RuleContext): Symptom {
  const { name, restarts } = container;
  const ran = aboutBetween(end.startedMs, end.finishedMs);
  const again = restarts === 0 ? "" : `; it has been restarted ${plural(restarts, "time")}`;
  const said = end.message === undefined ? "" : `: ${inShort(withoutRelays(end.message))}`;
  return {
    class: end.reason ?? "Error",
    severity: isFinal(container, sight.object) || end.reason === "OOMKilled" || end.reason === "StartError" ? "critical" : "warning",
    container: name,
    message: `${titleOf(container)} ended with ${exitInWords(end)}${ran === undefined ? "" : `, ${ran} after it had started`}${again}${said}`,
    advice: adviceFor(container, end, sight),
    settleMs: settleOf(end),
    isPast: container.state.kind === "running",
    ...(isKilled(end) ? { repeatsCause: true } : {}),
    ...(isPlain(end) ? { saidBy: ["CrashLoopBackOff"] } : {}),
    because: [
      { kind: "self", classes: [...killers, "RunContainerError"], container: name },
      ...(isLost(end) ? becauseOfNode(sight.object) : []),
    ],
  };
}

/** Findings that say why the kubelet had a container killed. */
const killers = ["Unhealthy", "Evicted", "Preempted", "Preempting", "DeadlineExceeded", "NodeShutdown", "Terminated", "PostStartHookError"];

function isPlain({ reason }: TerminatedState): boolean {
  return reason === undefined || reason === "Error";
}

function isKilled(end: TerminatedState): boolean {
  return isPlain(end) && (end.exitCode === 137 || end.exitCode === 143);
}

/** The containers that the Pod is there for have all ended: what still runs is stopped. */
function isWorkOver(pod: KubeObject): boolean {
  const work = containersOf(pod).filter((c) => c.role === "container");
  return work.length > 0 && work.every((c) => c.state.kind === "terminated");
}

function backOff(container: ContainerFacts, sight: RuleContext): Symptom {
  const { name, last, state } = container;
  const told = sight.told.all((e) => e.container === name && e.reason === "BackOff" && !e.message.includes("pulling image"));
  const rest = state.kind === "waiting" ? /back-off (\S+) restarting/.exec(state.message ?? "")?.[1] : undefined;
  return {
    class: "CrashLoopBackOff",
    severity: "critical",
    container: name,
    message: `${titleOf(container)} ends again and again${last === undefined ? "" : `, the last time with ${exitInWords(last)}`}; the kubelet waits${rest === undefined ? "" : ` ${rest}`} before it starts it again (after ${plural(container.restarts, "restart")})`,
    events: countsOf(told),
    advice: last === undefined ? [logs(sight, name)] : adviceFor(container, last, sight),
    settleMs: settleOf(last),
    because: [
      {
        kind: "self",
        classes: ["Error", "OOMKilled", "StartError", "ContainerCannotRun", "Completed", "RunContainerError", ...killers],
        container: name,
      },
    ],
  };
}

function titleOf({ role, name }: ContainerFacts): string {
  return role === "init" ? `init container ${name}` : role === "sidecar" ? `sidecar ${name}` : `container ${name}`;
}

const shortestSettleMs = 30_000;
/** After ten minutes the kubelet itself takes a container for well and starts counting anew. */
const maxSettleMs = 10 * 60_000;

/** Twice as long as it ran before: then it has outlived its failure. */
function settleOf(end: TerminatedState | undefined): number {
  const ranMs = end?.startedMs === undefined || end.finishedMs === undefined ? 0 : end.finishedMs - end.startedMs;
  return Math.min(maxSettleMs, Math.max(shortestSettleMs, 2 * ranMs));
}

/** Nobody starts it again: not the kubelet, and no controller either. */
function isFinal({ restartPolicy, hasRestartRules }: ContainerFacts, pod: KubeObject): boolean {
  return restartPolicy === "Never" && !hasRestartRules && (pod.metadata.ownerReferences ?? []).length === 0;
}

function adviceFor(container: ContainerFacts, end: TerminatedState, sight: RuleContext): readonly string[] {
  const { name } = container;
  if (end.reason === "OOMKilled") return [`give container ${name} a higher memory limit, or find what takes the memory`, logs(sight, name)];
  if (isLost(end)) {
    const node = textAt(sight.object, "spec", "nodeName");
    const where = node === undefined ? "" : `: ${advise(["describe", "node", node])}`;
    return [`see whether its node, or the container runtime there, was restarted${where}`, logs(sight, name)];
  }
  // What never started has said nothing.
  if (end.reason === "StartError" || end.reason === "ContainerCannotRun")
    return [startAdvice(end.message ?? "", name, container.image) ?? compare(container)];
  if (end.exitCode === 126)
    return [`see whether the user of container ${name} may execute its command (chmod +x, runAsUser)`, logs(sight, name)];
  if (end.exitCode === 127 || end.exitCode === 128) return [compare(container), logs(sight, name)];
  if (end.exitCode === 132 || end.exitCode === 134 || end.exitCode === 135 || end.exitCode === 136 || end.exitCode === 139)
    return [
      "the program itself broke down: look for its last words, or run it with core dumps; of a wrong build, mind the architecture",
      logs(sight, name),
    ];
  if (end.exitCode === 137 || end.exitCode === 143)
    return isToldWhy(name, sight)
      ? [logs(sight, name)]
      : ["something told it to end: look for a failing liveness probe, an eviction, or memory that ran out", logs(sight, name)];
  if (end.exitCode === 0) return ["it ended well, but restartPolicy Always starts it again: use a Job, or a command that keeps running"];
  return [logs(sight, name)];
}

function compare({ name, image }: ContainerFacts): string {
  return `compare command and args of container ${name} with what is in its image (${image ?? "none"})`;
}

/** The kubelet has said why it killed the container: other findings tell. */
function isToldWhy(container: string, { told }: RuleContext): boolean {
  return told.latest((e) => e.container === container && (e.reason === "Killing" || e.reason === "FailedPostStartHook")) !== undefined;
}

function logs({ ref, object }: RuleContext, container: string): string {
  const previous = containersOf(object).find((c) => c.name === container)?.state.kind === "terminated" ? [] : ["--previous"];
  return `read what it said: ${advise(["logs", ref.name, "-c", container, ...previous], ref.namespace)}`;
}

function ending(symptom: Symptom, began: KubeObject, sight: RuleContext): Ending | undefined {
  return supersedingOwner(sight) ?? endingOfItself(symptom, began, sight.object);
}

function endingOfItself(symptom: Symptom, began: KubeObject, object: KubeObject): Ending | undefined {
  const [then, now] = [began, object].map((pod) => containersOf(pod).find((c) => c.name === symptom.container));
  if (now === undefined) return { text: "the container is no longer in the Pod", final: true };
  if (then?.image !== now.image) return { text: `the image was changed to ${now.image ?? "none"}` };
  const isDone = now.role === "init" || now.restartPolicy !== "Always";
  if (now.state.kind === "terminated" && now.state.exitCode === 0 && isDone)
    return { text: `container ${now.name} ended well`, final: true };
  return now.state.kind === "running" ? { text: `container ${now.name} was started again and keeps running` } : undefined;
}
