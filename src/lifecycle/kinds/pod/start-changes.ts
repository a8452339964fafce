import { itemsAt, textAt } from "../../../model/fields.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { conditionOf, isFalse, isTrue } from "../../fields/conditions.js";
import { clause, elapsed, inShort, listed, plural } from "../../narration/words.js";
import type { ChangeTimes, Clause, ObjectChange } from "../kind-rules.js";
import { containersOf } from "./containers.js";
import { isReportedByKubelet } from "./pod-stage.js";

/** The steps of a Pod's start, a rule each, in their order. A rule tells its step in the change that made it, and is silent otherwise. */
export type Rule = (change: ObjectChange) => Clause | undefined;

export const binding: Rule = ({ before, after, times }) => {
  const node = textAt(after, "spec", "nodeName");
  if (node === undefined || textAt(before, "spec", "nodeName") !== undefined) return undefined;
  return clause(78, `the scheduler bound it to ${node}${sinceCreated(times)}`, {
    brief: node,
    why: `from now on the kubelet of ${node} is responsible for it; it stays on this node for all its life`,
  });
};

export const scheduling: Rule = ({ before, after }) => {
  const now = conditionOf(after, "PodScheduled");
  const then = conditionOf(before, "PodScheduled");
  if (now?.status !== "False" || (now.reason === then?.reason && now.message === then?.message)) return undefined;
  if (now.reason === "SchedulingGated")
    return clause(77, "scheduling gates hold it back", {
      brief: "SchedulingGated",
      why: "the scheduler looks at it only when all gates are removed",
    });
  return clause(77, `no node fits: ${inShort(now.message ?? now.reason ?? "no reason given")}`, {
    brief: now.reason,
    why: "nothing of it runs; the scheduler tries again when something in the cluster changes",
  });
};

export const takenOver: Rule = ({ before, after }) => {
  if (isReportedByKubelet(before) || !isReportedByKubelet(after)) return undefined;
  const node = textAt(after, "spec", "nodeName");
  const count = containersOf(after).length;
  return clause(
    75,
    `the kubelet${node === undefined ? "" : ` of ${node}`} has it and prepares ${count === 1 ? "its container" : `its ${count} containers`}`,
    {
      brief: firstWaiting(after) ?? "kubelet has it",
      why: preparation(after),
    },
  );
};

/** What the kubelet has to do before the first container starts, as far as this Pod needs it. */
function preparation(pod: KubeObject): string {
  const inits = containersOf(pod).filter((c) => c.role === "init").length;
  const steps = [
    itemsAt(pod, "spec", "volumes").length > 0 ? "mounts the volumes" : undefined,
    "makes the sandbox with its network",
    "pulls images that the node lacks",
    inits > 0 ? `runs ${plural(inits, "init container")}` : undefined,
  ];
  return `before the containers start it ${listed(steps.filter((step) => step !== undefined))}`;
}

function firstWaiting(pod: KubeObject): string | undefined {
  for (const { state } of containersOf(pod)) if (state.kind === "waiting" && state.reason !== undefined) return state.reason;
  return undefined;
}

/** The condition of newer servers that stands between "the kubelet has it" and "containers run". */
export const sandbox: Rule = ({ before, after }) => {
  const name = ["PodReadyToStartContainers", "PodHasNetwork"].find((type) => conditionOf(after, type) !== undefined);
  if (name === undefined) return undefined;
  if (isTrue(after, name) && !isTrue(before, name))
    return clause(73, `the sandbox exists and its network is set up (${name})`, {
      brief: "sandbox ready",
      why: "volumes are mounted and the Pod has its place in the network; next, images are pulled and containers started",
    });
  if (isFalse(after, name) && isTrue(before, name)) return clause(38, "the sandbox and its network are gone", { brief: "sandbox gone" });
  return undefined;
};

export const initialized: Rule = ({ before, after }) => {
  const inits = containersOf(after).filter((c) => c.role === "init").length;
  if (inits === 0 || !isTrue(after, "Initialized") || !isFalse(before, "Initialized")) return undefined;
  return clause(67, `all init containers have finished`, { brief: "initialized", why: "only now may the containers themselves start" });
};

export function sinceCreated({ sinceCreationMs }: ChangeTimes): string {
  return sinceCreationMs === undefined ? "" : `, ${elapsed(sinceCreationMs)} after it was created`;
}
