import { itemsAt, textAt } from "../../../model/fields.js";
import type { KubeObject } from "../../../model/kube-object.js";
import { conditionOf, isFalse, isTrue } from "../../fields/conditions.js";
import { asOneLine, clause, elapsed, listed, plural } from "../../narration/words.js";
import type { ChangeTimes, Clause, ObjectChange } from "../kind-rules.js";
import { containersOf } from "./containers.js";
import { isReportedByKubelet } from "./pod-stage.js";

/** The steps of a Pod's start in their order, one rule each. A rule returns a clause for the change that made its step, else undefined. */
export type Rule = (change: ObjectChange) => Clause | undefined;

export const binding: Rule = ({ before, after, times }) => {
  const node = textAt(after, "spec", "nodeName");
  if (node === undefined || textAt(before, "spec", "nodeName") !== undefined) return undefined;
  return clause(78, `the scheduler assigned it to ${node}${sinceCreated(times)}`, {
    brief: node,
    why: `the kubelet on ${node} runs it from now on; a Pod never moves to another node`,
  });
};

export const scheduling: Rule = ({ before, after }) => {
  const now = conditionOf(after, "PodScheduled");
  const then = conditionOf(before, "PodScheduled");
  if (now?.status !== "False" || (now.reason === then?.reason && now.message === then?.message)) return undefined;
  if (now.reason === "SchedulingGated")
    return clause(77, "scheduling gates block it", {
      brief: "SchedulingGated",
      why: "the scheduler considers it only after all gates are removed",
    });
  return clause(77, `the scheduler found no suitable node: ${asOneLine(now.message ?? now.reason ?? "no reason given")}`, {
    brief: now.reason,
    why: "no container of it is running; the scheduler retries when the cluster changes",
  });
};

export const accepted: Rule = ({ before, after }) => {
  if (isReportedByKubelet(before) || !isReportedByKubelet(after)) return undefined;
  const node = textAt(after, "spec", "nodeName");
  const count = containersOf(after).length;
  return clause(
    75,
    `the kubelet${node === undefined ? "" : ` on ${node}`} accepted it and prepares ${count === 1 ? "its container" : `its ${count} containers`}`,
    {
      brief: firstWaiting(after) ?? "accepted by the kubelet",
      why: preparation(after),
    },
  );
};

/** What the kubelet has to do before the first container starts, if this Pod needs it. */
function preparation(pod: KubeObject): string {
  const inits = containersOf(pod).filter((c) => c.role === "init").length;
  const steps = [
    itemsAt(pod, "spec", "volumes").length > 0 ? "mounts the volumes" : undefined,
    "creates the sandbox with its network",
    "pulls images that the node lacks",
    inits > 0 ? `runs ${plural(inits, "init container")}` : undefined,
  ];
  return `before the containers start, it ${listed(steps.filter((step) => step !== undefined))}`;
}

function firstWaiting(pod: KubeObject): string | undefined {
  for (const { state } of containersOf(pod)) if (state.kind === "waiting" && state.reason !== undefined) return state.reason;
  return undefined;
}

/** A condition of newer servers between acceptance by the kubelet and running containers. */
export const sandbox: Rule = ({ before, after }) => {
  const name = ["PodReadyToStartContainers", "PodHasNetwork"].find((type) => conditionOf(after, type) !== undefined);
  if (name === undefined) return undefined;
  if (isTrue(after, name) && !isTrue(before, name))
    return clause(73, `the sandbox and its network are ready (${name})`, {
      brief: "sandbox ready",
      why: "volumes are mounted and the Pod has its network; next, images are pulled and containers started",
    });
  if (isFalse(after, name) && isTrue(before, name))
    return clause(38, "the sandbox and its network were removed", { brief: "sandbox removed" });
  return undefined;
};

export const initialized: Rule = ({ before, after }) => {
  const inits = containersOf(after).filter((c) => c.role === "init").length;
  if (inits === 0 || !isTrue(after, "Initialized") || !isFalse(before, "Initialized")) return undefined;
  return clause(67, "all init containers completed", { brief: "initialized", why: "the other containers can start now" });
};

export function sinceCreated({ sinceCreationMs }: ChangeTimes): string {
  return sinceCreationMs === undefined ? "" : `, ${elapsed(sinceCreationMs)} after its creation`;
}
