import { textAt } from "../../lifecycle/fields/fields.js";
import type { KubeObject } from "../../model/kube-object.js";
import type { RuleContext } from "../engine/symptom.js";
import { advise } from "./advice.js";

/** What to try where the Pods of a workload do not come up: of what rolls out, the way back. */
export function rolloutAdvice(sight: RuleContext): readonly string[] {
  const { ref, object } = sight;
  if (isBare(object)) return [lookAtPods(sight)];
  const target = `${ref.kind.toLowerCase()}/${ref.name}`;
  const status = `see how far it is: ${advise(["rollout", "status", target], ref.namespace)}`;
  return isFirst(object)
    ? ["correct what its Pods wait for", status]
    : [
        `correct what its Pods wait for; meanwhile the old state can be had back: ${advise(["rollout", "undo", target], ref.namespace)}`,
        ...(isOrdered(object)
          ? ["then delete the Pod that does not come up: a StatefulSet that goes in order waits for it, also after an undo"]
          : []),
        status,
      ];
}

export function lookAtPods({ ref }: RuleContext): string {
  return `look at its Pods: ${advise(["get", "pods"], ref.namespace)}`;
}

/** One Pod after the other: a broken one is not replaced before it is ready (kubernetes.io, "Forced rollback"). */
function isOrdered(object: KubeObject): boolean {
  return object.kind === "StatefulSet" && textAt(object, "spec", "podManagementPolicy") !== "Parallel";
}

/** There is no older state to go back to. */
function isFirst(object: KubeObject): boolean {
  switch (object.kind) {
    case "Deployment":
      return textAt(object, "metadata", "annotations", "deployment.kubernetes.io/revision") === "1";
    case "StatefulSet":
      return textAt(object, "status", "currentRevision") === textAt(object, "status", "updateRevision");
    default:
      return object.metadata.generation === 1;
  }
}

/** It rolls nothing out: it has one template, and makes Pods of it. */
export function isBare({ kind }: KubeObject): boolean {
  return kind === "ReplicaSet" || kind === "ReplicationController";
}
