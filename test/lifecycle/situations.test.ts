import { describe, expect, it } from "vitest";
import { stageOf } from "../../src/lifecycle/stage.js";
import type { KubeObject } from "../../src/model/kube-object.js";
import { live } from "./live.js";
import { exited, pod, running, waiting } from "./pods.js";

const node = "n1";
const deleting = { deletionTimestamp: "2026-01-01T00:01:00Z", deletionGracePeriodSeconds: 30 };

describe("a Pod", () => {
  it("with an init container and a sidecar starts them one after another", () => {
    const inits = [{ name: "proxy", restartPolicy: "Always", startupProbe: {} }, { name: "migrate" }];
    const wait = [waiting("PodInitializing")];
    const proxy = running("proxy", { ready: false, started: false });
    const { stages, milestones } = live(
      pod({ inits }),
      pod({ node, inits, statuses: wait, initStatuses: [proxy, waiting("PodInitializing", "migrate")] }),
      pod({ node, inits, statuses: wait, initStatuses: [running("proxy"), running("migrate", { ready: false })] }),
      pod({
        node,
        inits,
        statuses: wait,
        initStatuses: [running("proxy"), exited(0, "migrate", { ready: true })],
        conditions: { Initialized: "True" },
      }),
      pod({
        node,
        inits,
        phase: "Running",
        statuses: [running()],
        initStatuses: [running("proxy"), exited(0, "migrate", { ready: true })],
        conditions: { Initialized: "True", Ready: "True" },
      }),
    );
    expect(stages).toEqual([
      "Created, progress",
      "Creating (Init:0/2), progress",
      "Creating (Init:1/2), progress",
      "Creating, progress",
      "Ready, good",
    ]);
    expect(milestones).toEqual([
      "Created #1",
      "Scheduled #2 ≤",
      "Creating #2",
      "Started proxy #2",
      "Started migrate #3",
      "Startup probe passed proxy #3",
      "Container ready proxy #3",
      "Initialized #4",
      "Ended migrate #4",
      "Started nginx #5",
      "Running #5 ≤",
      "Container ready nginx #5",
      "Ready #5",
    ]);
  });

  it("whose sidecar does not start waits for it as for an init container", () => {
    const inits = [{ name: "proxy", restartPolicy: "Always" }];
    const crashing = { node, inits, statuses: [waiting("PodInitializing")], initStatuses: [waiting("CrashLoopBackOff", "proxy")] };
    expect(live(pod(crashing)).stages).toEqual(["Creating (Init:CrashLoopBackOff), bad"]);
  });

  it("whose containers succeeded does not fail by its sidecar, only by its own container", () => {
    const inits = [{ name: "proxy", restartPolicy: "Always" }];
    const stopped = { node, inits, initStatuses: [exited(143, "proxy")], conditions: { Ready: "False" } } as const;
    expect(
      live(
        pod({ ...stopped, phase: "Running", statuses: [exited(0)] }),
        pod({ ...stopped, phase: "Succeeded", statuses: [exited(0)] }),
        pod({ ...stopped, phase: "Failed", statuses: [exited(3)] }),
      ).stages,
    ).toEqual(["Running (0/2 ready, 1 completed), progress", "Completed, ended", "Failed (Error, exit code 3), bad"]);
  });

  it("with one container that succeeded keeps Running and is never Ready", () => {
    const containers = [{ name: "web" }, { name: "once" }];
    const half = {
      node,
      phase: "Running",
      containers,
      conditions: { Ready: ["False", "ContainersNotReady"] },
      spec: { restartPolicy: "OnFailure" },
    } as const;
    expect(live(pod({ ...half, statuses: [running("web"), exited(0, "once")] })).stages).toEqual([
      "Running (1/2 ready, 1 completed), progress",
    ]);
  });

  it("whose container is restarted by its restartPolicyRules, against restartPolicy Never, crashes like any other", () => {
    const containers = [
      { name: "nginx", restartPolicy: "Never", restartPolicyRules: [{ action: "Restart", exitCodes: { operator: "In", values: [42] } }] },
    ];
    const of = { node, phase: "Running", containers, spec: { restartPolicy: "Never" } } as const;
    const ended = { terminated: { exitCode: 42, reason: "Error", startedAt: "2026-01-01T00:00:01Z", finishedAt: "2026-01-01T00:00:02Z" } };
    const { stages, milestones } = live(
      pod({ ...of, statuses: [running()], conditions: { Ready: "True" } }),
      pod({ ...of, statuses: [exited(42)], conditions: { Ready: "False" } }),
      pod({ ...of, statuses: [running("nginx", { restartCount: 1, lastState: ended })], conditions: { Ready: "True" } }),
      pod({
        ...of,
        statuses: [waiting("CrashLoopBackOff", "nginx", { restartCount: 1, lastState: ended })],
        conditions: { Ready: "False" },
      }),
      pod({ ...of, statuses: [running()], conditions: { Ready: "False", AllContainersRestarting: "True" } }),
    );
    expect(stages).toEqual([
      "Ready, good",
      "Running (Error, exit code 42), bad",
      "Ready (1 restart), good",
      "Running (CrashLoopBackOff), bad",
      "Running (all containers restarting), bad",
    ]);
    expect(milestones.slice(-4)).toEqual(["Ended nginx #2", "Ready lost #2", "Restarted nginx #3", "CrashLoopBackOff nginx #4"]);
  });

  it("whose command does not exist never reaches Started", () => {
    const failed = { exitCode: 127, reason: "StartError", startedAt: "1970-01-01T00:00:00Z", finishedAt: "2026-01-01T00:00:02Z" };
    const of = { node, phase: "Running" } as const;
    const { stages, milestones } = live(
      pod({ ...of, statuses: [waiting("RunContainerError")] }),
      pod({ ...of, statuses: [{ name: "nginx", restartCount: 0, state: { terminated: failed } }] }),
      pod({ ...of, statuses: [waiting("CrashLoopBackOff", "nginx", { restartCount: 1, lastState: { terminated: failed } })] }),
    );
    expect(stages).toEqual([
      "Running (RunContainerError), bad",
      "Running (StartError, exit code 127), bad",
      "Running (CrashLoopBackOff), bad",
    ]);
    expect(milestones.slice(3)).toEqual(["RunContainerError nginx #1", "Running #1", "Ended nginx #2", "CrashLoopBackOff nginx #3"]);
  });

  it("that is deleted before its container ran has no milestone Ended", () => {
    const madeUp = { terminated: { exitCode: 137, reason: "ContainerStatusUnknown", startedAt: null, finishedAt: null } };
    const { milestones } = live(
      pod({ node, statuses: [waiting("ImagePullBackOff")] }),
      pod({ node, phase: "Failed", statuses: [{ name: "nginx", restartCount: 0, state: madeUp }], metadata: deleting }),
    );
    expect(milestones.slice(-2)).toEqual(["ImagePullBackOff nginx #1", "Terminating #2"]);
  });

  it("waits for its readiness gates when its containers are ready", () => {
    const gated = { node, phase: "Running", statuses: [running()], spec: { readinessGates: [{ conditionType: "lb" }] } } as const;
    expect(live(pod({ ...gated, conditions: { ContainersReady: "True", Ready: ["False", "ReadinessGatesNotReady"] } })).stages).toEqual([
      "Running (readiness gates not met), progress",
    ]);
  });

  it("that is blocked by a finalizer names it", () => {
    const metadata = { ...deleting, finalizers: ["batch.kubernetes.io/job-tracking"] };
    const { stages, milestones } = live(
      pod({ node, phase: "Running", statuses: [running()], metadata }),
      pod({ node, phase: "Failed", statuses: [exited(137)], metadata }),
    );
    expect(stages).toEqual(["Terminating (1 running), progress", "Terminating (finalizer batch.kubernetes.io/job-tracking), progress"]);
    expect(milestones.filter((name) => name.startsWith("Failed"))).toEqual([]);
  });

  it("that is evicted is to be disrupted, then its containers end", () => {
    const { stages, milestones } = live(
      pod({ node, phase: "Running", statuses: [running()], conditions: { Ready: "True" } }),
      pod({
        node,
        phase: "Failed",
        statuses: [exited(137)],
        conditions: { DisruptionTarget: ["True", "TerminationByKubelet"] },
        status: { reason: "Evicted" },
      }),
    );
    expect(stages).toEqual(["Ready, good", "Failed (Evicted), bad"]);
    expect(milestones.slice(-3)).toEqual(["Ended nginx #2", "To be disrupted #2", "Failed #2"]);
  });
});

