import { describe, expect, it } from "vitest";
import { outcomeOf } from "../../src/lifecycle/outcome.js";
import { stageOf } from "../../src/lifecycle/stage.js";
import type { KubeObject } from "../../src/model/kube-object.js";
import { live } from "./live.js";

type Fields = { readonly metadata?: object; readonly spec?: object; readonly status?: object };

function of(apiVersion: string, kind: string, { metadata = {}, ...fields }: Fields): KubeObject {
  return { apiVersion, kind, metadata: { name: "it", uid: "u", ...metadata }, ...fields };
}

type Sketch = readonly [type: string, status: string, reason?: string, severity?: string];

const conditions = (...list: readonly Sketch[]) => list.map(([type, status, reason, severity]) => ({ type, status, reason, severity }));

function stage(object: KubeObject): string {
  const { name, tone, detail } = stageOf(object);
  return `${name}${detail === undefined ? "" : ` (${detail})`}, ${tone}`;
}

describe("a Job", () => {
  const startTime = "2026-01-01T00:00:01Z";
  const job = (status: object, spec: object = {}) => of("batch/v1", "Job", { spec, status });

  it("that is resumed reaches Started only then", () => {
    const { stages, milestones } = live(
      job({ conditions: conditions(["Suspended", "True", "JobSuspended"]) }, { suspend: true }),
      job({ startTime, active: 1, conditions: conditions(["Suspended", "False", "JobResumed"]) }, { suspend: false }),
    );
    expect(stages).toEqual(["Suspended, neutral", "Running (1 active), progress"]);
    expect(milestones).toEqual(["Created #1", "Suspended #1", "Started #2", "First Pod made #2", "Resumed #2", "Running #2"]);
  });

  it("that its podFailurePolicy fails is Failing while its Pods terminate, then Failed", () => {
    const { stages, milestones } = live(
      job({ startTime, active: 2, failed: 1, conditions: conditions(["FailureTarget", "True", "PodFailurePolicy"]) }),
      job({
        startTime,
        failed: 3,
        conditions: conditions(["FailureTarget", "True", "PodFailurePolicy"], ["Failed", "True", "PodFailurePolicy"]),
      }),
    );
    expect(stages).toEqual(["Failing (PodFailurePolicy), bad", "Failed (PodFailurePolicy), bad"]);
    expect(milestones.slice(-3)).toEqual(["First failure #1", "Failing #1", "Failed #2"]);
  });

  it("that meets its successPolicy is Finishing while the other Pods terminate, then Completed", () => {
    const met = ["SuccessCriteriaMet", "True", "SuccessPolicy"] as const;
    const { stages, milestones } = live(
      job({ startTime, active: 1, succeeded: 1, conditions: conditions(met) }, { completions: 3 }),
      job({ startTime, succeeded: 1, conditions: conditions(met, ["Complete", "True", "SuccessPolicy"]) }, { completions: 3 }),
    );
    expect(stages).toEqual(["Finishing (SuccessPolicy), progress", "Completed (1 succeeded), ended"]);
    expect(milestones.slice(-2)).toEqual(["Finishing #1", "Completed #2"]);
  });

  it("with backoffLimitPerIndex continues after an index failed, and fails at the end", () => {
    const of = { startTime, failed: 2, failedIndexes: "1" };
    const { stages, milestones } = live(
      job({ ...of, active: 1, succeeded: 1 }, { completions: 3 }),
      job({ ...of, succeeded: 2, conditions: conditions(["Failed", "True", "FailedIndexes"]) }, { completions: 3 }),
    );
    expect(stages).toEqual(["Running (1 active, 1/3 succeeded, 2 failed, failed indexes 1), bad", "Failed (FailedIndexes), bad"]);
    expect(milestones).toContain("Index failed #1");
  });
});

