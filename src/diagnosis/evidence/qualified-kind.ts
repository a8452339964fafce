import type { ObjectRef } from "../../model/kube-object.js";

/**
 * The kind by which rules and names are looked up: "Service" for that of Kubernetes, "Service.serving.knative.dev" for a custom resource that
 * borrows the name. Beside each other in one namespace, under one name, they must not be taken for each other.
 */
export function qualifiedKind({ apiVersion, kind }: Pick<ObjectRef, "apiVersion" | "kind">): string {
  const slash = apiVersion.indexOf("/");
  const group = slash < 0 ? "" : apiVersion.slice(0, slash);
  return group.includes(".") && !group.endsWith(".k8s.io") ? `${kind}.${group}` : kind;
}