describe("a resize in place", () => {
  const ready = (cpu: string, conditions: readonly object[] = [], status: object = {}) =>
    pod({
      node,
      phase: "Running",
      statuses: [running()],
      containers: [{ name: "nginx", resources: { requests: { cpu } } }],
      status: { conditions: [{ type: "Ready", status: "True" }, ...conditions], ...status },
    });
  const pending = (reason: string) => ({
    type: "PodResizePending",
    status: "True",
    reason,
    message: "Node didn't have enough resource: cpu",
  });
  const moving = (reason?: string) => ({ type: "PodResizeInProgress", status: "True", reason });

  it("is requested, deferred, applied and done, while the Pod stays Ready", () => {
    const { stages, milestones, sentences } = live(
      ready("1"),
      ready("2"),
      ready("2", [pending("Deferred")]),
      ready("2", [moving()]),
      ready("2"),
    );
    expect(stages.slice(2)).toEqual(["Ready (resize deferred), good", "Ready (resize in progress), good", "Ready, good"]);
    expect(milestones.slice(-4)).toEqual(["Resize asked #2", "Resize deferred #3", "Resize in progress #4", "Resized #5"]);
    expect(sentences.slice(1)).toEqual([
      "The resources of container nginx were changed: cpu requests 1 → 2.",
      "The resize is deferred: Node didn't have enough resource: cpu.",
      "The kubelet accepted the resize and is applying it.",
      "The resize is complete: the desired resources are in effect.",
    ]);
  });

  it("that is infeasible or failed is stuck, and reverting it is no success", () => {
    const { stages, milestones } = live(ready("1"), ready("99"), ready("99", [pending("Infeasible")]), ready("1"));
    expect(stages[2]).toBe("Ready (resize infeasible), bad");
    expect(milestones.slice(-2)).toEqual(["Resize asked #2", "Resize infeasible #3"]);
    expect(live(ready("2", [moving("Error")])).stages).toEqual(["Ready (resize failed), bad"]);
  });

  it("is read from status.resize of older kubelets", () => {
    expect(live(ready("2", [], { resize: "Deferred" })).stages).toEqual(["Ready (resize deferred), good"]);
  });
});

