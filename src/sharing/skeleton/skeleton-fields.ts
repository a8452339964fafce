/** What a field of Kubernetes' own API holds, as far as a skeleton is concerned. */
export type FieldRole =
  /** An object, a list, a number, a boolean, a time, a quantity, a setting in Kubernetes' own words. */
  | "value"
  /** A reason, a phase, a type of a condition: a word that may not be Kubernetes' own. */
  | "word"
  | "name"
  /** Digits, mostly; the API says that they are opaque. */
  | "version"
  | "kind"
  | "apiVersion"
  /** Names of labels with values of labels. */
  | "labels"
  | "quantities"
  /** The key of a label. */
  | "key"
  | "message"
  /** A message of a custom resource. */
  | "outcome"
  | "fieldPath"
  | "template"
  | "metadata"
  | "conditions"
  | "customSpec"
  | "customStatus";

/** Undefined for fields that are left out, known or not: whatever Kubernetes adds stays out until it is listed here. */
export function fieldRole(field: string): FieldRole | undefined {
  return roles.get(field);
}

export const metadataRole: ReadonlyMap<string, FieldRole> = new Map<string, FieldRole>([
  ...fieldsOf("name", "name generateName namespace uid finalizers"),
  ["resourceVersion", "version"],
  ...fieldsOf("value", "generation creationTimestamp deletionTimestamp deletionGracePeriodSeconds"),
  ["labels", "labels"],
]);

/** Of a custom resource: its other fields can say anything, by their names alone. */
export const customRole: ReadonlyMap<string, FieldRole> = new Map<string, FieldRole>([
  ["conditions", "conditions"],
  ...fieldsOf("outcome", "message error errorMessage failureMessage"),
  ...fieldsOf("word", "phase state status health healthStatus reason failureReason"),
  ...fieldsOf(
    "value",
    `observedGeneration replicas readyReplicas availableReplicas updatedReplicas currentReplicas unavailableReplicas sync ready initialized provisioned available
     healthy synced connected installed deployed applied valid readyToUse infrastructureReady controlPlaneReady bootstrapReady failed degraded stalled paused
     suspended`,
  ),
]);

/** Of an item of `status.conditions`, beside its message. */
export const conditionRole: ReadonlyMap<string, FieldRole> = new Map<string, FieldRole>([
  ...fieldsOf("word", "type status reason severity"),
  ...fieldsOf("value", "lastTransitionTime lastUpdateTime lastProbeTime lastHeartbeatTime observedGeneration"),
]);

export const customSpecRole: ReadonlyMap<string, FieldRole> = new Map(fieldsOf("value", "replicas paused suspend suspended"));

const roles: ReadonlyMap<string, FieldRole> = new Map<string, FieldRole>([
  // Of every kind.
  ["metadata", "metadata"],
  ["template", "template"],
  ["conditions", "conditions"],
  ["kind", "kind"],
  ["apiVersion", "apiVersion"],
  ["fieldPath", "fieldPath"],
  ["key", "key"],
  ["resourceVersion", "version"],
  ...fieldsOf("labels", "labels matchLabels selector nodeSelector"),
  ...fieldsOf("quantities", "requests limits capacity allocatable allocatedResources"),
  ...fieldsOf("message", "message note"),
  ...fieldsOf("word", "type reason phase severity status conditionType resize"),
  ...fieldsOf(
    "value",
    `spec status generation observedGeneration replicas readyReplicas availableReplicas updatedReplicas unavailableReplicas currentReplicas fullyLabeledReplicas
     terminatingReplicas collisionCount matchExpressions operator ownerReferences controller blockOwnerDeletion lastTransitionTime lastUpdateTime lastProbeTime
     lastHeartbeatTime immutable`,
  ),
  // Pods.
  ...fieldsOf(
    "value",
    `containers initContainers ephemeralContainers containerStatuses initContainerStatuses ephemeralContainerStatuses state lastState waiting running
     terminated exitCode signal startedAt finishedAt restartCount ready started startTime podIPs hostIPs resources ports containerPort hostPort protocol
     readinessProbe livenessProbe startupProbe initialDelaySeconds periodSeconds timeoutSeconds successThreshold failureThreshold restartPolicy restartPolicyRules
     exitCodes action terminationMessagePolicy imagePullPolicy dnsPolicy terminationGracePeriodSeconds activeDeadlineSeconds hostNetwork priority
     preemptionPolicy qosClass readinessGates schedulingGates volumes persistentVolumeClaim enableServiceLinks shareProcessNamespace automountServiceAccountToken`,
  ),
  ...fieldsOf(
    "name",
    `name generateName namespace uid nodeName nominatedNodeName hostname subdomain serviceAccountName schedulerName image imageID
     containerID targetContainerName podIP hostIP ip ips values finalizers`,
  ),
  // Workloads.
  ...fieldsOf(
    "value",
    `strategy updateStrategy rollingUpdate maxUnavailable maxSurge partition paused minReadySeconds progressDeadlineSeconds revisionHistoryLimit revision ordinals
     podManagementPolicy volumeClaimTemplates currentNumberScheduled desiredNumberScheduled numberAvailable numberMisscheduled numberReady numberUnavailable
     updatedNumberScheduled parallelism completions completionMode backoffLimit backoffLimitPerIndex maxFailedIndexes ttlSecondsAfterFinished suspend active
     terminating completionTime completedIndexes failedIndexes uncountedTerminatedPods podReplacementPolicy
     jobTemplate schedule concurrencyPolicy startingDeadlineSeconds successfulJobsHistoryLimit failedJobsHistoryLimit lastScheduleTime lastSuccessfulTime
     minReplicas maxReplicas desiredReplicas lastScaleTime scaleTargetRef minAvailable disruptionsAllowed currentHealthy desiredHealthy expectedPods`,
  ),
  ...fieldsOf("name", "succeeded failed currentRevision updateRevision serviceName"),
  // Services, Nodes, volumes.
  ...fieldsOf(
    "value",
    `nodePort healthCheckNodePort appProtocol externalTrafficPolicy internalTrafficPolicy sessionAffinity ipFamilies ipFamilyPolicy
     publishNotReadyAddresses allocateLoadBalancerNodePorts loadBalancer ingress rules http paths backend service number defaultBackend endpoints subsets
     serving addressType targetRef notReadyAddresses unschedulable taints effect timeAdded accessModes volumeMode
     persistentVolumeReclaimPolicy claimRef volumeBindingMode reclaimPolicy allowVolumeExpansion`,
  ),
  ...fieldsOf("name", "clusterIP clusterIPs externalName ingressClassName port targetPort volumeName storageClassName claimName addresses"),
  // Events.
  ...fieldsOf(
    "value",
    `involvedObject regarding related series source count deprecatedCount firstTimestamp lastTimestamp deprecatedFirstTimestamp
     deprecatedLastTimestamp eventTime lastObservedTime deprecatedSource`,
  ),
  ...fieldsOf("name", "component host reportingComponent reportingController reportingInstance"),
]);

function fieldsOf(role: FieldRole, fields: string): readonly (readonly [string, FieldRole])[] {
  return fields
    .trim()
    .split(/\s+/)
    .map((field) => [field, role] as const);
}
