import type { ResourceType } from "../../model/resource-type.js";

/** The verbs of a read-only API. */
export const readVerbs = ["get", "list", "watch"] as const;

/**
 * Facts about built-in types that a recording does not contain: plural, scope, short names, categories. From the discovery documents of
 * Kubernetes 1.36. Undefined for custom resources and newer built-in types.
 */
export function builtInType(apiVersion: string, kind: string): ResourceType | undefined {
  return byKind.get(`${apiVersion} ${kind}`);
}

/**
 * The built-in types that a server has beside these recorded ones: a type that was recorded in one version or group (Events, Ingresses) is not
 * offered in another one too, where it would look empty. They are not announced as watchable: nothing will ever be seen of them, and a recorder that
 * followed them would take "not recorded" for "none".
 */
export function otherBuiltInTypes(recorded: readonly ResourceType[]): readonly ResourceType[] {
  const isKubernetes = ({ group }: ResourceType) => !group.includes(".") || group.endsWith(".k8s.io");
  const known = new Set(recorded.filter(isKubernetes).map(({ resource, kind }) => `${resource} ${kind}`));
  return [...byKind.values()]
    .filter(({ resource, kind }) => !known.has(`${resource} ${kind}`))
    .map((type) => ({ ...type, verbs: listVerbs }));
}

const listVerbs = ["get", "list"] as const;

/** All of them. */
export function builtInTypes(): readonly ResourceType[] {
  return [...byKind.values()];
}

/** One row per type: plural (with `*` when cluster-scoped), kind, short names (`-` for none), categories. */
const rows: Readonly<Record<string, readonly string[]>> = {
  v1: [
    "*componentstatuses ComponentStatus cs",
    "configmaps ConfigMap cm",
    "endpoints Endpoints ep",
    "events Event ev",
    "limitranges LimitRange limits",
    "*namespaces Namespace ns",
    "*nodes Node no",
    "persistentvolumeclaims PersistentVolumeClaim pvc",
    "*persistentvolumes PersistentVolume pv",
    "pods Pod po all",
    "podtemplates PodTemplate",
    "replicationcontrollers ReplicationController rc all",
    "resourcequotas ResourceQuota quota",
    "secrets Secret",
    "serviceaccounts ServiceAccount sa",
    "services Service svc all",
  ],
  "apiregistration.k8s.io/v1": ["*apiservices APIService - api-extensions"],
  "apps/v1": [
    "controllerrevisions ControllerRevision",
    "daemonsets DaemonSet ds all",
    "deployments Deployment deploy all",
    "replicasets ReplicaSet rs all",
    "statefulsets StatefulSet sts all",
  ],
  "events.k8s.io/v1": ["events Event ev"],
  "autoscaling/v2": ["horizontalpodautoscalers HorizontalPodAutoscaler hpa all"],
  "autoscaling/v1": ["horizontalpodautoscalers HorizontalPodAutoscaler hpa all"],
  "batch/v1": ["cronjobs CronJob cj all", "jobs Job - all"],
  "certificates.k8s.io/v1": ["*certificatesigningrequests CertificateSigningRequest csr"],
  "networking.k8s.io/v1": [
    "*ingressclasses IngressClass",
    "ingresses Ingress ing",
    "*ipaddresses IPAddress ip",
    "networkpolicies NetworkPolicy netpol",
    "*servicecidrs ServiceCIDR",
  ],
  "policy/v1": ["poddisruptionbudgets PodDisruptionBudget pdb"],
  "rbac.authorization.k8s.io/v1": [
    "*clusterrolebindings ClusterRoleBinding",
    "*clusterroles ClusterRole",
    "rolebindings RoleBinding",
    "roles Role",
  ],
  "storage.k8s.io/v1": [
    "*csidrivers CSIDriver",
    "*csinodes CSINode",
    "csistoragecapacities CSIStorageCapacity",
    "*storageclasses StorageClass sc",
    "*volumeattachments VolumeAttachment",
    "*volumeattributesclasses VolumeAttributesClass vac",
  ],
  "admissionregistration.k8s.io/v1": [
    "*mutatingadmissionpolicies MutatingAdmissionPolicy - api-extensions",
    "*mutatingadmissionpolicybindings MutatingAdmissionPolicyBinding - api-extensions",
    "*mutatingwebhookconfigurations MutatingWebhookConfiguration - api-extensions",
    "*validatingadmissionpolicies ValidatingAdmissionPolicy - api-extensions",
    "*validatingadmissionpolicybindings ValidatingAdmissionPolicyBinding - api-extensions",
    "*validatingwebhookconfigurations ValidatingWebhookConfiguration - api-extensions",
  ],
  "apiextensions.k8s.io/v1": ["*customresourcedefinitions CustomResourceDefinition crd,crds api-extensions"],
  "scheduling.k8s.io/v1": ["*priorityclasses PriorityClass pc"],
  "coordination.k8s.io/v1": ["leases Lease"],
  "node.k8s.io/v1": ["*runtimeclasses RuntimeClass"],
  "discovery.k8s.io/v1": ["endpointslices EndpointSlice"],
  "resource.k8s.io/v1": [
    "*deviceclasses DeviceClass",
    "resourceclaims ResourceClaim",
    "resourceclaimtemplates ResourceClaimTemplate",
    "*resourceslices ResourceSlice",
  ],
  "flowcontrol.apiserver.k8s.io/v1": ["*flowschemas FlowSchema", "*prioritylevelconfigurations PriorityLevelConfiguration"],
};

const byKind = new Map(
  Object.entries(rows).flatMap(([apiVersion, types]) =>
    types.map((row) => typeOfRow(apiVersion, row)).map((type) => [`${apiVersion} ${type.kind}`, type] as const),
  ),
);

function typeOfRow(apiVersion: string, row: string): ResourceType {
  const [plural = "", kind = "", shortNames = "-", categories = "-"] = row.split(" ");
  const slash = apiVersion.indexOf("/");
  return {
    group: slash < 0 ? "" : apiVersion.slice(0, slash),
    version: apiVersion.slice(slash + 1),
    resource: plural.replace("*", ""),
    singular: kind.toLowerCase(),
    kind,
    namespaced: !plural.startsWith("*"),
    shortNames: shortNames === "-" ? [] : shortNames.split(","),
    categories: categories === "-" ? [] : categories.split(","),
    verbs: readVerbs,
  };
}
