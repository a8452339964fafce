import { autoscalerRules } from "./autoscaler.js";
import { endpointsRules } from "./endpoints.js";
import { genericRules } from "./generic.js";
import { ingressRules } from "./ingress.js";
import { keyedContentRules } from "./keyed-content.js";
import type { KindRules } from "./kind-rules.js";
import { kubeEventRules } from "./kube-event.js";
import { lookupByKind } from "./lookup-by-kind.js";
import { namespaceRules } from "./namespace.js";
import { nodeRules } from "./node.js";
import { podRules } from "./pod/pod-rules.js";
import { serviceRules } from "./service.js";
import { volumeRules } from "./volume-claim.js";
import { cronJobRules } from "./workloads/cron-job.js";
import { daemonSetRules } from "./workloads/daemon-set.js";
import { deploymentRules } from "./workloads/deployment.js";
import { jobRules } from "./workloads/job.js";
import { replicaSetRules } from "./workloads/replica-set.js";
import { statefulSetRules } from "./workloads/stateful-set.js";

/** The rules for the kind of this object, else the generic rules; those also for a kind of the same name in another group (a custom "Service"). */
export const rulesFor = lookupByKind<KindRules>(genericRules, [
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
