import type { KubeObject } from "../../model/kube-object.js";
import { kindKey } from "../kind-key.js";
import { stageOf } from "../stage.js";
import { anyAwaits, claimAwaits } from "./generic.js";
import { cronJobAwaits, jobAwaits } from "./jobs.js";
import { ingressAwaits, serviceAwaits } from "./network.js";
import type { Awaited } from "./pending.js";
import { podAwaits } from "./pod.js";
import { daemonSetAwaits, deploymentAwaits, replicaSetAwaits, statefulSetAwaits } from "./workloads.js";

/**
 * What an object waits for, judged by its newest revision and by those of the objects that stand directly below it (`below`; only kinds that
 * say little by themselves look there). Undefined when nothing is to come. Pure; never throws, whatever the objects hold.
 */
export function awaitedOf(object: KubeObject, below: readonly KubeObject[] = []): Awaited | undefined {
  const rule = rules.get(kindKey(object));
  return rule === undefined ? anyAwaits(object, stageOf(object)) : rule(object, below);
}

const rules: ReadonlyMap<string, (object: KubeObject, below: readonly KubeObject[]) => Awaited | undefined> = new Map([
  ["/Pod", podAwaits],
  ["apps/Deployment", deploymentAwaits],
  ["apps/ReplicaSet", replicaSetAwaits],
  ["/ReplicationController", replicaSetAwaits],
  ["apps/StatefulSet", statefulSetAwaits],
  ["apps/DaemonSet", daemonSetAwaits],
  ["batch/Job", jobAwaits],
  ["batch/CronJob", cronJobAwaits],
  ["/Service", serviceAwaits],
  ["networking.k8s.io/Ingress", ingressAwaits],
  // Their Service says what is waited for.
  ["discovery.k8s.io/EndpointSlice", () => undefined],
  ["/Endpoints", () => undefined],
  ["/PersistentVolumeClaim", claimAwaits],
]);
