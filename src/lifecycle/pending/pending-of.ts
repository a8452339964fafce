import { textAt } from "../../model/fields.js";
import type { KubeObject } from "../../model/kube-object.js";
import { kindKey } from "../fields/kind-key.js";
import { isUnobserved } from "../fields/observed.js";
import { judge } from "../kinds/custom/judgement.js";
import type { Stage } from "../kinds/kind-rules.js";
import { asOneLine } from "../narration/words.js";
import { stageOf } from "../stage.js";
import { ingressPending, servicePending } from "./network.js";
import { type Pending, pendingBelow, pendingOn, pendingRemoval } from "./pending.js";
import { podPending } from "./pod.js";
import { cronJobPending, daemonSetPending, deploymentPending, jobPending, replicaSetPending, statefulSetPending } from "./workloads.js";

/**
 * What an object waits for, judged by its newest revision and by those of the objects directly below it (`below`; only kinds whose own status
 * says little use them). Undefined if it waits for nothing. Pure; never throws, whatever the objects hold.
 */
export function pendingOf(object: KubeObject, below: readonly KubeObject[] = []): Pending | undefined {
  const rule = rules.get(kindKey(object));
  return rule === undefined ? genericPending(object, stageOf(object)) : rule(object, below);
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
  // Their Service waits for them.
  ["discovery.k8s.io/EndpointSlice", () => undefined],
  ["/Endpoints", () => undefined],
  ["/PersistentVolumeClaim", claimPending],
]);

/** Any other kind: what its stage shows to be missing, with the message of the condition behind it. */
function genericPending(object: KubeObject, stage: Stage): Pending | undefined {
  if (object.metadata.deletionTimestamp !== undefined) return pendingRemoval(object);
  if (stage.tone !== "progress" && stage.tone !== "bad") return undefined;
  if (isUnobserved(object)) return pendingOn("its controller to observe its newest spec");
  const unmet = judge(object).worst;
  if (unmet?.status !== undefined && unmet.status !== "True" && unmet.message !== undefined)
    return pendingBelow(`its condition ${unmet.from} to become True (${asOneLine(unmet.message)})`);
  const detail = stage.detail === undefined ? "" : ` (${stage.detail})`;
  return stage.tone === "bad"
    ? pendingOn(`manual intervention: it is ${stage.name}${detail}`)
    : pendingBelow(`its stage ${stage.name} to end${detail}`);
}

/** A claim is bound by a provisioner; with volumeBindingMode WaitForFirstConsumer only after a Pod that uses it is scheduled. */
function claimPending(claim: KubeObject): Pending | undefined {
  if (claim.metadata.deletionTimestamp !== undefined) return pendingRemoval(claim);
  const phase = textAt(claim, "status", "phase") ?? "Pending";
  if (phase !== "Pending") return undefined;
  const storageClass = textAt(claim, "spec", "storageClassName");
  return pendingOn(`a volume${storageClass === undefined ? "" : ` of storage class ${storageClass}`} to be bound`);
}
