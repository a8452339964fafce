import { textAt } from "../../model/fields.js";
import type { KubeObject } from "../../model/kube-object.js";
import { conditionsOf } from "../fields/conditions.js";
import { kindKey } from "../fields/kind-key.js";
import { isUnobserved } from "../fields/observed.js";
import type { Stage } from "../kinds/kind-rules.js";
import { inShort } from "../narration/words.js";
import { stageOf } from "../stage.js";
import { ingressPending, servicePending } from "./network.js";
import { type Pending, pendingBelow, pendingOn, pendingRemoval } from "./pending.js";
import { podPending } from "./pod.js";
import { cronJobPending, daemonSetPending, deploymentPending, jobPending, replicaSetPending, statefulSetPending } from "./workloads.js";

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

/** Any other kind: what its own stage says is not there yet, in the words of the condition that says so. */
function anyPending(object: KubeObject, stage: Stage): Pending | undefined {
  if (object.metadata.deletionTimestamp !== undefined) return pendingRemoval(object);
  if (stage.tone !== "progress" && stage.tone !== "bad") return undefined;
  if (isUnobserved(object)) return pendingOn("its controller to take note of its newest spec");
  const telling = conditionsOf(object).find((c) => c.status !== "True" && stage.name.toLowerCase() === `not ${c.type.toLowerCase()}`);
  if (telling?.message !== undefined) return pendingBelow(`its condition ${telling.type} (${inShort(telling.message, 160)})`);
  const detail = stage.detail === undefined ? "" : ` (${stage.detail})`;
  return stage.tone === "bad"
    ? pendingOn(`somebody to help: it is ${stage.name}${detail}`)
    : pendingBelow(`an end of ${stage.name}${detail}`);
}

/** A claim is bound by a provisioner, or only once a Pod that uses it has a node. */
function claimPending(claim: KubeObject): Pending | undefined {
  if (claim.metadata.deletionTimestamp !== undefined) return pendingRemoval(claim);
  const phase = textAt(claim, "status", "phase") ?? "Pending";
  if (phase !== "Pending") return undefined;
  const of = textAt(claim, "spec", "storageClassName");
  return pendingOn(`a volume${of === undefined ? "" : ` of storage class ${of}`}`);
}
