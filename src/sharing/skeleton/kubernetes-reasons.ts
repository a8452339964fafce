/**
 * Words that Kubernetes itself writes as a reason, a phase, a type or a setting. Sources: pkg/kubelet/events/event.go, pkg/kubelet/images/types.go,
 * pkg/kubelet/kuberuntime, pkg/kubelet/lifecycle, pkg/kubelet/eviction, pkg/controller, pkg/scheduler, the types of k8s.io/api, cloud-provider, containerd,
 * CRI-O, and the rules of kubespy itself. A word that is missing here costs the reader a reason; one that is here says nothing about who runs the cluster.
 */
export const kubernetesReasons: ReadonlySet<string> = new Set(
  `
  ContainerCreating PodInitializing CrashLoopBackOff ErrImagePull ImagePullBackOff InvalidImageName ErrImageNeverPull ImageInspectError RegistryUnavailable
  SignatureValidationFailed CreateContainerConfigError CreateContainerError RunContainerError PreCreateHookError PreStartHookError PostStartHookError
  RunInitContainerError CreatePodSandboxError ConfigPodSandboxError KillPodSandboxError KillContainerError VerifyNonRootError NetworkNotReady
  PreStopHookError ImageVolumeMountFailed ContainerStatusUnknown OOMKilled Error Completed ContainerCannotRun DeadlineExceeded StartError Evicted Unknown
  Created Started Failed Killing Preempting BackOff ExceededGracePeriod FailedKillPod FailedCreatePodContainer Pulling Pulled FailedPullImage
  FailedToInspectImage NodeReady NodeNotReady NodeSchedulable NodeNotSchedulable Starting KubeletSetupFailed FailedAttachVolume FailedMount VolumeResizeFailed
  VolumeResizeSuccessful FileSystemResizeFailed FileSystemResizeSuccessful FileSystemResizeRequired FailedMapVolume WarnAlreadyMountedVolume
  SuccessfulAttachVolume SuccessfulDetachVolume SuccessfulMountVolume SuccessfulUnMountVolume FailedDetachVolume FailedMountOnFilesystemMismatch
  FailedPrepareDynamicResources ContainerGCFailed ImageGCFailed FailedNodeAllocatableEnforcement NodeAllocatableEnforced SandboxChanged
  FailedCreatePodSandBox FailedPodSandBoxStatus FailedMountingVolume InvalidDiskCapacity FreeDiskSpaceFailed Unhealthy ProbeWarning ProbeError FailedSync
  FailedValidation FailedPostStartHook FailedPreStopHook FailedPreStartHook UnexpectedAdmissionError OutOfcpu OutOfmemory OutOfpods OutOfephemeral
  AppArmor SysctlForbidden TopologyAffinityError ResizeStarted ResizeCompleted ResizeError ResizeDeferred ResizeInfeasible Infeasible Deferred InProgress
  ContainerRestarted FailedToRetrieveImagePullSecret NetworkUnavailable HostPortConflict NodePorts NodeAffinity NodeName NodeUnschedulable
  NodeShutdown Shutdown Terminated NodeLost NodeHasDiskPressure NodeHasNoDiskPressure NodeHasSufficientMemory NodeHasInsufficientMemory
  NodeHasSufficientPID NodeHasInsufficientPID NodeHasSufficientDisk KubeletReady KubeletNotReady NodeStatusUnknown NodeStatusNeverUpdated KubeletSilent
  KubeletHasSufficientMemory KubeletHasInsufficientMemory KubeletHasNoDiskPressure KubeletHasDiskPressure KubeletHasSufficientPID KubeletHasInsufficientPID
  EvictionThresholdMet SystemOOM OOMKilling TaskHung Rebooted CheckLimitsForResolvConf DNSConfigForming MissingClusterDNS CgroupV1
  PossibleMemoryBackedVolumesOnDisk KubeletConfigChanged RegisteredNode RemovingNode DeletingNode DeletingAllPods TerminatingEvictedPod NodeControllerEviction
  TaintManagerEviction DeviceTaintManagerEviction TerminationByKubelet DeletionByPodGC DeletionByTaintManager EvictionByEvictionAPI EvictionBlocked
  PreemptionByScheduler PreemptionByKubeScheduler Preempted Scheduled FailedScheduling WaitingForGates SchedulingGated Unschedulable SchedulerError
  NotTriggerScaleUp TriggeredScaleUp ScaleDown ScaleDownFailed FailedToScaleUpGroup ScaledUpGroup
  PodScheduled Initialized ContainersReady Ready PodReadyToStartContainers PodHasNetwork DisruptionTarget PodResizePending PodResizeInProgress
  AllContainersRestarting ContainersNotReady ContainersNotInitialized ReadinessGatesNotReady PodCompleted PodFailed
  ScalingReplicaSet DeploymentRollback DeploymentRollbackRevisionNotFound DeploymentRollbackTemplateUnchanged Available Progressing ReplicaFailure
  NewReplicaSetCreated NewReplicaSetAvailable FoundNewReplicaSet ReplicaSetUpdated ReplicaSetCreateError ProgressDeadlineExceeded DeploymentPaused
  DeploymentResumed MinimumReplicasAvailable MinimumReplicasUnavailable SelectingAll SuccessfulCreate SuccessfulDelete SuccessfulUpdate FailedCreate
  FailedDelete FailedUpdate RecreatingFailedPod RecreatingTerminatedPod FailedDaemonPod SucceededDaemonPod FailedPlacement SelectorMismatch
  FailedToCreateEndpoint FailedToUpdateEndpoint FailedToDeleteEndpoint FailedToUpdateEndpointSlices FailedToUpdateEndpointSlice
  TopologyAwareHintsEnabled TopologyAwareHintsDisabled
  Complete FailureTarget SuccessCriteriaMet Suspended Resumed BackoffLimitExceeded BackoffLimitPerIndexExceeded FailedIndexes MaxFailedIndexesExceeded
  PodFailurePolicy SuccessPolicy CompletionsReached TooManySucceededPods TooManyActivePods JobSuspended JobResumed JobAlreadyActive MissSchedule MissJob
  SawCompletedJob UnexpectedJob MissingJob TooManyMissedTimes UnparseableSchedule UnParseableCronJobSchedule InvalidSchedule UnknownTimeZone FailedNeedsStart
  NewJob OrphanedJob FailedGet FailedList
  AbleToScale ScalingActive ScalingLimited ScalingDisabled SuccessfulRescale SucceededRescale SucceededGetScale SucceededOverrideScale FailedRescale
  FailedGetScale FailedUpdateScale FailedComputeMetricsReplicas FailedGetResourceMetric FailedGetPodsMetric FailedGetObjectMetric FailedGetExternalMetric
  FailedGetContainerResourceMetric FailedUpdateStatus InvalidMetricSourceType InvalidSelector SelectorRequired AmbiguousSelector ReadyForNewScale
  BackoffBoth BackoffDownscale BackoffUpscale ScaleUpStabilized ScaleDownStabilized ScaleUpLimit ScaleDownLimit TooManyReplicas TooFewReplicas
  ValidMetricFound DesiredWithinRange
  FailedBinding WaitForFirstConsumer WaitForPodScheduled WaitingForFirstConsumer Provisioning ProvisioningSucceeded ProvisioningFailed ProvisioningCleanupFailed
  ExternalProvisioning ExternalExpanding VolumeMismatch ClaimLost ClaimMisbound VolumeDelete VolumeFailedDelete VolumeFailedRecycle VolumeRecycled
  RecyclerPod Resizing FileSystemResizePending ControllerResizeError NodeResizeError ModifyVolumeError ModifyingVolume VolumeModifyFailed
  VolumeModifySuccessful Bound Lost Released Modifying FailedResourceClaimCreation
  EnsuringLoadBalancer EnsuredLoadBalancer SyncLoadBalancerFailed UpdatedLoadBalancer UpdateLoadBalancerFailed DeletingLoadBalancer DeletedLoadBalancer
  LoadBalancerUpdateFailed UnAvailableLoadBalancer AllocationFailed ClusterIPNotAllocated ClusterIPOutOfRange ClusterIPAlreadyAllocated PortNotAllocated
  PortOutOfRange PortAlreadyAllocated IPAddressNotAllocated IPAddressWrongReference Sync
  NoPods SufficientPods InsufficientPods DisruptionAllowed SyncFailed CalculateExpectedPodCountFailed MultiplePodDisruptionBudgets NoControllers
  NamespaceDeletionDiscoveryFailure NamespaceDeletionContentFailure NamespaceDeletionGroupVersionParsingFailure NamespaceContentRemaining
  NamespaceFinalizersRemaining DiscoveryFailed ResourcesDiscovered ParsedGroupVersions ContentDeleted ContentDeletionFailed SomeResourcesRemain
  SomeFinalizersRemain ContentRemoved ContentHasNoFinalizers OwnerRefInvalidNamespace InvalidOwnerReference
  Established NamesAccepted NonStructuralSchema Terminating KubernetesAPIApprovalPolicyConformant NoConflicts InitialNamesAccepted Installing Accepted
  Programmed ResolvedRefs Conflicted NoConflicts Approved Denied Passed Local FailedDiscoveryCheck ServiceNotFound EndpointsNotFound MissingEndpoints
  FlowSchemaDangling PriorityLevelConfiguration Dangling
  MemoryPressure DiskPressure PIDPressure ConfigOK KernelDeadlock ReadonlyFilesystem FrequentKubeletRestart FrequentContainerdRestart FrequentDockerRestart
  FrequentUnregisterNetDevice CorruptDockerOverlay RouteCreated NoRouteCreated
  Pending Running Succeeded Active Inactive Normal Warning True False Reconciling Stalled Healthy Degraded Unhealthy Paused Synced OutOfSync Progress
  Always Never OnFailure IfNotPresent ClusterFirst ClusterFirstWithHostNet Default None File FallbackToLogsOnError RollingUpdate Recreate OnDelete
  OrderedReady Parallel NonIndexed Indexed Allow Forbid Replace TerminatingOrFailed FailJob FailIndex Ignore Count ClusterIP NodePort LoadBalancer
  ExternalName ClientIP Cluster TCP UDP SCTP HTTP HTTPS SingleStack PreferDualStack RequireDualStack ReadWriteOnce ReadOnlyMany ReadWriteMany ReadWriteOncePod
  Filesystem Block Retain Recycle Delete Immediate In NotIn Exists DoesNotExist Gt Lt NoSchedule PreferNoSchedule NoExecute BestEffort Burstable Guaranteed
  IPv4 IPv6 FQDN Prefix Exact ImplementationSpecific PreemptLowerPriority Enabled Disabled NotRequired RestartContainer Restart RestartAllContainers
  AlwaysAllow IfHealthyBudget AlwaysTerminate
  Binding Created Deleting Info Binary Removing Scheduling Update Apply Other
  `
    .trim()
    .split(/\s+/),
);

