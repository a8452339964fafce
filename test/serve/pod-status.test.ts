import { describe, expect, it } from "vitest";
import type { KubeObject } from "../../src/model/kube-object.js";
import { pods } from "../../src/serve/tables/pods.js";

const nowMs = Date.parse("2026-01-01T01:00:00Z");

/** READY, STATUS and RESTARTS as `kubectl get pods` shows them. */
function shown(pod: object): string {
  const object = { metadata: {}, ...pod } as KubeObject;
  return ["Ready", "Status", "Restarts"].map((name) => pods.columns.find((column) => column.name === name)?.cell(object, nowMs)).join(" ");
}

const running = (name: string, more: object = {}) => ({ name, ready: true, restartCount: 0, state: { running: {} }, ...more });
const waiting = (name: string, reason: string, more: object = {}) => ({
  name,
  ready: false,
  restartCount: 0,
  state: { waiting: { reason } },
  ...more,
});
const ended = (name: string, terminated: object, more: object = {}) => ({
  name,
  ready: false,
  restartCount: 0,
  state: { terminated },
  ...more,
});
const crashedAt = (finishedAt: string) => ({ lastState: { terminated: { exitCode: 1, finishedAt } } });
const spec = (containers: number, initContainers: readonly object[] = []) => ({
  containers: Array.from({ length: containers }, () => ({})),
  initContainers,
});
const ready = [{ type: "Ready", status: "True" }];
const initialized = [{ type: "Initialized", status: "True" }];

describe("kubectl get pods", () => {
  it.each([
    ["nothing known yet", { spec: spec(1), status: { phase: "Pending" } }, "0/1 Pending 0"],
    ["an eviction shows its reason", { spec: spec(1), status: { phase: "Failed", reason: "Evicted" } }, "0/1 Evicted 0"],
    [
      "held back by a scheduling gate",
      { spec: spec(1), status: { phase: "Pending", conditions: [{ type: "PodScheduled", status: "False", reason: "SchedulingGated" }] } },
      "0/1 SchedulingGated 0",
    ],
    [
      "the first container that is not well gives the status",
      {
        spec: spec(3),
        status: {
          phase: "Running",
          containerStatuses: [running("a"), waiting("b", "ImagePullBackOff"), waiting("c", "CrashLoopBackOff", { restartCount: 3 })],
        },
      },
      "1/3 ImagePullBackOff 3",
    ],
    [
      "restarts of all containers, and when the last was",
      {
        spec: spec(2),
        status: {
          phase: "Running",
          containerStatuses: [
            running("a", { restartCount: 2, ...crashedAt("2026-01-01T00:59:50Z") }),
            running("b", { restartCount: 1, ...crashedAt("2026-01-01T00:30:00Z") }),
          ],
        },
      },
      "2/2 Running 3 (10s ago)",
    ],
    [
      "an exit without a reason is shown by its code",
      { spec: spec(1), status: { phase: "Failed", containerStatuses: [ended("a", { exitCode: 3 })] } },
      "0/1 ExitCode:3 0",
    ],
    [
      "or by its signal",
      { spec: spec(1), status: { phase: "Failed", containerStatuses: [ended("a", { exitCode: 137, signal: 9 })] } },
      "0/1 Signal:9 0",
    ],
    [
      "completed in part, ready in part",
      {
        spec: spec(2),
        status: {
          phase: "Running",
          conditions: ready,
          containerStatuses: [ended("a", { exitCode: 0, reason: "Completed" }), running("b")],
        },
      },
      "1/2 Running 0",
    ],
    [
      "completed in part, not ready as a whole",
      {
        spec: spec(2),
        status: { phase: "Running", containerStatuses: [ended("a", { exitCode: 0, reason: "Completed" }), running("b")] },
      },
      "1/2 NotReady 0",
    ],
    [
      "leaving",
      {
        metadata: { deletionTimestamp: "2026-01-01T00:59:00Z" },
        spec: spec(1),
        status: { phase: "Running", containerStatuses: [running("a")] },
      },
      "1/1 Terminating 0",
    ],
    [
      "leaving after it had come to its end",
      {
        metadata: { deletionTimestamp: "2026-01-01T00:59:00Z" },
        spec: spec(1),
        status: { phase: "Succeeded", containerStatuses: [ended("a", { exitCode: 0, reason: "Completed" })] },
      },
      "0/1 Completed 0",
    ],
    [
      "leaving with a node that is lost",
      {
        metadata: { deletionTimestamp: "2026-01-01T00:59:00Z" },
        spec: spec(1),
        status: { phase: "Running", reason: "NodeLost", containerStatuses: [running("a")] },
      },
      "1/1 Unknown 0",
    ],
    [
      "init containers at work",
      {
        spec: spec(1, [{ name: "i" }, { name: "j" }]),
        status: {
          phase: "Pending",
          initContainerStatuses: [ended("i", { exitCode: 0, reason: "Completed" }), running("j", { ready: false })],
          containerStatuses: [waiting("a", "PodInitializing")],
        },
      },
      "0/1 Init:1/2 0",
    ],
    [
      "an init container that fails",
      {
        spec: spec(1, [{ name: "i" }]),
        status: {
          phase: "Pending",
          initContainerStatuses: [waiting("i", "CrashLoopBackOff", { restartCount: 4, ...crashedAt("2026-01-01T00:58:00Z") })],
          containerStatuses: [waiting("a", "PodInitializing")],
        },
      },
      "0/1 Init:CrashLoopBackOff 4 (2m ago)",
    ],
    [
      "an init container that has failed without a reason",
      { spec: spec(1, [{ name: "i" }]), status: { phase: "Pending", initContainerStatuses: [ended("i", { exitCode: 2 })] } },
      "0/1 Init:ExitCode:2 0",
    ],
    [
      "a sidecar counts, and restarts of init containers no longer do once they are through",
      {
        spec: spec(1, [{ name: "once" }, { name: "side", restartPolicy: "Always" }]),
        status: {
          phase: "Running",
          conditions: initialized,
          initContainerStatuses: [
            ended("once", { exitCode: 0, reason: "Completed" }, { restartCount: 5 }),
            running("side", { started: true, restartCount: 1 }),
          ],
          containerStatuses: [running("a")],
        },
      },
      "2/2 Running 1",
    ],
  ])("%s", (_, pod, expected) => {
    expect(shown(pod)).toBe(expected);
  });

  it("shows readiness gates", () => {
    const gates = pods.columns.find((column) => column.name === "Readiness Gates");
    const pod = {
      metadata: {},
      spec: { readinessGates: [{ conditionType: "a" }, { conditionType: "b" }] },
      status: { conditions: [{ type: "a", status: "True" }] },
    };
    expect(gates?.cell(pod, nowMs)).toBe("1/2");
  });
});