function workload(kind: string, image: string, generation: number, spec: object, status: object): KubeObject {
  return {
    apiVersion: "apps/v1",
    kind,
    metadata: { name: "web", uid: "u", generation },
    spec: { template: { spec: { containers: [{ name: "c", image }] } }, ...spec },
    status,
  };
}

describe("a StatefulSet", () => {
  const set = (image: string, generation: number, status: object, spec: object = {}) =>
    workload("StatefulSet", image, generation, { replicas: 2, ...spec }, status);
  const all = { replicas: 2, readyReplicas: 2, availableReplicas: 2, updatedReplicas: 2 };
  const first = { currentRevision: "web-1", updateRevision: "web-1" };
  const second = { currentRevision: "web-1", updateRevision: "web-2" };

  it("starts and updates its Pods one by one", () => {
    const { stages, milestones } = live(
      set("a", 1, {}),
      set("a", 1, { observedGeneration: 1, replicas: 1, ...first }),
      set("a", 1, { observedGeneration: 1, replicas: 2, readyReplicas: 1, ...first }),
      set("a", 1, { observedGeneration: 1, ...all, ...first }),
      set("b", 2, { observedGeneration: 1, ...all, ...first }),
      set("b", 2, { observedGeneration: 2, ...all, updatedReplicas: 0, ...second }),
      set("b", 2, { observedGeneration: 2, replicas: 2, readyReplicas: 1, updatedReplicas: 1, ...second }),
      set("b", 2, { observedGeneration: 2, ...all, currentRevision: "web-2", updateRevision: "web-2" }),
    );
    expect(stages).toEqual([
      "Created, progress",
      "Scaling (1/2 Pods), progress",
      "Starting (1/2 ready), progress",
      "Ready (2/2), good",
      "Updating (new spec), progress",
      "Rolling out (0/2 updated), progress",
      "Rolling out (1/2 updated), progress",
      "Ready (2/2), good",
    ]);
    expect(milestones.filter((name) => name.startsWith("Rollout"))).toEqual([
      "Rollout 2: begun #5",
      "Rollout 2: first Pod made #7",
      "Rollout 2: complete #8",
    ]);
  });

  it("with a partition is complete when the Pods from its ordinal up are updated", () => {
    const partition = { updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition: 1 } } };
    expect(stageOf(set("b", 2, { observedGeneration: 2, ...all, updatedReplicas: 1, ...second }, partition)).name).toBe("Ready");
    expect(stageOf(set("b", 2, { observedGeneration: 2, ...all, updatedReplicas: 0, ...second }, partition)).name).toBe("Rolling out");
  });
});

it("a DaemonSet starts and updates its Pods node by node", () => {
  const set = (image: string, generation: number, observedGeneration: number, updated: number, available: number) =>
    workload(
      "DaemonSet",
      image,
      generation,
      {},
      {
        observedGeneration,
        desiredNumberScheduled: 2,
        currentNumberScheduled: 2,
        updatedNumberScheduled: updated,
        numberReady: available,
        numberAvailable: available,
      },
    );
  const { stages, milestones } = live(
    set("a", 1, 1, 2, 0),
    set("a", 1, 1, 2, 2),
    set("b", 2, 1, 2, 2),
    set("b", 2, 2, 1, 1),
    set("b", 2, 2, 2, 2),
  );
  expect(stages).toEqual([
    "Starting (0/2 available), progress",
    "Ready (2/2), good",
    "Updating (new spec), progress",
    "Rolling out (1/2 updated), progress",
    "Ready (2/2), good",
  ]);
  expect(milestones.filter((name) => name.startsWith("Rollout"))).toEqual([
    "Rollout 2: begun #3",
    "Rollout 2: first Pod made #4",
    "Rollout 2: complete #5",
  ]);
});
