import { describe, expect, it } from "vitest";
import { pendingOf } from "../../src/lifecycle/pending/pending-of.js";
import type { KubeObject } from "../../src/model/kube-object.js";
import { object, types } from "../support/objects.js";

type Fields = Readonly<Record<string, unknown>>;

function of(kind: keyof typeof types, fields: Fields, metadata: Fields = {}): KubeObject {
  const made = object(types[kind], { name: "it", fields });
  return { ...made, metadata: { ...made.metadata, ...metadata } };
}

function condition(type: string, status: string, reason?: string, message?: string) {
  return { type, status, ...(reason === undefined ? {} : { reason }), ...(message === undefined ? {} : { message }) };
}

const web = { name: "web", image: "nginx:1.27" };
const bound = { nodeName: "node-1", containers: [web], restartPolicy: "Always" };

/** A Pod that the kubelet reported, with one container status. */
function podWith(state: Fields, more: Fields = {}, spec: Fields = {}): KubeObject {
  return of("pods", { spec: { ...bound, ...spec }, status: { phase: "Pending", containerStatuses: [{ name: "web", ...state }], ...more } });
}

const running = { state: { running: { startedAt: "2026-11-22T10:00:00Z" } }, started: true };
const runs = { phase: "Running", conditions: [condition("Ready", "False")] };

describe("a Pod waits for", () => {
  it.each<readonly [situation: string, pod: KubeObject, what: string | undefined]>([
    ["a node, before the scheduler has tried", of("pods", { spec: { containers: [web] } }), "the scheduler to assign it to a node"],
    [
      "a suitable node, with the scheduler's message",
      of("pods", {
        spec: {},
        status: { conditions: [condition("PodScheduled", "False", "Unschedulable", "0/3 nodes are available: 3 Insufficient cpu.")] },
      }),
      "a suitable node (0/3 nodes are available: 3 Insufficient cpu)",
    ],
    ["its scheduling gates", of("pods", { spec: { schedulingGates: [{ name: "a.io/x" }] } }), "its scheduling gate a.io/x to be removed"],
    [
      "the kubelet, once it is assigned to a node",
      of("pods", { spec: bound, status: { phase: "Pending" } }),
      "the kubelet on node-1 to start it",
    ],
    ["its container", podWith({ state: { waiting: { reason: "ContainerCreating" } } }), "container web to start"],
    [
      "an image that cannot be pulled",
      podWith({ state: { waiting: { reason: "ImagePullBackOff" } } }),
      "image nginx:1.27 of container web to be pulled (ImagePullBackOff)",
    ],
    [
      "what a container needs",
      podWith({ state: { waiting: { reason: "CreateContainerConfigError", message: 'secret "db" not found' } } }),
      'container web to be created (CreateContainerConfigError: secret "db" not found)',
    ],
    [
      "the next restart of a container that crashed",
      podWith(
        { state: { waiting: { reason: "CrashLoopBackOff" } }, lastState: { terminated: { exitCode: 137, reason: "OOMKilled" } } },
        { phase: "Running" },
      ),
      "the next restart of container web (CrashLoopBackOff, exit code 137 (killed by the kernel: out of memory))",
    ],
    [
      "an init container",
      of("pods", {
        spec: { ...bound, initContainers: [{ name: "a" }, { name: "b" }] },
        status: {
          phase: "Pending",
          initContainerStatuses: [
            { name: "a", state: { terminated: { exitCode: 0 } } },
            { name: "b", state: { running: {} } },
          ],
          containerStatuses: [{ name: "web", state: { waiting: { reason: "PodInitializing" } } }],
        },
      }),
      "init container b to complete (1 of 2 done)",
    ],
    [
      "its readiness probe",
      podWith({ ...running, ready: false }, runs, { containers: [{ ...web, readinessProbe: {} }] }),
      "the readiness probe of container web to pass",
    ],
    [
      "its startup probe before that",
      podWith({ ...running, started: false, ready: false }, runs, { containers: [{ ...web, readinessProbe: {}, startupProbe: {} }] }),
      "the startup probe of container web to pass",
    ],
    [
      "its readiness gates",
      podWith({ ...running, ready: true }, runs, { readinessGates: [{ conditionType: "lb.io/ready" }] }),
      "its readiness gate lb.io/ready to be met",
    ],
    [
      "nothing, when it is ready",
      podWith({ ...running, ready: true }, { phase: "Running", conditions: [condition("Ready", "True")] }),
      undefined,
    ],
    ["nothing, when it failed", of("pods", { spec: bound, status: { phase: "Failed" } }), undefined],
    [
      "the other containers, when one terminated that is not restarted",
      of("pods", {
        spec: { ...bound, restartPolicy: "Never", containers: [web, { name: "log" }] },
        status: {
          phase: "Running",
          containerStatuses: [
            { name: "web", state: { terminated: { exitCode: 3 } } },
            { name: "log", ...running, ready: true },
          ],
        },
      }),
      "container log to finish",
    ],
  ])("%s", (_situation, pod, what) => {
    expect(pendingOf(pod)?.what).toBe(what);
  });

  it("its containers to stop, then its finalizers, when it is terminating", () => {
    const deleting = { deletionTimestamp: "2026-11-22T10:00:00Z", deletionGracePeriodSeconds: 30 };
    const stopping = podWith({ ...running, ready: true });
    expect(pendingOf({ ...stopping, metadata: { ...stopping.metadata, ...deleting } })?.what).toBe(
      "container web to stop (grace period 30s)",
    );
    const held = podWith({ state: { terminated: { exitCode: 0 } } });
    expect(pendingOf({ ...held, metadata: { ...held.metadata, ...deleting, finalizers: ["a.io/x"] } })?.what).toBe(
      "finalizer a.io/x to be removed",
    );
  });
});

