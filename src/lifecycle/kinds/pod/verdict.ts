import type { KubeObject } from "../../../model/kube-object.js";
import { conditionOf, isTrue } from "../../fields/conditions.js";
import { textAt } from "../../fields/fields.js";
import type { Verdict } from "../kind-rules.js";
import { isStuck } from "./backoff.js";
import { containersOf } from "./containers.js";

/**
 * ready: the condition Ready is True, or the Pod has succeeded (as kstatus: Current). failed: phase Failed.
 * stuck: it cannot be scheduled, or a container rests in a backoff or waits for something that does not exist; the cluster keeps trying.
 */
export function podVerdict(pod: KubeObject): Verdict {
  const phase = textAt(pod, "status", "phase");
  const complete = phase === "Succeeded";
  const stuck = phase === "Failed" || complete ? undefined : stuckReason(pod);
  return {
    ready: complete || (phase === "Running" && isTrue(pod, "Ready")),
    failed: phase === "Failed",
    complete,
    ...(stuck === undefined ? {} : { stuck }),
  };
}

function stuckReason(pod: KubeObject): string | undefined {
  if (pod.metadata.deletionTimestamp !== undefined) return undefined;
  const scheduled = conditionOf(pod, "PodScheduled");
  if (scheduled?.status === "False" && (scheduled.reason === "Unschedulable" || scheduled.reason === "SchedulingGated"))
    return scheduled.reason;
  const state = containersOf(pod).find((c) => isStuck(c))?.state;
  return state?.kind === "waiting" ? state.reason : undefined;
}
