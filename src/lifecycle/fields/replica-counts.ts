import { countAt, numberAt } from "../../model/fields.js";
import type { KubeObject } from "../../model/kube-object.js";

/** How many Pods a Deployment, ReplicaSet or StatefulSet wants and has. */
interface ReplicaCounts {
  readonly wanted: number;
  /** All that are not terminating. */
  readonly total: number;
  /** Of the newest template. */
  readonly updated: number;
  readonly ready: number;
  /** Ready for at least `minReadySeconds`. */
  readonly available: number;
}

/** The API server fills in 1 where `spec.replicas` is not given. */
export function replicasOf(workload: KubeObject): ReplicaCounts {
  const count = (field: string) => countAt(workload, "status", field);
  return {
    wanted: numberAt(workload, "spec", "replicas") ?? 1,
    total: count("replicas"),
    updated: count("updatedReplicas"),
    ready: count("readyReplicas"),
    available: count("availableReplicas"),
  };
}