/** Words beside those, of which controllers make up phases, reasons and types of conditions: general English about states, nothing about a company. */
export const stateWords: readonly string[] = `
  ready not available unavailable healthy unhealthy failed failing failure error errors degraded progressing reconciling reconciled reconcile updating updated
  creating deleting terminating upgrading upgraded scaling scaled pending provisioning provisioned initializing initialized waiting installing installed
  deploying deployed rolling rollout restarting recovering restoring syncing synced sync building starting started stopping stopped applying applied
  paused suspended hibernated complete completed finished done succeeded success successful valid invalid accepted rejected denied resolved unresolved refs
  programmed reachable unreachable connected disconnected bound unbound attached detached online offline exceeded timeout deadline retry missing found no
  active inactive enabled disabled unknown present absent stalled stable unstable running issuing issued expired expiring renewing verified unverified
  allowed forbidden unauthorized conflict conflicts mismatch lost blocked stuck expected desired current observed up to date out of in is has and all some
  exist exists new old replica replicas pod pods node nodes service services endpoint endpoints resource resources object objects condition conditions
  dependency dependencies infrastructure control plane bootstrap machine machines cluster controller spec status generation quota limit limits capacity
  insufficient health check checks probe probes config configuration secret certificate volume volumes storage network load balancer scale down
  err errored erroneous failures fail fails unauthenticated unsupported timedout timeouts abort aborted conflicted conflicting crash crashed crashing
  crashloop backoff mismatched exhausted misconfigured misconfiguration terminal exception refused unschedulable broken incompatible inconsistent
  violation violations violated noncompliant oom oomkilled evicted unresolvable cannot unable panic corrupt corrupted fatal bad illegal malformed
  duplicate duplicated dead impossible untrusted revoked inaccessible irreconcilable unrecoverable unprocessable killed faulty faulted erroring
  nonexistent wrong impaired orphaned undeliverable attention intervention abnormal splitbrain unusable inoperable interrupted defective hung
  unauthorised unrecognized unparsable red warn warning critical rolledback rollback alarm severe major flapping crashloopbackoff imagepullbackoff
  errimagepull pressure recoverable remaining unavailability deadlock corruption throttled unresponsive outdated fallback unready notready unsynced
  uninitialized insync established configured initialised uptodate registered joined bootstrapped operational infrastructureready rolledout admitted
  resolvedrefs synchronized validated succeeding passed passing compliant ok trusted responsive alive created scheduled managed upgradeable launched
  remediated serving exposed generated released stored uploaded approved able supported used referenced selected eligible degradable published
  occurred recovered restored promoted locked green normal live optimal listening idle mounted asexpected loaded executable matched satisfied
  streaming operating functioning downgrading initialising migrating processing rollingout resizing rebalancing bootstrapping draining remediating
  synchronizing inprogress progress successfully hibernation hibernating pause suspend suspending standby canceled cancelled skipped failingover
  switchingover wait init queued rerun prepare todo submitted requested partial partially incomplete yellow assigned unscheduled planned permitted
  authorized schedulable implemented lease heartbeat heartbeats update updates reporting posting responding minimum instance instances member members
  deployment deployments statefulset cpu memory disk space permission permissions privileges scope credit credits funds matching such quorum leader
  primary master connection reason yet enough while during for
  `
  .trim()
  .split(/\s+/);