it("a CronJob waits, is active while its Job runs, and can be suspended", () => {
  const cron = (status: object, suspend = false) => of("batch/v1", "CronJob", { spec: { schedule: "* * * * *", suspend }, status });
  const { stages, milestones } = live(
    cron({}),
    cron({ active: [{ name: "it-1" }], lastScheduleTime: "2026-01-01T00:00:00Z" }),
    cron({ lastScheduleTime: "2026-01-01T00:00:00Z", lastSuccessfulTime: "2026-01-01T00:00:02Z" }),
    cron({}, true),
  );
  expect(stages).toEqual(["Waiting (* * * * *), good", "Active (1 Job), good", "Waiting (* * * * *), good", "Suspended, neutral"]);
  expect(milestones).toEqual(["Created #1", "Waiting #1", "Job made #2", "Active #2", "Job succeeded #3", "Suspended #4"]);
});

it("a claim is bound, resized, and still in use when its deletion is requested", () => {
  const claim = (phase: string, more: Fields = {}, list: ReturnType<typeof conditions> = []) =>
    of("v1", "PersistentVolumeClaim", { spec: { volumeName: "pv-1" }, ...more, status: { phase, conditions: list } });
  const { stages, milestones } = live(
    of("v1", "PersistentVolumeClaim", { status: { phase: "Pending" } }),
    claim("Bound"),
    claim("Bound", {}, conditions(["Resizing", "True"])),
    claim("Bound", {}, conditions(["FileSystemResizePending", "True"])),
    claim("Bound", {}, conditions(["ControllerResizeError", "True"])),
    claim("Bound", { metadata: { deletionTimestamp: "2026-01-01T00:00:05Z", finalizers: ["kubernetes.io/pvc-protection"] } }),
  );
  expect(stages).toEqual([
    "Pending, progress",
    "Bound (pv-1), good",
    "Resizing, progress",
    "Resizing, progress",
    "Bound (ControllerResizeError), bad",
    "Terminating (still in use), progress",
  ]);
  expect(milestones).toEqual([
    "Created #1",
    "Pending #1",
    "Bound #2",
    "Resizing #3",
    "FileSystemResizePending #4",
    "ControllerResizeError #5",
    "Terminating #6",
  ]);
});

it("a Node joins, is cordoned, and stops responding", () => {
  const node = (list: ReturnType<typeof conditions>, spec: object = {}) => of("v1", "Node", { spec, status: { conditions: list } });
  const { stages, milestones } = live(
    node([]),
    node(conditions(["Ready", "False", "KubeletNotReady"])),
    node(conditions(["Ready", "True", "KubeletReady"])),
    node(conditions(["MemoryPressure", "True"], ["Ready", "True"]), { unschedulable: true }),
    node(conditions(["Ready", "Unknown", "NodeStatusUnknown"])),
  );
  expect(stages).toEqual([
    "Created, progress",
    "Not ready (KubeletNotReady), bad",
    "Ready, good",
    "Ready (SchedulingDisabled, MemoryPressure), bad",
    "Unknown (NodeStatusUnknown), bad",
  ]);
  expect(milestones).toEqual(["Created #1", "Not ready #2", "Ready #3", "MemoryPressure #4", "Unknown #5"]);
});

it("an Ingress is Active when it has an address", () => {
  const ingress = (items: readonly object[]) => of("networking.k8s.io/v1", "Ingress", { status: { loadBalancer: { ingress: items } } });
  expect(live(ingress([]), ingress([{ hostname: "lb.example.com" }])).stages).toEqual([
    "Created (no address), progress",
    "Active (lb.example.com), good",
  ]);
});

it("an autoscaling/v1 autoscaler, which has no conditions, is Active when it has desired replicas", () => {
  const hpa = (status: object) => of("autoscaling/v1", "HorizontalPodAutoscaler", { status });
  expect(live(hpa({}), hpa({ currentReplicas: 1, desiredReplicas: 2 })).stages).toEqual(["Created, progress", "Active (1 → 2), good"]);
});

