import { deepEqual } from "../../../diff/deep-equal.js";
import { at, numberAt, textAt } from "../../../model/fields.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { conditionOf, isTrue } from "../../fields/conditions.js";
import { aboutBetween, asOneLine, clause, listed, nounFor } from "../../narration/words.js";
import type { ChangeTimes, Clause, ObjectChange } from "../kind-rules.js";
import { containersOf, lastingContainers } from "./containers.js";
import { endInBrief, hasFailed } from "./exit-code.js";
import { accepted, binding, initialized, type Rule, sandbox, scheduling, sinceCreated } from "./start-changes.js";

/**
 * What happened to a Pod as a whole: disruption, end, readiness, and the steps of its start in their order (scheduled, accepted by the
 * kubelet, sandbox, init containers, running).
 */
export function podChanges(change: ObjectChange): readonly Clause[] {
  return [
    disruption,
    allStopped,
    phase,
    readiness,
    binding,
    scheduling,
    accepted,
    sandbox,
    initialized,
    address,
    generation,
    resources,
  ].flatMap((rule) => rule(change) ?? []);
}

const disruption: Rule = ({ before, after }) => {
  const target = conditionOf(after, "DisruptionTarget");
  if (target?.status !== "True" || isTrue(before, "DisruptionTarget")) return undefined;
  return clause(
    88,
    `it is about to be disrupted (${target.reason ?? "DisruptionTarget"})${target.message === undefined ? "" : `: ${asOneLine(target.message)}`}`,
    {
      brief: target.reason,
    },
  );
};

const allStopped: Rule = ({ before, after }) => {
  if (before.metadata.deletionTimestamp === undefined) return undefined;
  const grace = numberAt(after, "metadata", "deletionGracePeriodSeconds");
  if (grace !== 0 || numberAt(before, "metadata", "deletionGracePeriodSeconds") === 0) return undefined;
  return clause(86, "the kubelet confirmed that its containers stopped, and set the grace period to 0", {
    brief: "grace period 0s",
    why: "the API server can now remove the object, and the name becomes free",
  });
};

const phase: Rule = ({ before, after, times }) => {
  const now = textAt(after, "status", "phase");
  if (now === textAt(before, "status", "phase")) return undefined;
  switch (now) {
    case "Running":
      return startsRunning(after, times);
    case "Succeeded":
      return clause(85, `the Pod succeeded${howSucceeded(after)}`, {
        brief: "Succeeded",
        why: `${policyOf(after) === "Always" ? "" : `with restartPolicy ${policyOf(after)} a container that succeeded is not restarted; `}phase Succeeded is final, and the object stays until it is deleted`,
      });
    case "Failed":
      return failed(after);
    case "Unknown":
      return clause(85, "its state is unknown", { brief: "Unknown", why: "usually the node stopped responding" });
    default:
      return undefined;
  }
};

function startsRunning(pod: KubeObject, times: ChangeTimes): Clause {
  const ip = textAt(pod, "status", "podIP");
  const ready = isTrue(pod, "Ready");
  const state = ready ? "Running and Ready" : "Running";
  const lasting = lastingContainers(pod);
  return clause(80, `the Pod is ${state}${ip === undefined ? "" : `, IP ${ip}`}${sinceCreated(times)}`, {
    brief: `${lasting.filter((c) => c.ready).length}/${lasting.length} ready`,
    why: ready ? readyWhy(pod) : runningWhy(pod),
  });
}

function failed(pod: KubeObject): Clause {
  const reason = textAt(pod, "status", "reason");
  const message = textAt(pod, "status", "message");
  const cause = reason === undefined ? howFailed(pod) : `${reason}${message === undefined ? "" : `: ${asOneLine(message)}`}`;
  return clause(71, `the Pod failed: ${cause}`, {
    brief: reason ?? "Failed",
    why:
      pod.metadata.deletionTimestamp === undefined
        ? `${reason === undefined ? `with restartPolicy ${policyOf(pod)} its containers are not restarted; ` : ""}phase Failed is final; the owner of the Pod can create a new one`
        : "a container that is killed during the deletion of its Pod counts as failed; this is not an application error",
  });
}

/** ": its container exited with code 0", or what does not fit that. Sidecars are killed when the work is done: their ends do not count. */
function howSucceeded(pod: KubeObject): string {
  const ends = containersOf(pod).flatMap(({ name, role, state }) =>
    role === "container" && state.kind === "terminated" ? [{ name, state }] : [],
  );
  const failed = ends.filter(({ state }) => hasFailed(state));
  if (failed.length > 0) return ` although ${listed(failed.map(({ name, state }) => `container ${name} failed (${endInBrief(state)})`))}`;
  const count = lastingContainers(pod).length;
  if (ends.some(({ state }) => !state.hasRun)) return ": no container failed";
  return count === 1 ? ": its container exited with code 0" : `: all ${count} containers exited with code 0`;
}

