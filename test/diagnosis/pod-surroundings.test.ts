import { describe, expect, it } from "vitest";
import { exited, type PodSketch, pod, running, waiting } from "../lifecycle/pods.js";
import { brief, condition, event, findingsOf, ownedBy, type TimedObject, thing } from "./timed-objects.js";

const at = { node: "node-1" };
const up: PodSketch = {
  ...at,
  phase: "Running",
  conditions: { Ready: "True", ContainersReady: "True", PodReadyToStartContainers: "True" },
  statuses: [running()],
};
const unready: PodSketch = { ...up, conditions: { ...up.conditions, Ready: "False" } };
const node = (ready: string, reason: string) =>
  thing(
    "v1",
    "Node",
    "node-1",
    { status: { conditions: [condition("Ready", ready, reason, "Kubelet stopped posting node status.")] } },
    { namespace: undefined, uid: "node", creationTimestamp: "2025-01-01T00:00:00Z" },
  );

describe("a node that does not respond", () => {
  it("takes its Pods out of service, and explains the findings on their workload", () => {
    const deployment = thing("apps/v1", "Deployment", "web", {
      spec: { replicas: 1 },
      status: {
        replicas: 1,
        updatedReplicas: 1,
        observedGeneration: 1,
        conditions: [condition("Progressing", "True", "NewReplicaSetAvailable")],
      },
    });
    const history: readonly TimedObject[] = [
      [0, node("True", "KubeletReady")],
      [0, pod({ ...up, metadata: ownedBy(deployment) })],
      [40, node("Unknown", "NodeStatusUnknown")],
      [41, pod({ ...unready, metadata: ownedBy(deployment) })],
      [42, deployment],
    ];
    expect(brief(history, 100)).toEqual([
      "critical NodeStatusUnknown Node/node-1",
      "critical NodeNotReady Pod/web ← 0",
      "critical MinimumReplicasUnavailable Deployment/web ← 1",
    ]);
  });

  it("loses their containers when it is restarted, as containerd reports", () => {
    const lost = exited(255, "nginx", { state: { terminated: { exitCode: 255, reason: "Unknown" } } });
    const notReady = { ...up.conditions, Ready: "False", ContainersReady: "False" } as const;
    const findings = findingsOf([
      [0, node("True", "KubeletReady")],
      [0, pod(up)],
      [40, node("Unknown", "NodeStatusUnknown")],
      [41, pod(unready)],
      [90, node("True", "KubeletReady")],
      [91, pod({ ...up, conditions: notReady, statuses: [lost] })],
    ]);
    expect(findings).toMatchObject([
      { class: "NodeStatusUnknown", resolved: true },
      { class: "NodeNotReady", causes: [0], resolution: "The kubelet of its node reports again." },
      { class: "Unknown", causes: [0], message: expect.stringContaining("is lost, with an unknown exit code (255 is a placeholder)") },
    ]);
  });

  it("shows on its Pods where it was not recorded itself, until it responds", () => {
    const reported = event(pod(unready), "NodeNotReady", "Node is not ready");
    const history: readonly TimedObject[] = [
      [0, pod(up)],
      [41, pod(unready)],
      [41, reported],
    ];
    expect(findingsOf(history, 100)).toMatchObject([{ class: "NodeNotReady", events: [{ reason: "NodeNotReady" }], resolved: false }]);
    expect(findingsOf([...history, [120, pod(up)]])).toMatchObject([
      { resolved: true, resolution: expect.stringContaining("reports again") },
    ]);
  });

  it.each([
    ["DeletionByTaintManager", "Taint manager: deleting due to NoExecute taint", "warning TaintManagerEviction Pod/web ← 0"],
    ["DeletionByPodGC", "PodGC: node no longer exists", "warning DeletionByPodGC Pod/web ← 0"],
    ["PreemptionByScheduler", "preempting to accommodate a higher priority pod", "warning Preempted Pod/web"],
    ["EvictionByEvictionAPI", "Eviction API: evicting", "info EvictionByEvictionAPI Pod/web"],
    [
      "DeletionByDeviceTaintManager",
      "Device Taint manager: deleting due to NoExecute taint",
      "warning DeviceTaintManagerEviction Pod/web ← 0",
    ],
  ])("%s: explains an end that it caused, and no other", (reason, message, expected) => {
    const doomed = pod({ ...up, status: { conditions: [condition("DisruptionTarget", "True", reason, message)] } });
    expect(
      brief([
        [0, node("Unknown", "NodeStatusUnknown")],
        [10, doomed],
      ]),
    ).toEqual(["critical NodeStatusUnknown Node/node-1", expected]);
  });
});

