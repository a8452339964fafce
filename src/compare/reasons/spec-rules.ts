import type { Change } from "../../diff/diff-objects.js";
import type { PathSegment } from "../../diff/path.js";

/**
 * Which fields of a spec explain which failure, because what failed reads them. Any other difference of specs may matter as well, but then
 * kubespy says only that it differs.
 *
 *   image could not be pulled          the container's image and imagePullPolicy; the Pod's imagePullSecrets and serviceAccountName
 *   container could not be created     its image, command, args, env, volumeMounts, securityContext; the Pod's volumes
 *   container ended                    its image, command, args, env, resources, then the probes that kill it; out of memory: first its resources
 *   not ready                          its probes and ports, image; the Pod's readinessGates
 *   Pod could not be scheduled         requests and ports of containers; node selection, tolerations, volumes, priority of the Pod
 *   volume, ConfigMap, Secret missing  volumes, volumeMounts, env; the claims of a StatefulSet
 *   Pod refused                        whatever admission looks at: containers, security, replicas, labels
 *   deadline, retries                  the deadline or the limit itself
 *   Service without an address         type and class
 *   Service without endpoints          selector and ports
 */
export type FailureFamily =
  | "pull"
  | "create"
  | "exit"
  | "memory"
  | "ready"
  | "schedule"
  | "volume"
  | "admission"
  | "deadline"
  | "scale"
  | "address"
  | "endpoints";

/** Fields that explain a failure; those of a later tier only where none of an earlier one differs. */
interface FieldTier {
  /** Of the container that failed. */
  readonly container?: readonly string[];
  /** Of the Pod. */
  readonly pod?: readonly string[];
  /** Of the object that has the Pod template, or of a Service. */
  readonly owner?: readonly string[];
}

const program = ["image", "command", "args", "env", "envFrom", "workingDir"];
const placement = [
  "nodeSelector",
  "affinity",
  "tolerations",
  "topologySpreadConstraints",
  "volumes",
  "priorityClassName",
  "schedulerName",
  "schedulingGates",
  "hostNetwork",
  "runtimeClassName",
  "resourceClaims",
];

const tiers: Readonly<Record<FailureFamily, readonly FieldTier[]>> = {
  pull: [{ container: ["image"] }, { container: ["imagePullPolicy"], pod: ["imagePullSecrets", "serviceAccountName"] }],
  create: [
    {
      container: [...program, "volumeMounts", "securityContext", "lifecycle"],
      pod: ["volumes", "securityContext", "runtimeClassName"],
    },
  ],
  exit: [{ container: [...program, "resources", "lifecycle"] }, { container: ["livenessProbe", "startupProbe"] }],
  memory: [{ container: ["resources"] }, { container: program }],
  ready: [
    { container: ["readinessProbe", "startupProbe", "livenessProbe"], pod: ["readinessGates"], owner: ["minReadySeconds"] },
    { container: ["ports", "image", "command", "args"] },
  ],
  schedule: [{ container: ["resources", "ports"], pod: placement, owner: ["volumeClaimTemplates"] }],
  volume: [{ pod: ["volumes"], owner: ["volumeClaimTemplates"] }, { container: ["volumeMounts", "env", "envFrom", "volumeDevices"] }],
  admission: [
    {
      container: ["image", "resources", "securityContext", "ports"],
      pod: ["securityContext", "hostNetwork", "hostPID", "hostIPC", "volumes", "serviceAccountName", "priorityClassName"],
      owner: ["replicas", "parallelism", "completions"],
    },
  ],
  deadline: [
    { pod: ["activeDeadlineSeconds"], owner: ["activeDeadlineSeconds", "progressDeadlineSeconds"] },
    { owner: ["backoffLimit", "backoffLimitPerIndex", "maxFailedIndexes", "podFailurePolicy"] },
  ],
  scale: [{ owner: ["replicas", "parallelism", "suspend", "paused"] }],
  address: [{ owner: ["type", "loadBalancerClass", "loadBalancerIP", "externalIPs", "ingressClassName"] }],
  endpoints: [{ owner: ["selector", "ports", "type", "publishNotReadyAddresses"] }],
};

