/** The replacements of names in a skeleton. */
export interface SkeletonNames {
  /** Whether a text, as a whole, is a pseudonym or a placeholder already. */
  isStandIn(text: string): boolean;
  /** The replacement of any other text: the same for equal texts, and a stand-in. */
  standInFor(text: string): string;
}

/** A name of anything: a stand-in, or one of the names that every cluster has. */
export function nameIn(text: string, names: SkeletonNames): string {
  return text === "" || commonNames.has(text) || (text.length <= maxName && names.isStandIn(text)) ? text : names.standInFor(text);
}

/** A name of a type: capital letter, letters and digits. */
export function kindIn(text: string, names: SkeletonNames): string {
  return text === "" || /^[A-Z][A-Za-z0-9]{0,62}$/.test(text) ? text : names.standInFor(text);
}

/** "apps/v1", "stand-in/v1beta1". */
export function apiVersionIn(text: string, names: SkeletonNames): string {
  const [, group, version = ""] = /^(?:([^/]{1,253})\/)?(v\d{1,3}(?:(?:alpha|beta)\d{1,3})?)$/.exec(text) ?? [];
  if (version === "") return text === "" ? "" : names.standInFor(text);
  return group === undefined ? version : `${groupIn(group, names)}/${version}`;
}

export function groupIn(group: string, names: SkeletonNames): string {
  return isBuiltInGroup(group) ? group : nameIn(group, names);
}

/** Whether an API group is Kubernetes' own, so that its fields are those of Kubernetes. */
export function isBuiltInGroup(group: string): boolean {
  return builtInGroups.has(group);
}

/** Of a version; "v1" has none. */
export function groupIsBuiltIn(apiVersion: unknown): boolean {
  if (typeof apiVersion !== "string") return false;
  return isBuiltInGroup(apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "");
}

/** The key of a label, a taint or a resource: one of Kubernetes' own, else a stand-in. */
export function keyIn(key: string, names: SkeletonNames): string {
  return commonKeys.has(key) || /^hugepages-\d{1,6}[KMG]i$/.test(key) ? key : nameIn(key, names);
}

/** `spec.containers{name}`: of an Event about a container. */
export function fieldPathIn(path: string, names: SkeletonNames): string | undefined {
  const [, list, name] = /^spec\.(containers|initContainers|ephemeralContainers)\{([^{}]{1,253})\}$/.exec(path) ?? [];
  return list === undefined || name === undefined ? undefined : `spec.${list}{${nameIn(name, names)}}`;
}

const maxName = 512;

const words = (text: string) => text.trim().split(/\s+/);

const builtInGroups: ReadonlySet<string> = new Set([
  "",
  ...words(`
    apps batch autoscaling policy extensions networking.k8s.io discovery.k8s.io events.k8s.io storage.k8s.io rbac.authorization.k8s.io coordination.k8s.io
    node.k8s.io scheduling.k8s.io certificates.k8s.io apiextensions.k8s.io apiregistration.k8s.io admissionregistration.k8s.io resource.k8s.io
    flowcontrol.apiserver.k8s.io authentication.k8s.io authorization.k8s.io storagemigration.k8s.io internal.apiserver.k8s.io
  `),
]);

/** Names that every cluster has, and components of Kubernetes that report Events. */
export const commonNames: ReadonlySet<string> = new Set(
  words(`
    default kube-system kube-public kube-node-lease kubernetes kube-root-ca.crt None localhost default-scheduler kubelet kube-scheduler kube-proxy
    kube-controller-manager kube-apiserver cloud-controller-manager cluster-autoscaler deployment-controller replicaset-controller statefulset-controller
    daemonset-controller job-controller cronjob-controller node-controller taint-eviction-controller persistentvolume-controller attachdetach-controller
    horizontal-pod-autoscaler endpoint-controller endpoint-slice-controller service-controller disruption-controller controllermanager
    garbage-collector-controller resource-claim-controller namespace-controller pvc-protection-controller pv-protection-controller
    endpointslice-controller.k8s.io volume_expand foregroundDeletion orphan kubernetes.io/pvc-protection kubernetes.io/pv-protection
    batch.kubernetes.io/job-tracking service.kubernetes.io/load-balancer-cleanup external-provisioner.volume.kubernetes.io/finalizer
  `),
);

export const commonKeys: ReadonlySet<string> = new Set(
  words(`
    cpu memory storage ephemeral-storage pods nvidia.com/gpu amd.com/gpu pod-template-hash controller-revision-hash pod-template-generation controller-uid job-name
    batch.kubernetes.io/controller-uid batch.kubernetes.io/job-name batch.kubernetes.io/job-completion-index apps.kubernetes.io/pod-index
    statefulset.kubernetes.io/pod-name controller.kubernetes.io/hash kubernetes.io/service-name kubernetes.io/metadata.name kubernetes.io/hostname
    kubernetes.io/os kubernetes.io/arch service.kubernetes.io/headless endpointslice.kubernetes.io/managed-by node-role.kubernetes.io/control-plane
    topology.kubernetes.io/zone topology.kubernetes.io/region node.kubernetes.io/instance-type node.kubernetes.io/not-ready node.kubernetes.io/unreachable
    node.kubernetes.io/unschedulable node.kubernetes.io/memory-pressure node.kubernetes.io/disk-pressure node.kubernetes.io/pid-pressure
    node.kubernetes.io/network-unavailable node.kubernetes.io/out-of-service node.cloudprovider.kubernetes.io/uninitialized
    app app.kubernetes.io/name app.kubernetes.io/instance app.kubernetes.io/component app.kubernetes.io/part-of app.kubernetes.io/version
    app.kubernetes.io/managed-by metadata.name
  `),
);
