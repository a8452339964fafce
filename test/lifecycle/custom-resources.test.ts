import { describe, expect, it } from "vitest";
import { stageOf } from "../../src/lifecycle/stage.js";
import type { KubeObject } from "../../src/model/kube-object.js";

/**
 * Statuses as the documentation and the sources of widely used controllers write them: what they have in common is judged, none of them is known
 * by its name. "good", "ended", "neutral" are well; "progress" is not yet; "bad" is a failure.
 */
type Row = readonly [title: string, expected: string, status: object, more?: { readonly kind?: string; readonly spec?: object }];

/** "Ready=False Reason message". */
function c(...texts: readonly string[]): { readonly conditions: readonly object[] } {
  return {
    conditions: texts.map((text) => {
      const [, type, status, reason, message] = /^([^=]+)=(\S+) ?(\S*) ?(.*)$/.exec(text) ?? [];
      return { type, status, ...(reason === "" || reason === "-" ? {} : { reason }), ...(message === "" ? {} : { message }) };
    }),
  };
}

function stage(status: object, { kind = "Widget", spec = {} }: { readonly kind?: string; readonly spec?: object } = {}): string {
  const object: KubeObject = { apiVersion: "example.com/v1", kind, metadata: { name: "it", uid: "u", generation: 2 }, spec, status };
  const { name, tone, detail } = stageOf(object);
  return `${tone}: ${name}${detail === undefined ? "" : ` (${detail})`}`;
}