describe("a Pod that its kubelet ended", () => {
  const ended = (reason: string, message: string) => findingsOf([[1, pod({ ...at, phase: "Failed", status: { reason, message } })]])[0];

  it.each([
    'Usage of EmptyDir volume "cache" exceeds the limit "10Mi". ',
    "Pod ephemeral local storage usage exceeds the total limit of containers 10Mi. ",
    'Container app exceeded its local ephemeral storage limit "10Mi". ',
  ])("exceeded its own limit, which is not blamed on the node: %s", (message) => {
    const finding = ended("Evicted", message);
    expect(finding?.message).toContain("it exceeded its own limit");
    expect(finding?.advice[0]).toContain("limit");
  });

  it("on shutdown of the node, or rejected for lack of resources, says so", () => {
    expect(ended("Terminated", "Pod was terminated in response to imminent node shutdown.")?.message).toContain("its node was shut down");
    const refused = ended(
      "OutOfcpu",
      "Pod was rejected: Node didn't have enough resource: cpu, requested: 4000, used: 700, capacity: 2000",
    );
    expect(refused?.message).toContain("rejected");
    expect(refused?.advice[0]).toContain("nodeName");
  });
});

describe("readiness gates", () => {
  const gated = (value: string) =>
    pod({
      ...(value === "True" ? up : unready),
      spec: { readinessGates: [{ conditionType: "example.com/lb" }] },
      status: {
        conditions: [
          condition("Ready", value, "ReadinessGatesNotReady"),
          condition("ContainersReady", "True", ""),
          condition("example.com/lb", value, "", "target is not healthy"),
        ],
      },
    });

  it("that nothing sets are a finding after a while, with the message of the condition", () => {
    expect(brief([[0, gated("False")]], 20)).toEqual([]);
    expect(findingsOf([[0, gated("False")]], 120)).toMatchObject([
      {
        class: "ReadinessGatesNotReady",
        severity: "warning",
        message: expect.stringContaining("example.com/lb is not True: target is not healthy"),
      },
    ]);
  });

  it("that become True are resolved", () => {
    const history: readonly TimedObject[] = [
      [0, gated("False")],
      [90, gated("True")],
    ];
    expect(brief(history)).toEqual(["~warning ReadinessGatesNotReady Pod/web"]);
  });
});

describe("in-place resizes", () => {
  const resizing = (type: string, reason: string, message = "") =>
    pod({ ...up, status: { conditions: [condition("Ready", "True", ""), condition(type, "True", reason, message)] } });

  it.each([
    ["PodResizePending", "Infeasible", "Node didn't have enough capacity: cpu, requested: 64000, capacity: 4000", "ResizeInfeasible"],
    ["PodResizeInProgress", "Error", "cannot decrease memory limits below usage", "ResizeError"],
  ])("%s, reason %s, is reported at once, with the message of the kubelet", (type, reason, message, name) => {
    const [finding] = findingsOf([
      [0, pod(up)],
      [10, resizing(type, reason, message)],
    ]);
    expect(finding).toMatchObject({ class: name, severity: "warning", sinceMs: 10_000, message: expect.stringContaining(message) });
  });

  it("a deferred resize is info at first, then a warning", () => {
    const history: readonly TimedObject[] = [
      [0, pod(up)],
      [10, resizing("PodResizePending", "Deferred", "Node didn't have enough resource: cpu")],
    ];
    expect(brief(history, 20)).toEqual(["info ResizeDeferred Pod/web"]);
    expect(brief(history, 200)).toEqual(["warning ResizeDeferred Pod/web"]);
    expect(brief([...history, [210, resizing("PodResizeInProgress", "")], [212, pod(up)]])).toEqual(["~warning ResizeDeferred Pod/web"]);
  });

  it("a resize in progress is no failure; nor one proposed before 1.33", () => {
    expect(brief([[0, resizing("PodResizeInProgress", "")]], 600)).toEqual([]);
    expect(brief([[0, pod({ ...up, status: { resize: "Proposed" } })]], 600)).toEqual([]);
    expect(brief([[0, pod({ ...up, status: { resize: "Infeasible" } })]])).toEqual(["warning ResizeInfeasible Pod/web"]);
  });
});

