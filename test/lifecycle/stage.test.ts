import { describe, expect, it } from "vitest";
import { stageOf } from "../../src/lifecycle/stage.js";
import type { KubeObject } from "../../src/model/kube-object.js";
import { exited, pod, running, waiting } from "./pods.js";

function stage(object: KubeObject): string {
  const { name, tone, detail } = stageOf(object);
  return `${name}${detail === undefined ? "" : ` (${detail})`}, ${tone}`;
}

const readyPod = { node: "n", phase: "Running", conditions: { Ready: "True" } } as const;

describe("the stage of a Pod", () => {
  const cases: readonly [string, KubeObject, string][] = [
    ["without a node is Created", pod(), "Created, progress"],
    [
      "for which no node is suitable is Created, unschedulable",
      pod({ conditions: { PodScheduled: ["False", "Unschedulable"] } }),
      "Created (Unschedulable), bad",
    ],
    [
      "held by a scheduling gate says so",
      pod({ conditions: { PodScheduled: ["False", "SchedulingGated"] } }),
      "Created (SchedulingGated), progress",
    ],
    [
      "with a node whose kubelet has not reported is Scheduled",
      pod({ node: "n", conditions: { PodScheduled: "True" } }),
      "Scheduled, progress",
    ],
    ["that the kubelet prepares is Creating", pod({ node: "n", statuses: [waiting("ContainerCreating")] }), "Creating, progress"],
    [
      "with its sandbox shows that",
      pod({ node: "n", conditions: { PodReadyToStartContainers: "True" }, statuses: [waiting("ContainerCreating")] }),
      "Creating (sandbox ready), progress",
    ],
    ["whose image cannot be pulled", pod({ node: "n", statuses: [waiting("ImagePullBackOff")] }), "Creating (ImagePullBackOff), bad"],
    [
      "with a waiting reason that kubespy does not know",
      pod({ node: "n", statuses: [waiting("ErrQuantumPull")] }),
      "Creating (ErrQuantumPull), bad",
    ],
    [
      "counts its init containers",
      pod({
        node: "n",
        inits: [{ name: "a" }, { name: "b" }],
        initStatuses: [exited(0, "a"), running("b")],
        statuses: [waiting("PodInitializing")],
      }),
      "Creating (Init:1/2), progress",
    ],
    [
      "whose init container crashes",
      pod({ node: "n", inits: [{ name: "a" }], initStatuses: [waiting("CrashLoopBackOff", "a")], statuses: [waiting("PodInitializing")] }),
      "Creating (Init:CrashLoopBackOff), bad",
    ],
    [
      "counts a started sidecar as done",
      pod({
        node: "n",
        inits: [{ name: "proxy", restartPolicy: "Always" }, { name: "b" }],
        initStatuses: [running("proxy"), running("b")],
        statuses: [waiting("PodInitializing")],
      }),
      "Creating (Init:1/2), progress",
    ],
    [
      "that is running but does not pass its probe",
      pod({ ...readyPod, conditions: { Ready: "False" }, statuses: [running("nginx", { ready: false })] }),
      "Running (0/1 ready), progress",
    ],
    [
      "of which one container crashes is Running, with a bad tone",
      pod({
        ...readyPod,
        conditions: { Ready: "False" },
        containers: [{ name: "a" }, { name: "b" }],
        statuses: [running("a"), waiting("CrashLoopBackOff", "b")],
      }),
      "Running (CrashLoopBackOff), bad",
    ],
    ["that is Ready", pod({ ...readyPod, statuses: [running()] }), "Ready, good"],
    [
      "that is Ready after restarts shows how many",
      pod({ ...readyPod, statuses: [running("nginx", { restartCount: 3 })] }),
      "Ready (3 restarts), good",
    ],
    ["that succeeded", pod({ node: "n", phase: "Succeeded", statuses: [exited(0)] }), "Completed, ended"],
    ["that failed shows the exit code", pod({ node: "n", phase: "Failed", statuses: [exited(3)] }), "Failed (Error, exit code 3), bad"],
    ["that was evicted", pod({ node: "n", phase: "Failed", status: { reason: "Evicted" } }), "Failed (Evicted), bad"],
    [
      "being deleted is terminating, whatever else it is",
      pod({ ...readyPod, statuses: [running()], metadata: { deletionTimestamp: "2026-01-01T00:01:00Z" } }),
      "Terminating (1 running), progress",
    ],
  ];
  it.each(cases)("%s", (_title, object, expected) => expect(stage(object)).toBe(expected));

  it("does not depend on an ephemeral container that failed", () => {
    const object = pod({
      ...readyPod,
      conditions: { Ready: "False" },
      statuses: [running("nginx", { ready: false })],
      spec: { ephemeralContainers: [{ name: "debug" }] },
      status: { ephemeralContainerStatuses: [exited(1, "debug")] },
    });
    expect(stage(object)).toBe("Running (0/1 ready), progress");
  });
});

function deployment(status: object, spec: object = {}, generation = 2): KubeObject {
  return { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "web", generation }, spec: { replicas: 3, ...spec }, status };
}

const progressing = (status: string, reason: string) => ({ conditions: [{ type: "Progressing", status, reason }] });
const complete = {
  observedGeneration: 2,
  replicas: 3,
  updatedReplicas: 3,
  availableReplicas: 3,
  ...progressing("True", "NewReplicaSetAvailable"),
};

