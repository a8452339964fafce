import { textAt } from "../../model/fields.js";
import type { KubeObject } from "../../model/kube-object.js";
import type { RuleContext } from "../engine/symptom.js";
import { kubectl } from "./kubectl.js";

/** What to try where the Pods of a workload do not become available; where there is an older revision, how to roll back. */
export function rolloutAdvice(context: RuleContext): readonly string[] {
  const { ref, object } = context;
  if (isSingleTemplate(object)) return [podsAdvice(context)];
  const target = `${ref.kind.toLowerCase()}/${ref.name}`;
  const correct = "correct what its Pods wait for";
  const status = `see its progress: ${kubectl(["rollout", "status", target], ref.namespace)}`;
  if (isFirstRevision(object)) return [correct, status];
  return [
    `${correct}; roll back meanwhile: ${kubectl(["rollout", "undo", target], ref.namespace)}`,
    ...(replacesInOrder(object)
      ? ["then delete the Pod that does not become ready: the StatefulSet waits for it, even after a rollback"]
      : []),
    status,
  ];
}

export function podsAdvice({ ref }: RuleContext): string {
  return `check its Pods: ${kubectl(["get", "pods"], ref.namespace)}`;
}

/** A broken Pod is not replaced before it is ready (kubernetes.io, StatefulSets, "Forced rollback"). */
function replacesInOrder(object: KubeObject): boolean {
  return object.kind === "StatefulSet" && textAt(object, "spec", "podManagementPolicy") !== "Parallel";
}

function isFirstRevision(object: KubeObject): boolean {
  switch (object.kind) {
    case "Deployment":
      return textAt(object, "metadata", "annotations", "deployment.kubernetes.io/revision") === "1";
    case "StatefulSet":
      return textAt(object, "status", "currentRevision") === textAt(object, "status", "updateRevision");
    default:
      return object.metadata.generation === 1;
  }
}

/** It has one template and no rollouts. */
export function isSingleTemplate({ kind }: KubeObject): boolean {
  return kind === "ReplicaSet" || kind === "ReplicationController";
}
