import { describe, expect, it } from "vitest";
import type { KubeObject } from "../../src/model/kube-object.js";
import { exited, pod, running, waiting } from "../lifecycle/pods.js";
import { brief, condition, findingsIn, findingsOf, framesOf, inBrief, ownedBy, type TimedObject, thing } from "./timed-objects.js";

const available = (status: string, time: string) => ({ ...condition("Available", status, "x"), lastTransitionTime: time });

function deployment(availableReplicas: number, more: { spec?: object; conditions?: readonly object[]; updated?: number } = {}): KubeObject {
  return thing("apps/v1", "Deployment", "web", {
    spec: { replicas: 3, progressDeadlineSeconds: 600, ...more.spec },
    status: {
      observedGeneration: 1,
      replicas: 3,
      updatedReplicas: more.updated ?? 3,
      availableReplicas,
      conditions: more.conditions ?? [],
    },
  });
}

const set = (readyReplicas: number, spec: object = {}, updatedReplicas = 3) =>
  thing("apps/v1", "StatefulSet", "db", {
    spec: { replicas: 3, ...spec },
    status: { observedGeneration: 1, replicas: updatedReplicas, updatedReplicas, readyReplicas },
  });

/** As a list returned it when recording began. */
function initial(history: readonly TimedObject[], nowSecond: number) {
  return inBrief(
    findingsIn(
      framesOf(history).map((frame) => ({ ...frame, initial: true as const })),
      nowSecond * 1000,
    ),
  );
}

