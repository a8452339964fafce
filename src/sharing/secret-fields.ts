/** Holds the object as `kubectl apply` was given it. */
export const lastApplied = "kubectl.kubernetes.io/last-applied-configuration";

/** Annotations whose values are names and settings, and help to understand what happened to a Secret. */
export const keptAnnotations: ReadonlySet<string> = new Set([
  "kubernetes.io/service-account.name",
  "kubernetes.io/service-account.uid",
  "meta.helm.sh/release-name",
  "meta.helm.sh/release-namespace",
  "helm.sh/resource-policy",
  "helm.sh/hook",
  "helm.sh/hook-weight",
  "helm.sh/hook-delete-policy",
  "cert-manager.io/certificate-name",
  "cert-manager.io/issuer-name",
  "cert-manager.io/issuer-kind",
  "cert-manager.io/issuer-group",
  "argocd.argoproj.io/sync-wave",
  "argocd.argoproj.io/hook",
]);

/** Names and types that say nothing of a value, although a value may be a part of them by chance ("name", "kubernetes"). */
export const commonTexts: ReadonlySet<string> = new Set([
  ...keptAnnotations,
  lastApplied,
  ...["name", "instance", "version", "component", "part-of", "managed-by", "created-by"].map((name) => `app.kubernetes.io/${name}`),
  "helm.sh/chart",
  ...["v1", "Secret", "Update", "Apply", "FieldsV1", "Opaque", "bootstrap.kubernetes.io/token", "helm.sh/release.v1"],
  ...["service-account-token", "dockercfg", "dockerconfigjson", "basic-auth", "ssh-auth", "tls"].map((type) => `kubernetes.io/${type}`),
]);

/** Names in `fieldsV1` of a Secret that say nothing of a value. */
export const knownFields: ReadonlySet<string> = new Set([
  ".",
  ...["metadata", "type", "immutable", "data", "stringData", "labels", "annotations", "finalizers", "ownerReferences", "name"].map(
    (field) => `f:${field}`,
  ),
  ...keptNames().map((name) => `f:${name}`),
]);

function keptNames(): readonly string[] {
  return [...commonTexts].filter((text) => text.includes("/"));
}