const table: readonly (readonly [judgedBy: string, rows: readonly Row[]])[] = [
  [
    "a phase or state in words",
    [
      ["postgresql (Zalando)", "bad: CreateFailed (PostgresClusterStatus)", { PostgresClusterStatus: "CreateFailed" }],
      ["postgresql (Zalando) that runs", "good: Running", { PostgresClusterStatus: "Running" }],
      ["Backup (Velero)", "bad: PartiallyFailed", { phase: "PartiallyFailed", errors: 3 }],
      ["Backup (Velero) with invalid spec", "bad: FailedValidation", { phase: "FailedValidation", validationErrors: ["no such location"] }],
      ["Backup (Velero) under way", "progress: WaitingForPluginOperations", { phase: "WaitingForPluginOperations" }],
      ["Cluster (CloudNativePG)", "good: Cluster in healthy state", { phase: "Cluster in healthy state", instances: 3, readyInstances: 3 }],
      [
        "Cluster (CloudNativePG) at its start",
        "progress: Setting up primary",
        { phase: "Setting up primary", instances: 3, readyInstances: 0 },
      ],
      [
        "Cluster (CloudNativePG) that waits",
        "progress: Waiting for the instances to become active",
        { phase: "Waiting for the instances to become active", instances: 3, readyInstances: 2 },
      ],
      [
        "Cluster (CloudNativePG) that restarts",
        "progress: Primary instance is being restarted in-place",
        { phase: "Primary instance is being restarted in-place", instances: 3, readyInstances: 3 },
      ],
      ["VMCluster (VictoriaMetrics)", "bad: failed (updateStatus)", { updateStatus: "failed", reason: "cannot update StatefulSet" }],
      ["ResourceGraphDefinition (kro)", "progress: IN_PROGRESS", { state: "IN_PROGRESS" }],
      ["CassandraDatacenter", "progress: Updating (cassandraOperatorProgress)", { cassandraOperatorProgress: "Updating" }],
      ["ScheduledSparkApplication", "bad: FailedValidation (scheduleState)", { scheduleState: "FailedValidation", reason: "no schedule" }],
      ["Volume (Longhorn)", "bad: degraded", { state: "attached", robustness: "degraded" }],
      ["CephCluster (Rook)", "bad: HEALTH_ERR", { phase: "Ready", state: "Created", ceph: { health: "HEALTH_ERR" } }],
      ["CephCluster (Rook) that is well", "good: Ready", { phase: "Ready", state: "Created", ceph: { health: "HEALTH_OK" } }],
      ["Elasticsearch (ECK)", "bad: red", { health: "red", phase: "Ready" }],
      ["Elasticsearch (ECK) that changes", "progress: ApplyingChanges", { health: "green", phase: "ApplyingChanges" }],
      ["VirtualMachine (KubeVirt)", "bad: ErrorUnschedulable", { printableStatus: "ErrorUnschedulable", created: true }],
      [
        "VirtualMachine (KubeVirt) that runs",
        "good: Ready",
        {
          printableStatus: "Running",
          ready: true,
          ...c("Ready=True", "LiveMigratable=False DisksNotLiveMigratable cannot migrate VMI: PVC is not shared"),
        },
      ],
      [
        "VirtualMachine (KubeVirt) that is stopped",
        "neutral: Stopped",
        { printableStatus: "Stopped", ...c("Ready=False VMINotExists VMI does not exist") },
      ],
      ["DataVolume (CDI)", "progress: ImportInProgress", { phase: "ImportInProgress", progress: "10%" }],
      [
        "RayJob",
        "bad: FAILED (jobStatus)",
        { jobStatus: "FAILED", jobDeploymentStatus: "Complete", message: "Job failed" },
        { kind: "RayJob" },
      ],
      ["RayCluster", "good: ready", { state: "ready", desiredWorkerReplicas: 1, readyWorkerReplicas: 1 }, { kind: "RayCluster" }],
      [
        "FlinkDeployment",
        "bad: FAILED (jobStatus)",
        { jobStatus: { state: "FAILED" }, lifecycleState: "STABLE", error: "", reconciliationStatus: { state: "DEPLOYED" } },
      ],
      [
        "FlinkDeployment that runs",
        "good: STABLE",
        { jobStatus: { state: "RUNNING", startTime: "1" }, lifecycleState: "STABLE", jobManagerDeploymentStatus: "READY" },
      ],
      [
        "ClusterServiceVersion (OLM)",
        "bad: Failed (InstallCheckFailed)",
        { phase: "Failed", reason: "InstallCheckFailed", message: "install timeout" },
      ],
      ["ClusterPolicy (NVIDIA)", "progress: notReady", { state: "notReady" }],
      [
        "BareMetalHost",
        "bad: error (operationalStatus)",
        {
          operationalStatus: "error",
          errorType: "registration error",
          errorMessage: "Failed to get power state",
          provisioning: { state: "available" },
        },
      ],
      [
        "BareMetalHost that is well",
        "good: OK",
        { operationalStatus: "OK", errorMessage: "", errorCount: 0, provisioning: { state: "provisioned" } },
      ],
      ["HTTPProxy (Contour)", "bad: invalid", { currentStatus: "invalid", description: "Spec.Routes unresolved service reference" }],
      ["VirtualServer (NGINX)", "bad: Invalid (Rejected)", { state: "Invalid", reason: "Rejected", message: "upstream is required" }],
      ["Istio (Sail)", "bad: ReconcileError", { state: "ReconcileError" }],
      ["SriovNetworkNodeState", "bad: Failed (syncStatus)", { syncStatus: "Failed", lastSyncError: "pod not evicted" }],
      ["Workspace (Terraform)", "bad: errored", { run: { id: "run-1", status: "errored" } }],
      [
        "ClickHouseInstallation whose old errors are listed",
        "ended: Completed",
        { status: "Completed", errors: ["FAILED update: connection refused"] },
      ],
      [
        "Workflow that repeated a step",
        "ended: Succeeded",
        { phase: "Succeeded", nodes: { a: { phase: "Failed", message: "exit 1" }, b: { phase: "Succeeded" } } },
        { kind: "Workflow" },
      ],
      [
        "Workflow that repeats a step",
        "progress: Running",
        { phase: "Running", startedAt: "2026-01-01T00:00:00Z", nodes: { a: { phase: "Failed" }, b: { phase: "Running" } } },
        { kind: "Workflow" },
      ],
      ["ArgoCD", "good: Available", { phase: "Available", repo: "Running", redis: "Running" }],
      [
        "ManagedCertificate",
        "bad: FailedNotVisible (domain a.b)",
        { certificateStatus: "Provisioning", domainStatus: [{ domain: "a.b", status: "FailedNotVisible" }] },
      ],
      ["Tenant (MinIO)", "good: Initialized", { currentState: "Initialized", healthStatus: "green", availableReplicas: 4 }],
      ["Tenant (MinIO) that waits", "progress: Waiting for Pods to be ready", { currentState: "Waiting for Pods to be ready" }],
      ["Grafana", "bad: failed (stageStatus)", { stage: "deployment", stageStatus: "failed", lastMessage: "image pull error" }],
      ["one with a word of its own", "neutral: Present", { phase: "Frobnicated" }],
    ],
  ],
  [
    "conditions",
    [
      ["Kafka (Strimzi)", "bad: Not ready (TimeoutException)", c("NotReady=True TimeoutException Exceeded timeout of 300000ms")],
      ["Kafka (Strimzi) at its start", "progress: Not ready (Creating)", c("NotReady=True Creating Kafka cluster is being deployed")],
      ["Kafka (Strimzi) that is well", "good: Ready", c("Ready=True")],
      [
        "ScaledObject (KEDA) at rest",
        "good: Ready",
        c(
          "Ready=True ScaledObjectReady ScaledObject is defined correctly",
          "Active=False ScalerNotActive Scaling is not performed",
          "Fallback=False NoFallbackFound No fallbacks are active",
          "Paused=Unknown",
        ),
      ],
      [
        "ScaledObject (KEDA)",
        "bad: Not ready (ScaledObjectCheckFailed)",
        c("Ready=False ScaledObjectCheckFailed Failed to ensure HPA is correctly created", "Active=Unknown UnkownState"),
      ],
      ["ScaledObject (KEDA) that is paused", "neutral: Paused", c("Ready=True", "Active=False", "Paused=True ScaledObjectPaused")],
      ["ExternalSecret", "bad: Not ready (SecretSyncedError)", c("Ready=False SecretSyncedError could not get secret data from provider")],
      [
        "RabbitmqCluster",
        "bad: Not success (Error)",
        c("AllReplicasReady=False NotAllPodsReady 0/3 Pods ready", "ReconcileSuccess=False Error failed to create Service"),
      ],
      [
        "RabbitmqCluster with warnings",
        "good: AllReplicasReady",
        c(
          "AllReplicasReady=True AllPodsAreReady",
          "ClusterAvailable=True",
          "NoWarnings=False MemoryRequestAndLimitDifferent limit and request differ",
          "ReconcileSuccess=True Success Finish reconciling",
        ),
      ],
      [
        "NodeClaim (Karpenter)",
        "bad: Not launched (LaunchFailed)",
        c("Launched=False LaunchFailed creating instance: insufficient capacity", "Registered=Unknown", "Ready=Unknown"),
      ],
      [
        "NodeClaim (Karpenter) at its start",
        "progress: Not ready (ReconcilingDependents)",
        c(
          "Launched=True Launched",
          "Registered=Unknown NodeNotFound Node not registered with cluster",
          "Ready=Unknown ReconcilingDependents",
        ),
      ],
      [
        "Machine (Cluster API) that is well",
        "good: Ready",
        c(
          "Ready=True Ready",
          "Available=True",
          "Paused=False NotPaused",
          "Deleting=False NotDeleting",
          "RollingOut=False NotRollingOut",
          "Remediating=False NotRemediating",
        ),
      ],
      ["SealedSecret", "bad: Not synced", c("Synced=False - no key could decrypt secret (password)")],
      [
        "one whose explanation is in words of its own",
        "bad: Not ready (Quorum)",
        c("Ready=False Quorum two of the servers disagree about the leader"),
      ],
      ["one that counts its Pods", "progress: Not ready (Pods)", c("Ready=False Pods 1 of 3 Pods ready")],
      ["Prometheus", "bad: Not available (SomePodsNotReady)", c("Available=Degraded SomePodsNotReady 1/2 ready", "Reconciled=True")],
      [
        "Keycloak",
        "bad: HasErrors",
        c("Ready=False - Waiting for more replicas", "HasErrors=True - invalid database secret", "RollingUpdate=False"),
      ],
      ["Keycloak that is well", "good: Ready", c("Ready=True", "HasErrors=False", "RollingUpdate=False")],
      [
        "ClusterOperator (OpenShift)",
        "bad: Degraded (SyncError)",
        c("Available=True AsExpected All is well", "Progressing=False AsExpected", "Degraded=True SyncError cannot reach etcd"),
      ],
      [
        "ClusterOperator (OpenShift) that upgrades",
        "progress: Progressing (RollingOut)",
        c("Available=True AsExpected", "Progressing=True RollingOut", "Degraded=False AsExpected"),
      ],
      ["MachineConfigPool (OpenShift)", "good: Updated", c("Updated=True", "Updating=False", "NodeDegraded=False", "RenderDegraded=False")],
      ["ReplicationSource (VolSync)", "bad: Not synchronizing (Error)", c("Synchronizing=False Error repository is locked")],
      [
        "ManagedResource (Crossplane) that is paused",
        "neutral: Paused",
        c("Synced=False ReconcilePaused Reconciliation is paused", "Ready=True Available"),
      ],
      [
        "ManagedResource (Upbound)",
        "bad: LastAsyncOperation False (AsyncCreateFailure)",
        c(
          "Synced=True ReconcileSuccess",
          "Ready=True Available",
          "LastAsyncOperation=False AsyncCreateFailure async create failed: AccessDenied",
        ),
      ],
      [
        "Resource (Azure) that waits for its owner",
        "progress: Not ready (WaitingForOwner)",
        { conditions: [{ type: "Ready", status: "False", severity: "Info", reason: "WaitingForOwner", message: "Owner cannot be found" }] },
      ],
      [
        "ServiceInstance (SAP)",
        "progress: Not ready (NotProvisioned)",
        c("Succeeded=False CreateInProgress create in progress", "Ready=False NotProvisioned not provisioned"),
      ],
      ["Workload (Kueue)", "bad: Failed (JobFailed)", c("Finished=True JobFailed Job has reached the specified backoff limit")],
      ["JobSet", "ended: Completed (AllJobsCompleted)", c("Completed=True AllJobsCompleted jobset completed successfully")],
      [
        "Challenge (cert-manager)",
        "progress: pending (Waiting)",
        { state: "pending", processing: true, presented: true, reason: "Waiting" },
      ],
      [
        "Certificate (cert-manager) that is renewed",
        "progress: Issuing (Renewing)",
        c("Ready=True Ready", "Issuing=True Renewing Renewing certificate as renewal was scheduled"),
      ],
      [
        "Deployment (OpenKruise) that cannot make Pods",
        "bad: FailedCreatePod (Forbidden)",
        c("FailedCreatePod=True Forbidden exceeded quota"),
      ],
      [
        "Sensor (Argo Events)",
        "bad: Not deployed (DeployFailed)",
        c("DependenciesProvided=True", "Deployed=False DeployFailed cannot create Deployment"),
      ],
      [
        "Provider (Crossplane package)",
        "bad: Not healthy (UnhealthyPackageRevision)",
        c("Installed=True ActivePackageRevision", "Healthy=False UnhealthyPackageRevision"),
      ],
      ["PipelineRun (Tekton) that was cancelled", "bad: Failed (Cancelled)", c('Succeeded=False Cancelled PipelineRun "x" was cancelled')],
      [
        "Subscription (OLM)",
        "neutral: Present",
        c("CatalogSourcesUnhealthy=False AllCatalogSourcesHealthy all available catalogsources are healthy"),
      ],
      [
        "Gateway (not programmed)",
        "bad: Not programmed (AddressNotAssigned)",
        c("Accepted=True Accepted", "Programmed=False AddressNotAssigned No addresses have been assigned to the Gateway"),
      ],
    ],
  ],
  [
    "parts and counts",
    [
      [
        "ConstraintTemplate (Gatekeeper)",
        "bad: Error (create_error)",
        { created: true, byPod: [{ id: "a", errors: [{ code: "create_error", message: "Could not create CRD: invalid schema" }] }] },
      ],
      [
        "Build (Shipwright)",
        "bad: Not registered (SpecOutputSecretRefNotFound)",
        { registered: "False", reason: "SpecOutputSecretRefNotFound", message: "referenced secret x" },
      ],
      ["VolumeAttachment", "bad: Error", { attached: false, attachError: { message: "rpc error: code = Internal desc = timed out" } }],
      ["one with a policy for failures", "good: Ready", { ...c("Ready=True"), onFailure: "Abort", ignoreErrors: "all" }],
      [
        "Gateway whose listener is not resolved",
        "bad: Not resolved (InvalidCertificateRef)",
        {
          ...c("Accepted=True", "Programmed=True"),
          listeners: [{ name: "https", ...c("ResolvedRefs=False InvalidCertificateRef Secret shop/tls not found") }],
        },
      ],
      [
        "Route (OpenShift)",
        "bad: Not admitted (HostAlreadyClaimed)",
        { ingress: [{ host: "a.b", ...c("Admitted=False HostAlreadyClaimed route x already exposes a.b and is older") }] },
      ],
      ["Route (OpenShift) that is well", "good: Admitted", { ingress: [{ host: "a.b", ...c("Admitted=True") }] }],
      [
        "a binding whose cluster is unhealthy (Karmada)",
        "bad: Unhealthy (aggregated m1)",
        { ...c("FullyApplied=True FullyAppliedSuccess"), aggregatedStatus: [{ clusterName: "m1", applied: true, health: "Unhealthy" }] },
      ],
      ["one scaled to zero", "good: Scaled to zero", { replicas: 0, readyReplicas: 0, ...c("Available=False") }, { spec: { replicas: 0 } }],
      ["one short of replicas", "progress: Not ready (1/3 ready)", { replicas: 3, readyReplicas: 1 }, { spec: { replicas: 3 } }],
      ["one with unavailable replicas", "progress: Not available (2 unavailable)", { replicas: 3, unavailableReplicas: 2 }],
      ["one with a failed update long ago", "good: Ready", { ...c("Ready=True"), lastUpdate: { state: "failed" } }],
      ["one whose last error has no remedy yet", "bad: Not ready", { ready: false, lastError: "dial tcp: connection refused" }],
      ["one that is ready again after its last error", "good: Running", { phase: "Running", lastError: "dial tcp: connection refused" }],
    ],
  ],
];

for (const [judgedBy, rows] of table)
  describe(`a custom resource is judged by ${judgedBy}:`, () => {
    for (const [title, expected, status, more] of rows) it(title, () => expect(stage(status, more)).toBe(expected));
  });
