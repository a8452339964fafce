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

/** A Pod that the kubelet has, with one status for its container. */
function podWith(state: Fields, more: Fields = {}, spec: Fields = {}): KubeObject {
  return of("pods", { spec: { ...bound, ...spec }, status: { phase: "Pending", containerStatuses: [{ name: "web", ...state }], ...more } });
}

const running = { state: { running: { startedAt: "2026-11-22T10:00:00Z" } }, started: true };
const runs = { phase: "Running", conditions: [condition("Ready", "False")] };

describe("a Pod waits for", () => {
  it.each<readonly [situation: string, pod: KubeObject, what: string | undefined]>([
    ["a node, when nobody has looked at it", of("pods", { spec: { containers: [web] } }), "the scheduler to choose a node"],
    [
      "a node that fits, in the scheduler's words",
      of("pods", {
        spec: {},
        status: { conditions: [condition("PodScheduled", "False", "Unschedulable", "0/3 nodes are available: 3 Insufficient cpu.")] },
      }),
      "a node that fits (0/3 nodes are available: 3 Insufficient cpu)",
    ],
    ["its scheduling gates", of("pods", { spec: { schedulingGates: [{ name: "a.io/x" }] } }), "its scheduling gate a.io/x to be removed"],
    ["the kubelet, once it is bound", of("pods", { spec: bound, status: { phase: "Pending" } }), "the kubelet on node-1 to begin with it"],
    ["its container", podWith({ state: { waiting: { reason: "ContainerCreating" } } }), "container web to start"],
    [
      "an image that cannot be pulled",
      podWith({ state: { waiting: { reason: "ImagePullBackOff" } } }),
      "image nginx:1.27 of container web (ImagePullBackOff)",
    ],
    [
      "what a container needs",
      podWith({ state: { waiting: { reason: "CreateContainerConfigError", message: 'secret "db" not found' } } }),
      'container web to be created (CreateContainerConfigError: secret "db" not found)',
    ],
    [
      "the next start of what crashed",
      podWith(
        { state: { waiting: { reason: "CrashLoopBackOff" } }, lastState: { terminated: { exitCode: 137, reason: "OOMKilled" } } },
        { phase: "Running" },
      ),
      "the next start of container web (CrashLoopBackOff, exit code 137 (killed by the kernel: out of memory))",
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
      "init container b to end (1 of 2 done)",
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
      "its readiness gate lb.io/ready",
    ],
    [
      "nothing, when it is ready",
      podWith({ ...running, ready: true }, { phase: "Running", conditions: [condition("Ready", "True")] }),
      undefined,
    ],
    ["nothing, when it is over", of("pods", { spec: bound, status: { phase: "Failed" } }), undefined],
    [
      "the others, when one ended that is not started again",
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
      "container log to end too",
    ],
  ])("%s", (_situation, pod, what) => {
    expect(pendingOf(pod)?.what).toBe(what);
  });

  it("its containers to stop, then its finalizers, when it is being deleted", () => {
    const deleting = { deletionTimestamp: "2026-11-22T10:00:00Z", deletionGracePeriodSeconds: 30 };
    const stopping = podWith({ ...running, ready: true });
    expect(pendingOf({ ...stopping, metadata: { ...stopping.metadata, ...deleting } })?.what).toBe("container web to stop (30 s of grace)");
    const held = podWith({ state: { terminated: { exitCode: 0 } } });
    expect(pendingOf({ ...held, metadata: { ...held.metadata, ...deleting, finalizers: ["a.io/x"] } })?.what).toBe(
      "finalizer a.io/x to be removed",
    );
  });
});