it("a Namespace shows what blocks its removal, and that its content cannot be listed", () => {
  const going = (...list: readonly Sketch[]) =>
    of("v1", "Namespace", {
      metadata: { deletionTimestamp: "2026-01-01T00:00:00Z" },
      status: { phase: "Terminating", conditions: conditions(...list) },
    });
  const { stages } = live(
    of("v1", "Namespace", { status: { phase: "Active" } }),
    going(["NamespaceContentRemaining", "True", "SomeResourcesRemain"]),
    going(["NamespaceDeletionDiscoveryFailure", "True", "DiscoveryFailed"]),
  );
  expect(stages).toEqual(["Active, good", "Terminating (SomeResourcesRemain), progress", "Terminating (DiscoveryFailed), bad"]);
});

it("an EndpointSlice shows milestones of the Service that owns it", () => {
  const slice = (ready: boolean) => ({
    ...of("discovery.k8s.io/v1", "EndpointSlice", {
      metadata: { ownerReferences: [{ kind: "Service", name: "web", uid: "svc" }] },
    }),
    endpoints: [{ addresses: ["10.0.0.1"], conditions: { ready } }],
  });
  expect(live(slice(false), slice(true)).milestones).toEqual([
    "Created #1",
    "First endpoint #1",
    "Not ready #1",
    "First endpoint ready #2",
    "Ready #2",
    "First endpoint #1",
    "First endpoint ready #2",
  ]);
});