function howFailed(pod: KubeObject): string {
  const containers = lastingContainers(pod);
  if (containers.every(({ state }) => state.kind === "terminated" && !state.hasRun))
    return `${containers.length === 1 ? "its container has" : "its containers have"} no exit code`;
  return containers.length === 1
    ? "its container exited with an error"
    : `all ${containers.length} containers exited, at least one with an error`;
}

const readiness: Rule = ({ before, after, times }) => {
  const now = conditionOf(after, "Ready");
  const then = conditionOf(before, "Ready");
  if (now === undefined || now.status === then?.status) return undefined;
  if (now.status === "True") return textAt(before, "status", "phase") === "Running" ? becomesReady(after, times) : undefined;
  if (then?.status !== "True" || now.reason === "PodFailed" || now.reason === "PodCompleted") return undefined;
  const readyFor = aboutBetween(then.lastTransitionMs, now.lastTransitionMs);
  return clause(71, `the Pod is no longer Ready${readyFor === undefined ? "" : `, after ${readyFor}`}${unready(after)}`, {
    brief: "not Ready",
    why: `its phase is still ${textAt(after, "status", "phase") ?? "unknown"}: ${whyStillRunning(after)}; Services stop sending traffic to it`,
  });
};

/** The phase only shows whether containers run or will be restarted, not whether they work. */
function whyStillRunning(pod: KubeObject): string {
  const lasting = lastingContainers(pod);
  const running = lasting.filter((c) => c.state.kind === "running").map((c) => c.name);
  if (running.length === lasting.length) return "every container is running, but not every one is ready";
  if (running.length > 0) return `${listed(running)} ${running.length === 1 ? "is" : "are"} still running`;
  return `with restartPolicy ${policyOf(pod)} its containers can be restarted`;
}

function policyOf(pod: KubeObject): string {
  return textAt(pod, "spec", "restartPolicy") ?? "Always";
}

function becomesReady(pod: KubeObject, times: ChangeTimes): Clause {
  const lasting = lastingContainers(pod);
  return clause(69, `the Pod is Ready${sinceCreated(times)}`, { brief: `${lasting.length}/${lasting.length} ready`, why: readyWhy(pod) });
}

function unready(pod: KubeObject): string {
  const names = lastingContainers(pod)
    .filter((c) => !c.ready)
    .map((c) => c.name);
  return names.length === 0 ? "" : `: ${listed(names)} ${names.length === 1 ? "is" : "are"} not ready`;
}

function readyWhy(pod: KubeObject): string {
  const probed = lastingContainers(pod)
    .filter((c) => c.probes.readiness)
    .map((c) => c.name);
  const reason =
    probed.length === 0
      ? "no container has a readiness probe, so a started container counts as ready"
      : `the readiness ${nounFor(probed.length, "probe")} of ${listed(probed)} passed`;
  return `${reason}; Services that select the Pod send traffic to it from now on`;
}

function runningWhy(pod: KubeObject): string {
  const notReady = lastingContainers(pod)
    .filter((c) => !c.ready && c.state.kind === "running" && c.probes.readiness)
    .map((c) => c.name);
  if (notReady.length > 0)
    return `Running is not Ready: the readiness ${nounFor(notReady.length, "probe")} of ${listed(notReady)} must pass before Services send traffic to the Pod`;
  return "phase Running only means that at least one container started, not that all of them work";
}

/** Part of the clause for Running if both change together, as they usually do. */
const address: Rule = ({ before, after }) => {
  const ip = textAt(after, "status", "podIP");
  if (ip === undefined || ip === textAt(before, "status", "podIP")) return undefined;
  if (textAt(after, "status", "phase") === "Running" && textAt(before, "status", "phase") !== "Running") return undefined;
  return clause(45, `its IP address is ${ip}`, { brief: ip });
};

const generation: Rule = ({ before, after }) => {
  const seen = numberAt(after, "status", "observedGeneration");
  const earlier = numberAt(before, "status", "observedGeneration");
  if (seen === undefined || earlier === undefined || seen === earlier) return undefined;
  return after.metadata.deletionTimestamp === undefined
    ? clause(35, "the kubelet observed the new spec", { brief: `generation ${seen} observed` })
    : clause(35, "the kubelet observed the deletion request", {
        brief: "deletion observed",
        why: "it sends SIGTERM to the containers and waits for them until the grace period ends",
      });
};

/** Newer kubelets report the resources in effect; a resize has clauses of its own. */
const resources: Rule = ({ before, after }) => {
  if (deepEqual(at(before, "status", "resources"), at(after, "status", "resources"))) return undefined;
  return clause(10, "the kubelet updated status.resources");
};
