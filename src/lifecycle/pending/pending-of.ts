import type { KubeObject } from "../../model/kube-object.js";
import { kindKey } from "../kind-key.js";
import { stageOf } from "../stage.js";
import { anyPending, claimPending } from "./generic.js";
import { cronJobPending, jobPending } from "./jobs.js";
import { ingressPending, servicePending } from "./network.js";
import type { Pending } from "./pending.js";
import { podPending } from "./pod.js";
import { daemonSetPending, deploymentPending, replicaSetPending, statefulSetPending } from "./workloads.js";

/**
 * What an object waits for, judged by its newest revision and by those of the objects that stand directly below it (`below`; only kinds that
 * say little by themselves look there). Undefined when nothing is to come. Pure; never throws, whatever the objects hold.
 */
export function pendingOf(object: KubeObject, below: readonly KubeObject[] = []): Pending | undefined {
  const rule = rules.get(kindKey(object));
  return rule === undefined ? anyPending(object, stageOf(object)) : rule(object, below);
}

const rules: ReadonlyMap<string, (object: KubeObject, below: readonly KubeObject[]) => Pending | undefined> = new Map([
  ["/Pod", podPending],
  ["apps/Deployment", deploymentPending],
  ["apps/ReplicaSet", replicaSetPending],
  ["/ReplicationController", replicaSetPending],
  ["apps/StatefulSet", statefulSetPending],
  ["apps/DaemonSet", daemonSetPending],
  ["batch/Job", jobPending],
  ["batch/CronJob", cronJobPending],
  ["/Service", servicePending],
  ["networking.k8s.io/Ingress", ingressPending],
  // Their Service says what is waited for.
  ["discovery.k8s.io/EndpointSlice", () => undefined],
  ["/Endpoints", () => undefined],
  ["/PersistentVolumeClaim", claimPending],
]);