describe("what keeps Pods waits for", () => {
  const seen = { observedGeneration: 2 };
  const second = { generation: 2 };
  it.each<readonly [situation: string, workload: KubeObject, what: string | undefined]>([
    ["its controller", of("deployments", { spec: { replicas: 3 } }), "the Deployment controller to begin with it"],
    [
      "its controller to see the newest spec",
      of("deployments", { spec: { replicas: 3 }, status: { observedGeneration: 1 } }, second),
      "the Deployment controller to take note of its newest spec",
    ],
    ["its Pods to be made", of("deployments", { spec: { replicas: 3 }, status: seen }, second), "its 3 Pods to be made"],
    [
      "old Pods to go",
      of("deployments", { spec: { replicas: 2 }, status: { ...seen, replicas: 3, updatedReplicas: 2, availableReplicas: 2 } }, second),
      "1 old Pod to go",
    ],
    [
      "Pods to go when it is scaled down",
      of("deployments", { spec: { replicas: 1 }, status: { ...seen, replicas: 3, updatedReplicas: 3, availableReplicas: 3 } }, second),
      "2 Pods to go",
    ],
    [
      "somebody to resume it",
      of("deployments", { spec: { replicas: 2, paused: true }, status: { ...seen, replicas: 2 } }, second),
      "somebody to resume its rollout, which is paused",
    ],
    [
      "its Pods to be allowed",
      of(
        "replicaSets",
        { spec: { replicas: 1 }, status: { ...seen, conditions: [condition("ReplicaFailure", "True", "FailedCreate", "exceeded quota")] } },
        second,
      ),
      "its Pods to be allowed (FailedCreate: exceeded quota)",
    ],
    [
      "the next Pod in order",
      of("statefulSets", { spec: { replicas: 3 }, status: { ...seen, replicas: 3, readyReplicas: 2 } }, second),
      "1 of 3 Pods to become ready",
    ],
    [
      "Pods to be replaced one by one",
      of(
        "statefulSets",
        {
          spec: { replicas: 3 },
          status: { ...seen, replicas: 3, readyReplicas: 3, updatedReplicas: 1, currentRevision: "a", updateRevision: "b" },
        },
        second,
      ),
      "2 of 3 Pods to be replaced, from the last to the first",
    ],
    [
      "nothing, when all are there",
      of("deployments", { spec: { replicas: 1 }, status: { ...seen, replicas: 1, updatedReplicas: 1, availableReplicas: 1 } }, second),
      undefined,
    ],
    ["its Pod", of("jobs", { spec: { completions: 1 }, status: { startTime: "2026-11-22T10:00:00Z", active: 1 } }), "its Pod to succeed"],
    [
      "another try after failures",
      of("jobs", { spec: { completions: 1, backoffLimit: 2 }, status: { startTime: "2026-11-22T10:00:00Z", failed: 1 } }),
      "its next try after 1 failure (backoffLimit is 2); each is put off longer than the last",
    ],
    ["its next time", of("cronJobs", { spec: { schedule: "*/5 * * * *" } }), 'its next time by the schedule "*/5 * * * *"'],
    ["an address", of("ingresses", { spec: { ingressClassName: "nginx" } }), "the controller of class nginx to give it an address"],
    ["a volume", of("claims", { spec: { storageClassName: "fast" }, status: { phase: "Pending" } }), "a volume of storage class fast"],
    [
      "its own condition, in its own words",
      of("widgets", { status: { conditions: [condition("Ready", "False", "Waiting", "the cloud is slow")] } }),
      "its condition Ready (the cloud is slow)",
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
    ["its EndpointSlice", [], "its EndpointSlice to be made"],
    ["a Pod that it selects", [slice()], "a Pod with app=web to exist"],
    ["a Pod of it to have an address", [slice(), of("pods", {})], "its Pod to become an endpoint"],
    ["a first endpoint", [slice(false, false)], "one of 2 endpoints to become ready"],
    ["the rest of them", [slice(true), slice(false)], "1 of 2 endpoints to become ready"],
    ["nothing, when all are ready", [slice(true, true)], undefined],
  ])("%s", (_situation, below, what) => {
    expect(pendingOf(service, below)?.what).toBe(what);
  });

  it("an address, when it is a LoadBalancer that works inside already", () => {
    const balancer = of("services", { spec: { type: "LoadBalancer", selector: { app: "web" } } });
    expect(pendingOf(balancer, [slice(true)])?.what).toBe("whatever provides load balancers here to give it an address");
  });
});

it("objects that hold anything anywhere are answered for all the same", () => {
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
