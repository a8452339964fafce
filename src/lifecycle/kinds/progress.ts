import { autoscalerProgress } from "./autoscaler.js";
import { endpointsProgress } from "./endpoints.js";
import { genericProgress } from "./generic.js";
import { ingressProgress } from "./ingress.js";
import { keyedContentProgress } from "./keyed-content.js";
import type { ProgressRules } from "./kind-rules.js";
import { kubeEventProgress } from "./kube-event.js";
import { lookupByKind } from "./lookup-by-kind.js";
import { namespaceProgress } from "./namespace.js";
import { nodeProgress } from "./node.js";
import { podProgress } from "./pod/pod-rules.js";
import { serviceProgress } from "./service.js";
import { volumeProgress } from "./volume-claim.js";
import { cronJobProgress } from "./workloads/cron-job.js";
import { daemonSetProgress } from "./workloads/daemon-set.js";
import { deploymentProgress } from "./workloads/deployment.js";
import { jobProgress } from "./workloads/job.js";
import { replicaSetProgress } from "./workloads/replica-set.js";
import { statefulSetProgress } from "./workloads/stateful-set.js";

/** How far an object of this kind has come: found as `rulesFor` finds its other rules. */
export const progressRulesFor = lookupByKind<ProgressRules>(genericProgress, [
  ["/Pod", podProgress],
  ["apps/Deployment", deploymentProgress],
  ["apps/ReplicaSet", replicaSetProgress],
  ["/ReplicationController", replicaSetProgress],
  ["apps/StatefulSet", statefulSetProgress],
  ["apps/DaemonSet", daemonSetProgress],
  ["batch/Job", jobProgress],
  ["batch/CronJob", cronJobProgress],
  ["/Service", serviceProgress],
  ["discovery.k8s.io/EndpointSlice", endpointsProgress],
  ["/Endpoints", endpointsProgress],
  ["networking.k8s.io/Ingress", ingressProgress],
  ["/PersistentVolumeClaim", volumeProgress],
  ["/PersistentVolume", volumeProgress],
  ["/Node", nodeProgress],
  ["/Namespace", namespaceProgress],
  ["autoscaling/HorizontalPodAutoscaler", autoscalerProgress],
  ["/ConfigMap", keyedContentProgress],
  ["/Secret", keyedContentProgress],
  ["/Event", kubeEventProgress],
  ["events.k8s.io/Event", kubeEventProgress],
]);