describe("hooks", () => {
  it("a failed preStop hook is info, also during deletion", () => {
    const leaving = pod({ ...up, metadata: { deletionTimestamp: "2026-01-01T00:01:00Z", deletionGracePeriodSeconds: 30 } });
    expect(
      brief([
        [0, pod(up)],
        [10, leaving],
        [11, event(leaving, "FailedPreStopHook", "PreStopHook failed", { container: "nginx" })],
      ]),
    ).toEqual(["info FailedPreStopHook Pod/web[nginx]"]);
  });

  it("a Pod that the kubelet cannot kill remains for the reason in its Events", () => {
    const leaving = pod({ ...up, metadata: { deletionTimestamp: "2026-01-01T00:00:40Z", deletionGracePeriodSeconds: 30 } });
    const [finding] = findingsOf(
      [
        [10, leaving],
        [11, event(leaving, "FailedKillPod", "error killing pod: KillContainerError: DeadlineExceeded")],
      ],
      100,
    );
    expect(finding).toMatchObject({ class: "Terminating", message: expect.stringContaining("KillContainerError") });
  });
});

describe("a Pod that does not start, without a known reason,", () => {
  const taken = (more: object = {}) => pod({ ...at, statuses: [waiting("ContainerCreating")], ...more });

  it("waits for a kubelet that does not respond", () => {
    expect(brief([[1, pod(at)]], 30)).toEqual([]);
    expect(brief([[1, pod(at)]], 120)).toEqual(["warning KubeletSilent Pod/web"]);
    expect(
      brief([
        [1, pod(at)],
        [120, taken()],
      ]),
    ).toEqual(["~warning KubeletSilent Pod/web"]);
  });

  it("waits for its sandbox and volumes: info after minutes, then a warning", () => {
    const unready = taken({ conditions: { PodReadyToStartContainers: "False" } });
    expect(brief([[1, unready]], 100)).toEqual([]);
    expect(brief([[1, unready]], 150)).toEqual(["info ContainerCreating Pod/web"]);
    expect(brief([[1, unready]], 400)).toEqual(["warning ContainerCreating Pod/web"]);
  });

  it("may have a large image to pull", () => {
    const sandboxed = taken({ conditions: { PodReadyToStartContainers: "True" } });
    expect(brief([[1, sandboxed]], 400)).toEqual([]);
    expect(brief([[1, sandboxed]], 800)).toEqual(["info ContainerCreating Pod/web"]);
    expect(
      brief([
        [1, sandboxed],
        [800, pod({ ...at, statuses: [waiting("ErrImagePull")] })],
      ]),
    ).toEqual(["critical ErrImagePull Pod/web[nginx]", "~info ContainerCreating Pod/web"]);
  });

  it("is superseded by a finding that says why", () => {
    const unready = taken({ conditions: { PodReadyToStartContainers: "False" } });
    const reported = event(
      unready,
      "FailedMount",
      'MountVolume.SetUp failed for volume "site" : hostPath type check failed: /x is not a directory',
    );
    expect(
      brief(
        [
          [1, unready],
          [5, reported],
        ],
        400,
      ),
    ).toEqual(["critical FailedMount Pod/web"]);
  });
});
