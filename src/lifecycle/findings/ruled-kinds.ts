/** Kinds whose conditions the families know one by one; all others are judged by what controllers agree on. */
export function isRuled(kind: string): boolean {
  return ruled.has(kind);
}

const ruled = new Set([
  "Pod",
  "Deployment",
  "ReplicaSet",
  "ReplicationController",
  "StatefulSet",
  "DaemonSet",
  "Job",
  "CronJob",
  "Service",
  "EndpointSlice",
  "Endpoints",
  "PersistentVolumeClaim",
  "PersistentVolume",
  "Node",
  "Ingress",
  "HorizontalPodAutoscaler",
  "Namespace",
  "ConfigMap",
  "Secret",
]);