/** By the class of a finding; classes that are not listed are explained by no field. */
const families: readonly (readonly [RegExp, FailureFamily])[] = [
  [/^(ErrImage|ImagePullBackOff|InvalidImageName|ImageInspectError|RegistryUnavailable|SignatureValidationFailed)/, "pull"],
  [/^(CreateContainer|RunContainerError|StartError|ContainerCannotRun|PostStartHookError)/, "create"],
  [/^OOMKilled$/, "memory"],
  [/^(Error|CrashLoopBackOff|Completed|ContainerStatusUnknown)$/, "exit"],
  [/^(Unhealthy|ContainersNotReady|ReadinessGatesNotReady|MinimumReplicasUnavailable)$/, "ready"],
  [/^(Unschedulable|NotScheduled|SchedulingGated|FailedScheduling|Preempted)$/, "schedule"],
  [
    /^(FailedMount|FailedAttachVolume|FailedBinding|ClaimPending|(ConfigMap|Secret|PersistentVolumeClaim|ServiceAccount)\w*NotFound)$/,
    "volume",
  ],
  [/^(FailedCreate|ReplicaFailure)$/, "admission"],
  [
    /^(DeadlineExceeded|ProgressDeadlineExceeded|BackoffLimitExceeded|FailedIndexes|MaxFailedIndexesExceeded|PodFailurePolicy)$/,
    "deadline",
  ],
  [/^(LoadBalancerPending|IngressPending|NoIngressClass)$/, "address"],
  [/^(NoEndpoints|NoReadyEndpoints|TargetPort\w+)$/, "endpoints"],
];

export function familyOfClass(name: string): FailureFamily | undefined {
  return families.find(([pattern]) => pattern.test(name))?.[1];
}

/** By the key of a step (`stepKey`): "ImagePullBackOff", "Init: exit code 1", "Created: Unschedulable", "not Ready". */
export function familyOfStep(key: string): FailureFamily | undefined {
  const plain = key.replace(/^Init: /, "");
  if (/exit code -?\d+$/.test(plain)) return plain.startsWith("OOMKilled") ? "memory" : "exit";
  if (plain === "not Ready") return "ready";
  if (plain === "Scaled to zero") return "scale";
  return familyOfClass(plain.replace(/^\w+(?: \w+)*: /, ""));
}

/** A field of a spec, wherever the Pod template with it is. */
interface SpecField {
  readonly level: "container" | "pod" | "owner";
  readonly container?: string;
  readonly field: string;
}

const templates: readonly (readonly string[])[] = [
  ["spec", "jobTemplate", "spec", "template", "spec"],
  ["spec", "template", "spec"],
];
const containerLists: ReadonlySet<string> = new Set(["containers", "initContainers", "ephemeralContainers"]);

/** Undefined for a change outside of the spec. */
export function specFieldOf({ segments }: Pick<Change, "segments">, kind: string): SpecField | undefined {
  const template = templates.find((names) => names.every((name, i) => nameOf(segments[i]) === name));
  const isPod = kind === "/Pod";
  if (template === undefined && nameOf(segments[0]) !== "spec") return undefined;
  const rest = segments.slice(template?.length ?? 1);
  const field = nameOf(rest[0]);
  if (field === undefined) return undefined;
  if (template === undefined && !isPod) return { level: "owner", field };
  const item = rest[1];
  if (!containerLists.has(field)) return { level: "pod", field };
  const container = item?.kind === "item" ? { container: item.key } : {};
  return { level: "container", ...container, field: nameOf(rest[2]) ?? field };
}

function nameOf(segment: PathSegment | undefined): string | undefined {
  return segment?.kind === "field" ? segment.name : undefined;
}

/** The changes of these that explain a failure: what failed reads these fields. `failed`: the container, where it is known. */
export function explainingChanges(
  changes: readonly Change[],
  kind: string,
  family: FailureFamily,
  failed: string | undefined,
): readonly Change[] {
  for (const tier of tiers[family]) {
    const own = changes.filter((change) => {
      const field = specFieldOf(change, kind);
      return field !== undefined && isOfTier(field, tier, failed);
    });
    if (own.length > 0) return own;
  }
  return [];
}

function isOfTier({ level, container, field }: SpecField, tier: FieldTier, failed: string | undefined): boolean {
  // Only one run has the container that failed.
  if (containerLists.has(field)) return tier.container !== undefined && failed !== undefined && container === failed;
  if (tier[level]?.includes(field) !== true) return false;
  return level !== "container" || failed === undefined || container === undefined || container === failed;
}