describe("a workload that is short of available Pods without an explanation", () => {
  it.each([
    ["Deployment", deployment(1), 600],
    ["StatefulSet", set(1), 300],
    [
      "DaemonSet",
      thing("apps/v1", "DaemonSet", "db", {
        status: { observedGeneration: 1, desiredNumberScheduled: 3, currentNumberScheduled: 3, numberAvailable: 2 },
      }),
      300,
    ],
    ["ReplicaSet", thing("apps/v1", "ReplicaSet", "db", { spec: { replicas: 3 }, status: { replicas: 3, availableReplicas: 1 } }), 300],
  ])("is a warning after its deadline: %s", (kind, object, seconds) => {
    expect(brief([[0, object]], seconds - 1)).toEqual([]);
    expect(brief([[0, object]], seconds)).toEqual([`warning ReplicasUnavailable ${kind}/${object.metadata.name}`]);
  });

  it("is none in a list while the Pods that it lacks are new, whatever the age of its conditions", () => {
    const db = set(2);
    const late = (second: number) =>
      pod({
        node: "n",
        metadata: { name: "db-2", uid: "db-2", creationTimestamp: new Date(start + second * 1000).toISOString(), ...ownedBy(db) },
        statuses: [running()],
        phase: "Running",
      });
    const list = (second: number): readonly TimedObject[] => [
      [0, db],
      [second, late(second)],
    ];
    const start = Date.parse("2026-01-01T00:00:00Z");
    expect(initial(list(3600), 3620)).toEqual([]);
    expect(initial(list(3000), 3600)).toEqual(["warning ReplicasUnavailable StatefulSet/db"]);
  });

  it("is reported on a Deployment, not on its ReplicaSet, in whatever order a list has them", () => {
    const web = deployment(2);
    const owned = thing("apps/v1", "ReplicaSet", "web-1", { spec: { replicas: 3 }, status: { replicas: 3, availableReplicas: 2 } });
    const replicaSet = { ...owned, metadata: { ...owned.metadata, ...ownedBy(web) } } as KubeObject;
    const fresh = pod({
      node: "n",
      metadata: { name: "web-1-c", uid: "c", creationTimestamp: "2026-01-01T01:00:00Z", ...ownedBy(replicaSet) },
      statuses: [running()],
      phase: "Running",
    });
    const list = (second: number): readonly TimedObject[] => [
      [0, replicaSet],
      [1000, web],
      [second, fresh],
    ];
    expect(initial(list(3600), 3620)).toEqual([]);
    expect(initial(list(3600), 4300)).toEqual(["warning ReplicasUnavailable Deployment/web"]);
  });

  it("a Job whose active Pods are not ready is one too, until a Pod is", () => {
    const job = (ready: number) => thing("batch/v1", "Job", "j", { status: { active: 2, ready } });
    expect(brief([[0, job(0)]], 299)).toEqual([]);
    expect(brief([[0, job(0)]], 300)).toEqual(["warning JobPodsNotReady Job/j"]);
    expect(brief([[0, job(1)]], 3600)).toEqual([]);
  });

  it("is reported once where its ReplicaSet arrives first", () => {
    const owner = deployment(1);
    const owned = thing(
      "apps/v1",
      "ReplicaSet",
      "web-1",
      { spec: { replicas: 3 }, status: { replicas: 3, availableReplicas: 1 } },
      ownedBy(owner),
    );
    expect(
      brief(
        [
          [0, owned],
          [1, owner],
        ],
        3600,
      ),
    ).toEqual(["warning ReplicasUnavailable Deployment/web"]);
  });

  it("has longer with minReadySeconds, and again as long with each updated Pod", () => {
    expect(brief([[0, set(1, { minReadySeconds: 60 })]], 359)).toEqual([]);
    const history: readonly TimedObject[] = [
      [0, set(0, {}, 1)],
      [200, set(1, {}, 2)],
      [400, set(2, {}, 3)],
    ];
    expect(brief(history, 699)).toEqual([]);
    expect(brief(history, 700)).toEqual(["warning ReplicasUnavailable StatefulSet/db"]);
  });

  it("is none where it is scaled to zero, not observed, or only a manifest; a paused one is reported as that", () => {
    const bare = thing("apps/v1", "Deployment", "web", { spec: { replicas: 3 } });
    const zero = thing("apps/v1", "Deployment", "web", { spec: { replicas: 0 }, status: { observedGeneration: 1 } });
    for (const object of [bare, zero]) expect(brief([[0, object]], 3600)).toEqual([]);
    expect(brief([[0, deployment(1, { spec: { paused: true } })]], 3600)).toEqual(["warning DeploymentPaused Deployment/web"]);
  });

  it("is left out where a finding of its Pods explains it", () => {
    const owner = set(2);
    const member = pod({ node: "n", phase: "Running", metadata: { name: "db-0", uid: "db-0", ...ownedBy(owner) }, statuses: [exited(1)] });
    const found = brief(
      [
        [0, owner],
        [1, member],
      ],
      3600,
    );
    expect(found.join()).not.toContain("ReplicasUnavailable");
  });

  it("is resolved when all are available", () => {
    expect(
      findingsOf([
        [0, set(1)],
        [900, set(3)],
      ]),
    ).toMatchObject([{ resolved: true, resolution: "All Pods are available." }]);
  });

  it("counts from its own times where it existed before: its condition", () => {
    const since = (time: string) => [[0, deployment(1, { conditions: [available("False", time)] })]] as const;
    expect(initial(since("2025-12-31T22:00:00Z"), 5)).toEqual(["warning ReplicasUnavailable Deployment/web"]);
    expect(initial(since("2025-12-31T23:59:00Z"), 5)).toEqual([]);
  });

  it.each(["before", "after"])("or those of its Pods, listed %s it", (order) => {
    const owner = set(2);
    const member = (time: string) =>
      pod({
        node: "n",
        phase: "Running",
        metadata: { name: "db-0", uid: "db-0", ...ownedBy(owner) },
        statuses: [running("nginx", { ready: false })],
        status: { conditions: [{ type: "Ready", status: "False", lastTransitionTime: time }] },
      });
    const history = (time: string): readonly TimedObject[] =>
      order === "before"
        ? [
            [0, member(time)],
            [0, owner],
          ]
        : [
            [0, owner],
            [0, member(time)],
          ];
    expect(initial(history("2025-12-31T22:00:00Z"), 5)).toEqual(["warning ReplicasUnavailable StatefulSet/db"]);
    expect(initial(history("2025-12-31T23:59:00Z"), 5)).toEqual([]);
  });
});

