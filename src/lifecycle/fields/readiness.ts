import { countAt, numberAt } from "../../model/fields.js";
import type { KubeObject } from "../../model/kube-object.js";
import { lastingContainers } from "../kinds/pod/containers.js";
import { endpointsOf } from "./endpoints.js";
import { kindKey } from "./kind-key.js";
import { replicasOf } from "./replica-counts.js";

/** How many of its parts are ready, and how many are desired. */
export interface Readiness {
  readonly ready: number;
  readonly wanted: number;
}

/**
 * From the object's own status: containers of a Pod, available Pods of a workload, succeeded Pods of a Job, endpoints of an
 * EndpointSlice. Undefined for kinds without such counts, such as a Service: its EndpointSlices have them.
 */
export function readinessOf(object: KubeObject): Readiness | undefined {
  return counters.get(kindKey(object))?.(object);
}

const counters: ReadonlyMap<string, (object: KubeObject) => Readiness> = new Map([
  ["/Pod", containers],
  ["apps/Deployment", replicas],
  ["apps/ReplicaSet", replicas],
  ["apps/StatefulSet", readyReplicas],
  ["/ReplicationController", replicas],
  ["apps/DaemonSet", perNode],
  ["batch/Job", completions],
  ["discovery.k8s.io/EndpointSlice", endpoints],
  ["/Endpoints", endpoints],
]);

function containers(pod: KubeObject): Readiness {
  const lasting = lastingContainers(pod);
  return { ready: lasting.filter((c) => c.ready).length, wanted: lasting.length };
}

function replicas(object: KubeObject): Readiness {
  const { available, wanted } = replicasOf(object);
  return { ready: available, wanted };
}

/** A StatefulSet proceeds when a Pod is ready; older servers do not count the available ones. */
function readyReplicas(object: KubeObject): Readiness {
  const { ready, wanted } = replicasOf(object);
  return { ready, wanted };
}

function perNode(set: KubeObject): Readiness {
  return { ready: countAt(set, "status", "numberAvailable"), wanted: countAt(set, "status", "desiredNumberScheduled") };
}

/** Without `completions` (a work queue) one success is enough. */
function completions(job: KubeObject): Readiness {
  return { ready: countAt(job, "status", "succeeded"), wanted: numberAt(job, "spec", "completions") ?? 1 };
}

function endpoints(object: KubeObject): Readiness {
  const all = endpointsOf(object);
  return { ready: all.filter((endpoint) => endpoint.ready).length, wanted: all.length };
}
