import { groupOf, type KubeObject } from "../../model/kube-object.js";
import { kubeEventRules } from "../fields/kube-event.js";
import { keyedContentRules } from "../narration/keyed-content.js";
import { autoscalerRules } from "./autoscaler.js";
import { cronJobRules } from "./cron-job.js";
import { daemonSetRules } from "./daemon-set.js";
import { deploymentRules } from "./deployment.js";
import { endpointsRules } from "./endpoints.js";
import { genericRules } from "./generic.js";
import { ingressRules } from "./ingress.js";
import { jobRules } from "./job.js";
import type { KindRules } from "./kind-rules.js";
import { namespaceRules } from "./namespace.js";
import { nodeRules } from "./node.js";
import { podRules } from "./pod/rules.js";
import { replicaSetRules } from "./replica-set.js";
import { serviceRules } from "./service.js";
import { statefulSetRules } from "./stateful-set.js";
import { volumeRules } from "./volume-claim.js";

/** The rules for the kind of this object: its own where there are some, else those for any kind. A CRD that borrows a name ("Service" of another group) gets the latter. */
export function rulesFor(object: Pick<KubeObject, "apiVersion" | "kind">): KindRules {
  const ofKind = typeof object.kind === "string" ? byKind.get(object.kind) : undefined;
  return ofKind?.get(groupOf(typeof object.apiVersion === "string" ? object.apiVersion : "")) ?? genericRules;
}

/** By group and kind. */
const rules: ReadonlyMap<string, KindRules> = new Map([
  ["/Pod", podRules],
  ["apps/Deployment", deploymentRules],
  ["apps/ReplicaSet", replicaSetRules],
  ["/ReplicationController", replicaSetRules],
  ["apps/StatefulSet", statefulSetRules],
  ["apps/DaemonSet", daemonSetRules],
  ["batch/Job", jobRules],
  ["batch/CronJob", cronJobRules],
  ["/Service", serviceRules],
  ["discovery.k8s.io/EndpointSlice", endpointsRules],
  ["/Endpoints", endpointsRules],
  ["networking.k8s.io/Ingress", ingressRules],
  ["/PersistentVolumeClaim", volumeRules],
  ["/PersistentVolume", volumeRules],
  ["/Node", nodeRules],
  ["/Namespace", namespaceRules],
  ["autoscaling/HorizontalPodAutoscaler", autoscalerRules],
  ["/ConfigMap", keyedContentRules],
  ["/Secret", keyedContentRules],
  ["/Event", kubeEventRules],
  ["events.k8s.io/Event", kubeEventRules],
]);

/** The same by kind, then by group: asked for several times of every revision, and no key is made. */
const byKind = new Map<string, Map<string, KindRules>>();
for (const [key, ofKind] of rules) {
  const [group = "", kind = ""] = key.split("/");
  byKind.set(kind, (byKind.get(kind) ?? new Map<string, KindRules>()).set(group, ofKind));
}