describe("a custom resource", () => {
  const status = (...list: readonly Sketch[]) => ({ status: { conditions: conditions(...list) } });
  it.each<[string, KubeObject, string]>([
    [
      "whose conditions observed an older spec (Gateway API)",
      of("gateway.networking.k8s.io/v1", "Gateway", {
        metadata: { generation: 2 },
        status: { conditions: [{ type: "Programmed", status: "True", observedGeneration: 1 }] },
      }),
      "Updating (new spec not observed yet), progress",
    ],
    [
      "whose observed generation is written as text (Argo Rollouts)",
      of("argoproj.io/v1alpha1", "Rollout", {
        metadata: { generation: 2 },
        status: { observedGeneration: "1", conditions: conditions(["Available", "True"]) },
      }),
      "Updating (new spec not observed yet), progress",
    ],
    [
      "whose observed generation is a hash (early Argo Rollouts)",
      of("argoproj.io/v1alpha1", "Rollout", {
        metadata: { generation: 2 },
        status: { observedGeneration: "7bcdbf7bd9", conditions: conditions(["Available", "True"]) },
      }),
      "Available, good",
    ],
    [
      "that one of its components has not observed (Karmada)",
      of("work.karmada.io/v1alpha2", "ResourceBinding", {
        metadata: { generation: 3 },
        status: { schedulerObservedGeneration: 2, conditions: conditions(["Scheduled", "True"], ["FullyApplied", "True"]) },
      }),
      "Updating (new spec not observed yet), progress",
    ],
    [
      "of which another parent is no more, by the same controller (Envoy Gateway)",
      of("gateway.networking.k8s.io/v1", "HTTPRoute", {
        metadata: { generation: 2 },
        status: {
          parents: [
            { controllerName: "a", conditions: [{ type: "Accepted", status: "False", reason: "NoMatchingParent", observedGeneration: 1 }] },
            { controllerName: "a", conditions: [{ type: "Accepted", status: "True", observedGeneration: 2 }] },
          ],
        },
      }),
      "Accepted, good",
    ],
    [
      "that one of two controllers has not observed (Gateway API)",
      of("gateway.networking.k8s.io/v1", "BackendTLSPolicy", {
        metadata: { generation: 2 },
        status: {
          ancestors: [
            { controllerName: "a", conditions: [{ type: "Accepted", status: "True", observedGeneration: 1 }] },
            { controllerName: "b", conditions: [{ type: "Accepted", status: "True", observedGeneration: 2 }] },
          ],
        },
      }),
      "Updating (new spec not observed yet), progress",
    ],
    [
      "that was failing when it was paused by its spec",
      of("a.b/v1", "Kustomization", { spec: { suspend: true }, ...status(["Ready", "False", "BuildFailed"]) }),
      "Suspended, neutral",
    ],
    [
      "that is paused by an annotation (Cluster API)",
      of("cluster.x-k8s.io/v1beta1", "Machine", {
        metadata: { annotations: { "cluster.x-k8s.io/paused": "" } },
        status: { phase: "Provisioning" },
      }),
      "Paused, neutral",
    ],
    [
      "whose conditions are the log of its state (Percona)",
      of("pxc.percona.com/v1", "PerconaXtraDBCluster", {
        status: { state: "ready", conditions: conditions(["initializing", "True"], ["error", "True"], ["ready", "True"]) },
      }),
      "ready, good",
    ],
    [
      "that no controller has observed (Gateway API)",
      of("gateway.networking.k8s.io/v1", "Gateway", status(["Accepted", "Unknown", "Pending"], ["Programmed", "Unknown", "Pending"])),
      "Not accepted (Pending), progress",
    ],
    [
      "with conditions for each parent (HTTPRoute)",
      of("gateway.networking.k8s.io/v1", "HTTPRoute", {
        status: {
          parents: [status(["Accepted", "True"]).status, status(["Accepted", "True"], ["ResolvedRefs", "False", "BackendNotFound"]).status],
        },
      }),
      "Not resolved (BackendNotFound), bad",
    ],
    [
      "that stalled, but whose spec is newer (Flux)",
      of("helm.toolkit.fluxcd.io/v2", "HelmRelease", {
        metadata: { generation: 3 },
        status: { observedGeneration: 2, conditions: conditions(["Stalled", "True", "RetriesExceeded"]) },
      }),
      "Updating (new spec not observed yet), progress",
    ],
    [
      "that stalled (Flux)",
      of("a.b/v1", "HelmRelease", status(["Ready", "False", "InstallFailed"], ["Stalled", "True", "RetriesExceeded"])),
      "Stalled (RetriesExceeded), bad",
    ],
    [
      "that is reconciling (Flux)",
      of("a.b/v1", "Kustomization", status(["Ready", "Unknown", "Progressing"], ["Reconciling", "True", "Progressing"])),
      "Reconciling (Progressing), progress",
    ],
    [
      "that waits for a dependency (Flux)",
      of("a.b/v1", "Kustomization", status(["Ready", "False", "DependencyNotReady"])),
      "Not ready (DependencyNotReady), progress",
    ],
    [
      "that is suspended (Flux)",
      of("a.b/v1", "Kustomization", { spec: { suspend: true }, ...status(["Ready", "True"]) }),
      "Suspended, neutral",
    ],
    [
      "that cannot be reconciled (Crossplane)",
      of("a.b/v1", "Bucket", status(["Ready", "False", "Creating"], ["Synced", "False", "ReconcileError"])),
      "Not synced (ReconcileError), bad",
    ],
    [
      "that is being created (Crossplane)",
      of("a.b/v1", "Bucket", status(["Ready", "False", "Creating"], ["Synced", "True", "ReconcileSuccess"])),
      "Not ready (Creating), progress",
    ],
    [
      "that waits (cert-manager)",
      of("cert-manager.io/v1", "Certificate", status(["Issuing", "True", "DoesNotExist"], ["Ready", "False", "DoesNotExist"])),
      "Not ready (DoesNotExist), progress",
    ],
    [
      "that was denied (cert-manager)",
      of("cert-manager.io/v1", "CertificateRequest", status(["Denied", "True", "Policy"], ["Ready", "False", "Denied"])),
      "Denied (Policy), bad",
    ],
    ["with a state (cert-manager)", of("acme.cert-manager.io/v1", "Order", { status: { state: "invalid" } }), "invalid, bad"],
    [
      "that can recover, by its severity (Cluster API)",
      of("cluster.x-k8s.io/v1beta1", "Machine", status(["Ready", "False", "BootstrapFailed", "Info"])),
      "Not ready (BootstrapFailed), progress",
    ],
    [
      "that failed, by its severity (Cluster API)",
      of("cluster.x-k8s.io/v1beta1", "Machine", status(["Ready", "False", "NoSuchNode", "Error"])),
      "Not ready (NoSuchNode), bad",
    ],
    [
      "that gave up (Cluster API)",
      of("cluster.x-k8s.io/v1beta1", "Machine", { status: { phase: "Failed", failureReason: "CreateError" } }),
      "Failed (CreateError), bad",
    ],
    [
      "that is paused (Cluster API)",
      of("cluster.x-k8s.io/v1beta1", "Cluster", { spec: { paused: true }, status: { phase: "Provisioned" } }),
      "Paused, neutral",
    ],
    [
      "with a health status (Argo CD)",
      of("argoproj.io/v1alpha1", "Application", { status: { health: { status: "Degraded" }, sync: { status: "Synced" } } }),
      "Degraded (Synced), bad",
    ],
    [
      "that progresses (Argo CD)",
      of("argoproj.io/v1alpha1", "Application", { status: { health: { status: "Progressing" }, sync: { status: "OutOfSync" } } }),
      "Progressing (OutOfSync), progress",
    ],
    ["that runs (Tekton)", of("tekton.dev/v1", "TaskRun", status(["Succeeded", "Unknown", "Running"])), "Running, progress"],
    [
      "that failed (Tekton)",
      of("tekton.dev/v1", "TaskRun", status(["Succeeded", "False", "TaskRunTimeout"])),
      "Failed (TaskRunTimeout), bad",
    ],
    [
      "that is running, beside its other conditions (Kubeflow)",
      of("kubeflow.org/v1", "PyTorchJob", status(["Created", "True"], ["Running", "True"], ["Succeeded", "False"])),
      "Running, progress",
    ],
    [
      "that is ready (Knative)",
      of("serving.knative.dev/v1", "Service", status(["ConfigurationsReady", "True"], ["Ready", "True"], ["RoutesReady", "True"])),
      "Ready, good",
    ],
    [
      "that failed (Knative)",
      of("serving.knative.dev/v1", "Service", status(["Ready", "False", "RevisionFailed"])),
      "Not ready (RevisionFailed), bad",
    ],
    [
      "held by a finalizer",
      of("a.b/v1", "Widget", { metadata: { deletionTimestamp: "x", finalizers: ["a.b/cleanup"] } }),
      "Terminating (finalizer a.b/cleanup), progress",
    ],
    [
      "deleted in the foreground",
      of("a.b/v1", "Widget", { metadata: { deletionTimestamp: "x", finalizers: ["foregroundDeletion"] } }),
      "Terminating (waiting for dependents), progress",
    ],
  ])("%s", (_title, object, expected) => expect(stage(object)).toBe(expected));

  it("is failed only when the failure is final, not when a reason reads like one", () => {
    const failed = (object: KubeObject) => outcomeOf(object).failed;
    expect(failed(of("a.b/v1", "Bucket", status(["Synced", "False", "ReconcileError"])))).toBe(false);
    expect(failed(of("argoproj.io/v1alpha1", "Application", { status: { health: { status: "Degraded" } } }))).toBe(false);
    expect(failed(of("a.b/v1", "HelmRelease", status(["Stalled", "True"])))).toBe(true);
    expect(failed(of("tekton.dev/v1", "TaskRun", status(["Succeeded", "False"])))).toBe(true);
  });

  it("reaches a milestone with each condition that becomes True, named by its type", () => {
    const at = (...list: readonly Sketch[]) =>
      of("a.b/v1", "Bucket", { metadata: { generation: 1 }, status: { observedGeneration: 1, conditions: conditions(...list) } });
    expect(
      live(of("a.b/v1", "Bucket", {}), at(["Synced", "True"], ["Ready", "False", "Creating"]), at(["Synced", "True"], ["Ready", "True"]))
        .milestones,
    ).toEqual(["Created #1", "Present #1", "Observed #2", "Synced #2", "Not ready #2", "Ready #3"]);
  });
});
