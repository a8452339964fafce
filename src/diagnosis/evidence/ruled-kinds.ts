import type { ObjectRef } from "../../model/kube-object.js";
import { qualifiedKind } from "./qualified-kind.js";

/** Kinds whose conditions the families know one by one; all others are judged by what controllers agree on. */
export function isRuled(ref: Pick<ObjectRef, "apiVersion" | "kind">): boolean {
  return ruled.has(qualifiedKind(ref));
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
  "Node",
  "Ingress",
  "HorizontalPodAutoscaler",
  "Namespace",
  "ConfigMap",
  "Secret",
]);