describe("the stage of a Deployment", () => {
  it.each<[string, KubeObject, string]>([
    ["that its controller has not observed", deployment({}), "Created, progress"],
    ["whose newest spec is not observed", deployment({ ...complete, observedGeneration: 1 }), "Updating (new spec), progress"],
    ["with old Pods left", deployment({ ...complete, replicas: 4, updatedReplicas: 2 }), "Rolling out (2/3 updated), progress"],
    [
      "without progress within its deadline",
      deployment({ ...complete, updatedReplicas: 1, ...progressing("False", "ProgressDeadlineExceeded") }),
      "Stalled (ProgressDeadlineExceeded), bad",
    ],
    ["that lost Pods after its rollout", deployment({ ...complete, availableReplicas: 2 }), "Partly available (2/3), progress"],
    [
      "whose Pods are not accepted",
      deployment({ ...complete, conditions: [{ type: "ReplicaFailure", status: "True", reason: "FailedCreate" }] }),
      "Blocked (FailedCreate), bad",
    ],
    ["paused in the middle", deployment({ ...complete, updatedReplicas: 1 }, { paused: true }), "Paused (1/3 updated), neutral"],
    ["scaled to zero", deployment({ observedGeneration: 2 }, { replicas: 0 }), "Scaled to zero, neutral"],
    ["that is complete", deployment(complete), "Available (3/3), good"],
  ])("%s", (_title, object, expected) => expect(stage(object)).toBe(expected));
});

describe("the stage of other kinds", () => {
  const of = (apiVersion: string, kind: string, fields: object): KubeObject => ({ apiVersion, kind, metadata: {}, ...fields });
  const conditions = (...list: readonly (readonly [string, string, string?])[]) => ({
    status: { conditions: list.map(([type, status, reason]) => ({ type, status, reason })) },
  });
  it.each<[string, KubeObject, string]>([
    [
      "a Job that gave up",
      of("batch/v1", "Job", conditions(["Failed", "True", "BackoffLimitExceeded"])),
      "Failed (BackoffLimitExceeded), bad",
    ],
    [
      "a Job that is done",
      of("batch/v1", "Job", { status: { succeeded: 1, ...conditions(["Complete", "True"]).status } }),
      "Completed (1 succeeded), ended",
    ],
    ["a Job that is suspended", of("batch/v1", "Job", { spec: { suspend: true } }), "Suspended, neutral"],
    ["a LoadBalancer without an address", of("v1", "Service", { spec: { type: "LoadBalancer" } }), "Pending (no address yet), progress"],
    [
      "a Service of another group has the stages of a custom resource",
      of("serving.knative.dev/v1", "Service", conditions(["Ready", "True"])),
      "Ready, good",
    ],
    [
      "endpoints of which one is not ready",
      of("discovery.k8s.io/v1", "EndpointSlice", { endpoints: [{ conditions: { ready: true } }, { conditions: { ready: false } }] }),
      "Partly ready (1/2 ready), progress",
    ],
    ["a claim that is not bound", of("v1", "PersistentVolumeClaim", { status: { phase: "Pending" } }), "Pending, progress"],
    [
      "a node whose kubelet does not respond",
      of("v1", "Node", conditions(["Ready", "Unknown", "NodeStatusUnknown"])),
      "Unknown (NodeStatusUnknown), bad",
    ],
    [
      "a node that is cordoned",
      of("v1", "Node", { spec: { unschedulable: true }, ...conditions(["Ready", "True"]) }),
      "Ready (SchedulingDisabled), good",
    ],
    [
      "a Namespace whose content blocks its removal",
      of("v1", "Namespace", {
        metadata: { deletionTimestamp: "x" },
        ...conditions(["NamespaceContentRemaining", "True", "SomeResourcesRemain"]),
      }),
      "Terminating (SomeResourcesRemain), progress",
    ],
    [
      "an autoscaler without metrics",
      of(
        "autoscaling/v2",
        "HorizontalPodAutoscaler",
        conditions(["AbleToScale", "True"], ["ScalingActive", "False", "FailedGetResourceMetric"]),
      ),
      "Blind (FailedGetResourceMetric), bad",
    ],
    [
      "an Event has its reason as stage, with its count",
      of("v1", "Event", { reason: "BackOff", type: "Warning", count: 4 }),
      "BackOff (×4), bad",
    ],
    [
      "a custom resource that is not ready",
      of("example.com/v1", "Widget", conditions(["Ready", "False", "Waiting"])),
      "Not ready (Waiting), progress",
    ],
    [
      "a custom resource that stalls",
      of("example.com/v1", "Widget", conditions(["Ready", "False"], ["Stalled", "True", "BadSpec"])),
      "Stalled (BadSpec), bad",
    ],
    [
      "a custom resource whose spec is not observed",
      of("example.com/v1", "Widget", { metadata: { generation: 2 }, status: { observedGeneration: 1 } }),
      "Updating (new spec not observed yet), progress",
    ],
    [
      "a custom resource with a phase only",
      of("example.com/v1", "Widget", { status: { phase: "Provisioning" } }),
      "Provisioning, progress",
    ],
    ["an object without a status is Present", of("rbac.authorization.k8s.io/v1", "Role", {}), "Present, neutral"],
  ])("%s", (_title, object, expected) => expect(stage(object)).toBe(expected));
});
