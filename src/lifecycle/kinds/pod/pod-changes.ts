import { at, numberAt, textAt } from "../../../model/fields.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { conditionOf, isTrue } from "../../fields/conditions.js";
import { aboutBetween, clause, inShort, listed } from "../../narration/words.js";
import type { ChangeTimes, Clause, ObjectChange } from "../kind-rules.js";
import { lastingContainers } from "./containers.js";
import { binding, initialized, type Rule, sandbox, scheduling, sinceCreated, takenOver } from "./start-changes.js";

/**
 * What happened to a Pod as a whole, the weightiest first: disruption, end, readiness, and the steps of its start in their order
 * (bound, taken over by the kubelet, sandbox, init containers, running).
 */
export function podChanges(change: ObjectChange): readonly Clause[] {
  return [
    disruption,
    graceOver,
    phase,
    readiness,
    binding,
    scheduling,
    takenOver,
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
    `it is to be taken away (${target.reason ?? "DisruptionTarget"})${target.message === undefined ? "" : `: ${inShort(target.message)}`}`,
    {
      brief: target.reason,
    },
  );
};

const graceOver: Rule = ({ before, after }) => {
  if (before.metadata.deletionTimestamp === undefined) return undefined;
  const grace = numberAt(after, "metadata", "deletionGracePeriodSeconds");
  if (grace !== 0 || numberAt(before, "metadata", "deletionGracePeriodSeconds") === 0) return undefined;
  return clause(86, "the kubelet has confirmed that nothing of it runs any more and set the grace period to 0", {
    brief: "grace 0",
    why: "only now may the API server remove the object; the name becomes free",
  });
};

const phase: Rule = ({ before, after, times }) => {
  const now = textAt(after, "status", "phase");
  if (now === textAt(before, "status", "phase")) return undefined;
  switch (now) {
    case "Running":
      return begins(after, times);
    case "Succeeded":
      return clause(85, `the Pod has succeeded: ${allEnded(after, "with exit code 0")}`, {
        brief: "Succeeded",
        why: `under restartPolicy ${policyOf(after)} nothing is started again that ended well: phase Succeeded is final; the object stays as a record`,
      });
    case "Failed":
      return failed(after);
    case "Unknown":
      return clause(85, "its state is not known any more", { brief: "Unknown", why: "usually the node has stopped answering" });
    default:
      return undefined;
  }
};

function begins(pod: KubeObject, times: ChangeTimes): Clause {
  const ip = textAt(pod, "status", "podIP");
  const ready = isTrue(pod, "Ready");
  const state = ready ? "Running and Ready" : "Running";
  const lasting = lastingContainers(pod);
  return clause(80, `the Pod is ${state}${ip === undefined ? "" : ` at ${ip}`}${sinceCreated(times)}`, {
    brief: `${lasting.filter((c) => c.ready).length}/${lasting.length} ready`,
    why: ready ? readyWhy(pod) : runningWhy(pod),
  });
}

function failed(pod: KubeObject): Clause {
  const reason = textAt(pod, "status", "reason");
  const message = textAt(pod, "status", "message");
  const said = reason === undefined ? allEnded(pod, "with a failure") : `${reason}${message === undefined ? "" : `: ${inShort(message)}`}`;
  return clause(71, `the Pod has failed: ${said}`, {
    brief: reason ?? "Failed",
    why:
      pod.metadata.deletionTimestamp === undefined
        ? `${reason === undefined ? `under restartPolicy ${policyOf(pod)} nothing is started again: ` : ""}phase Failed is final; whoever owns the Pod may make a new one`
        : "a container that is killed while its Pod is deleted counts as failed; here it is only the way out",
  });
}

function allEnded(pod: KubeObject, how: string): string {
  const count = lastingContainers(pod).length;
  return count === 1
    ? `its container ended ${how}`
    : `all its ${count} containers ended, ${how === "with a failure" ? "at least one with a failure" : `each ${how}`}`;
}

const readiness: Rule = ({ before, after, times }) => {
  const now = conditionOf(after, "Ready");
  const then = conditionOf(before, "Ready");
  if (now === undefined || now.status === then?.status) return undefined;
  if (now.status === "True") return textAt(before, "status", "phase") === "Running" ? becomesReady(after, times) : undefined;
  if (then?.status !== "True" || now.reason === "PodFailed" || now.reason === "PodCompleted") return undefined;
  const held = aboutBetween(then.lastTransitionMs, now.lastTransitionMs);
  return clause(71, `the Pod is no longer Ready${held === undefined ? "" : ` after ${held}`}${unready(after)}`, {
    brief: "not Ready",
    why: `its phase is still ${textAt(after, "status", "phase") ?? "unknown"}: ${whyStillRunning(after)}; but Services stop sending traffic to it`,
  });
};

/** The phase sums up whether containers run or will run again; it says nothing of whether they work. */
function whyStillRunning(pod: KubeObject): string {
  const lasting = lastingContainers(pod);
  const runs = lasting.filter((c) => c.state.kind === "running").map((c) => c.name);
  if (runs.length === lasting.length) return "every container runs, though not every one is ready";
  if (runs.length > 0) return `${listed(runs)} still ${runs.length === 1 ? "runs" : "run"}`;
  return `by restartPolicy ${policyOf(pod)} its containers can be started again`;
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
      ? "no container has a readiness probe, so started counts as ready"
      : `the readiness ${probed.length === 1 ? "probe" : "probes"} of ${listed(probed)} passed`;
  return `${reason}; Services that select it send it traffic from now on`;
}

function runningWhy(pod: KubeObject): string {
  const wanting = lastingContainers(pod)
    .filter((c) => !c.ready && c.state.kind === "running" && c.probes.readiness)
    .map((c) => c.name);
  if (wanting.length > 0)
    return `Running is not Ready: the readiness ${wanting.length === 1 ? "probe" : "probes"} of ${listed(wanting)} must pass before Services send it traffic`;
  return "phase Running says only that at least one container has started, not that all work";
}

/** Told with Running when both come together, as they usually do. */
const address: Rule = ({ before, after }) => {
  const ip = textAt(after, "status", "podIP");
  if (ip === undefined || ip === textAt(before, "status", "podIP")) return undefined;
  if (textAt(after, "status", "phase") === "Running" && textAt(before, "status", "phase") !== "Running") return undefined;
  return clause(45, `it has the IP address ${ip}`, { brief: ip });
};

const generation: Rule = ({ before, after }) => {
  const seen = numberAt(after, "status", "observedGeneration");
  const earlier = numberAt(before, "status", "observedGeneration");
  if (seen === undefined || earlier === undefined || seen === earlier) return undefined;
  return after.metadata.deletionTimestamp === undefined
    ? clause(35, "the kubelet has seen the new spec", { brief: `generation ${seen} seen` })
    : clause(35, "the kubelet has seen that it is to be deleted", {
        brief: "kubelet knows",
        why: "it sends SIGTERM to the containers and waits for them, as long as the grace period allows",
      });
};

/** Newer kubelets report what is in force; a resize is told by its own rules. */
const resources: Rule = ({ before, after }) => {
  if (JSON.stringify(at(before, "status", "resources")) === JSON.stringify(at(after, "status", "resources"))) return undefined;
  return clause(10, "the kubelet updated the resources that it reports as in force");
};