describe("a Pod that failed", () => {
  const owners: readonly KubeObject[] = [
    thing("apps/v1", "ReplicaSet", "web", { spec: { replicas: 1 }, status: { replicas: 1, availableReplicas: 1 } }),
    thing("apps/v1", "StatefulSet", "web", { spec: { replicas: 1 }, status: { replicas: 1, updatedReplicas: 1, readyReplicas: 1 } }),
    thing("apps/v1", "DaemonSet", "web", { status: { desiredNumberScheduled: 1, currentNumberScheduled: 1, numberAvailable: 1 } }),
    thing("apps.kruise.io/v1alpha1", "CloneSet", "web", { status: { conditions: [condition("Ready", "True", "x")] } }),
    thing("example.com/v1", "PodGroup", "web", { status: { observedGeneration: 1 } }),
  ];
  const of = (owner: KubeObject, name: string, created: string, more: object) =>
    pod({
      node: "n",
      metadata: { name, uid: name, creationTimestamp: created, ...ownedBy(owner) },
      statuses: [running()],
      conditions: { Ready: "True" },
      phase: "Running",
      ...more,
    });
  const failed = (owner: KubeObject) =>
    of(owner, "a", "2026-01-01T00:00:00Z", {
      phase: "Failed",
      conditions: {},
      status: { phase: "Failed", reason: "Evicted", message: "m" },
    });
  const newer = (owner: KubeObject, more: object = {}) => of(owner, "b", "2026-01-01T00:01:00Z", more);

  it.each(owners.map((owner) => [owner.kind, owner] as const))("is resolved when its %s has another one that is ready", (_, owner) => {
    expect(
      findingsOf([
        [0, owner],
        [50, failed(owner)],
        [60, newer(owner, { conditions: {}, statuses: [waiting("ContainerCreating")], phase: "Pending" })],
        [70, newer(owner)],
      ]),
    ).toMatchObject([{ class: "Evicted", resolved: true, resolution: "It was replaced by Pod b, which is ready." }]);
  });

  it.each(owners.map((owner) => [owner.kind, owner] as const))("where the %s was not recorded, too", (_, owner) => {
    expect(
      brief([
        [50, failed(owner)],
        [70, newer(owner)],
      ]),
    ).toEqual(["~critical Evicted Pod/a"]);
  });

  it("but not by another step of a workflow, whose Pods differ", () => {
    const workflow = thing("argoproj.io/v1alpha1", "Workflow", "w", { status: { phase: "Running" } });
    const step = newer(workflow, { spec: { containers: [{ name: "main", image: "step:2" }] } });
    expect(
      brief([
        [50, failed(workflow)],
        [70, step],
      ]),
    ).toEqual(["critical Evicted Pod/a"]);
  });

  it("but not by a Pod that is older, not ready or of another owner, nor while its owner lacks Pods", () => {
    const [owner, other] = owners as readonly [KubeObject, KubeObject];
    const short = { ...owner, status: { replicas: 1, availableReplicas: 0 } };
    const histories: readonly (readonly TimedObject[])[] = [
      [
        [0, owner],
        [0, of(owner, "b", "2025-12-31T23:00:00Z", {})],
        [50, failed(owner)],
      ],
      [
        [0, owner],
        [50, failed(owner)],
        [60, newer(owner, { conditions: { Ready: "False" } })],
      ],
      [
        [0, owner],
        [50, failed(owner)],
        [60, newer(other)],
      ],
      [
        [0, short],
        [50, failed(owner)],
        [60, newer(owner)],
      ],
    ];
    for (const history of histories)
      expect(findingsOf(history).find(({ class: name }) => name === "Evicted")).toMatchObject({ resolved: false });
  });
});