describe("another object waits for", () => {
  const seen = { observedGeneration: 2 };
  const second = { generation: 2 };
  it.each<readonly [situation: string, workload: KubeObject, what: string | undefined]>([
    ["its controller", of("deployments", { spec: { replicas: 3 } }), "the Deployment controller to observe it"],
    [
      "its controller to observe the newest spec",
      of("deployments", { spec: { replicas: 3 }, status: { observedGeneration: 1 } }, second),
      "the Deployment controller to observe its newest spec",
    ],
    ["its Pods to be created", of("deployments", { spec: { replicas: 3 }, status: seen }, second), "its 3 Pods to be created"],
    [
      "old Pods to be deleted",
      of("deployments", { spec: { replicas: 2 }, status: { ...seen, replicas: 3, updatedReplicas: 2, availableReplicas: 2 } }, second),
      "1 old Pod to be deleted",
    ],
    [
      "Pods to be deleted when it is scaled down",
      of("deployments", { spec: { replicas: 1 }, status: { ...seen, replicas: 3, updatedReplicas: 3, availableReplicas: 3 } }, second),
      "2 Pods to be deleted",
    ],
    [
      "someone to resume its rollout",
      of("deployments", { spec: { replicas: 2, paused: true }, status: { ...seen, replicas: 2 } }, second),
      "its paused rollout to be resumed",
    ],
    [
      "its Pods to be accepted",
      of(
        "replicaSets",
        { spec: { replicas: 1 }, status: { ...seen, conditions: [condition("ReplicaFailure", "True", "FailedCreate", "exceeded quota")] } },
        second,
      ),
      "its Pods to be accepted (FailedCreate: exceeded quota)",
    ],
    [
      "the next Pod in order",
      of("statefulSets", { spec: { replicas: 3 }, status: { ...seen, replicas: 3, readyReplicas: 2 } }, second),
      "1 of 3 Pods to become ready",
    ],
    [
      "Pods to be updated one by one",
      of(
        "statefulSets",
        {
          spec: { replicas: 3 },
          status: { ...seen, replicas: 3, readyReplicas: 3, updatedReplicas: 1, currentRevision: "a", updateRevision: "b" },
        },
        second,
      ),
      "2 of 3 Pods to be updated (highest ordinal first)",
    ],
    [
      "nothing, when all Pods are available",
      of("deployments", { spec: { replicas: 1 }, status: { ...seen, replicas: 1, updatedReplicas: 1, availableReplicas: 1 } }, second),
      undefined,
    ],
    ["its Pod", of("jobs", { spec: { completions: 1 }, status: { startTime: "2026-11-22T10:00:00Z", active: 1 } }), "its Pod to succeed"],
    [
      "another retry after failures",
      of("jobs", { spec: { completions: 1, backoffLimit: 2 }, status: { startTime: "2026-11-22T10:00:00Z", failed: 1 } }),
      "its next retry after 1 failure (backoffLimit 2); the back-off doubles with each failure",
    ],
    ["its next run", of("cronJobs", { spec: { schedule: "*/5 * * * *" } }), 'its next run (schedule "*/5 * * * *")'],
    ["an address", of("ingresses", { spec: { ingressClassName: "nginx" } }), "the controller of IngressClass nginx to assign an address"],
    [
      "a volume",
      of("claims", { spec: { storageClassName: "fast" }, status: { phase: "Pending" } }),
      "a volume of storage class fast to be bound",
    ],
    [
      "its condition, with the message of its controller",
      of("widgets", { status: { conditions: [condition("Ready", "False", "Waiting", "the cloud is slow")] } }),
      "its condition Ready to become True (the cloud is slow)",
    ],
  ])("%s", (_situation, workload, what) => {
    expect(pendingOf(workload)?.what).toBe(what);
  });
});

describe("a Service waits for", () => {
  const service = of("services", { spec: { type: "ClusterIP", selector: { app: "web" } } });
  const slice = (...ready: boolean[]) =>
    of("slices", { endpoints: ready.map((is, i) => ({ addresses: [`10.0.0.${i}`], conditions: { ready: is } })) });

  it.each<readonly [situation: string, below: readonly KubeObject[], what: string | undefined]>([
    ["its EndpointSlice", [], "its EndpointSlice to be created"],
    ["a Pod that it selects", [slice()], "a Pod that matches its selector (app=web)"],
    ["its Pod to have an IP address", [slice(), of("pods", {})], "its Pod to become an endpoint"],
    ["a first endpoint", [slice(false, false)], "one of 2 endpoints to become ready"],
    ["the rest of them", [slice(true), slice(false)], "1 of 2 endpoints to become ready"],
    ["nothing, when all are ready", [slice(true, true)], undefined],
  ])("%s", (_situation, below, what) => {
    expect(pendingOf(service, below)?.what).toBe(what);
  });

  it("an address, when it is a LoadBalancer with ready endpoints", () => {
    const balancer = of("services", { spec: { type: "LoadBalancer", selector: { app: "web" } } });
    expect(pendingOf(balancer, [slice(true)])?.what).toBe("its load balancer to get an address");
  });
});

it("pendingOf never throws, whatever the objects hold", () => {
  for (const kind of Object.keys(types) as (keyof typeof types)[])
    for (const junk of [null, 7, "x", [], [null], { a: { b: [] } }]) {
      const strange = {
        ...object(types[kind], { name: "it" }),
        spec: junk,
        status: { conditions: junk, containerStatuses: junk, phase: junk },
      };
      expect(() => pendingOf(strange, [strange])).not.toThrow();
    }
});
