import type { ObjectRef } from "../../model/kube-object.js";

type ApiKind = Pick<ObjectRef, "apiVersion" | "kind">;

/**
 * The kind as rules and names are looked up: "Service" for that of Kubernetes, "Service.serving.knative.dev" for a custom resource of the same
 * kind, which may exist beside it under the same name.
 */
export function qualifiedKind({ apiVersion, kind }: ApiKind): string {
  const slash = apiVersion.indexOf("/");
  const group = slash < 0 ? "" : apiVersion.slice(0, slash);
  return group.includes(".") && !group.endsWith(".k8s.io") ? `${kind}.${group}` : kind;
}

/** Kinds whose conditions have rules of their own; all others are judged by the conventions that controllers share. */
export function isBuiltInKind(ref: ApiKind): boolean {
  return builtInKinds.has(qualifiedKind(ref));
}

const builtInKinds = new Set([
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
