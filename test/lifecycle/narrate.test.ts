import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Milestones } from "../../src/lifecycle/milestones/milestones.js";
import { narrate } from "../../src/lifecycle/narration/narrate.js";
import { outcomeOf } from "../../src/lifecycle/outcome.js";
import { stageOf } from "../../src/lifecycle/stage.js";
import type { KubeObject } from "../../src/model/kube-object.js";
import { exited, frameOf, type PodSketch, pod, running, waiting } from "./pods.js";

function sentenceOf(before: KubeObject, after: KubeObject): string {
  return narrate({ frame: frameOf(after), before }).sentence;
}

const onNode = { node: "n1", phase: "Running" } as const;
const ready: PodSketch = { ...onNode, conditions: { Ready: "True" }, statuses: [running()] };

describe("the sentence of a change of a Pod says that it", () => {
  it.each<[string, KubeObject, KubeObject, string]>([
    ["was scheduled", pod(), pod({ node: "n1" }), "The scheduler assigned it to n1."],
    [
      "cannot be scheduled, with the scheduler's message",
      pod(),
      pod({
        status: {
          conditions: [
            { type: "PodScheduled", status: "False", reason: "Unschedulable", message: "0/3 nodes are available: insufficient cpu." },
          ],
        },
      }),
      "The scheduler found no suitable node: 0/3 nodes are available: insufficient cpu.",
    ],
    [
      "was accepted by the kubelet",
      pod({ node: "n1" }),
      pod({ node: "n1", statuses: [waiting("ContainerCreating")] }),
      "The kubelet on n1 accepted it and prepares its container.",
    ],
    [
      "has its sandbox",
      pod({ node: "n1", statuses: [waiting("ContainerCreating")] }),
      pod({ node: "n1", statuses: [waiting("ContainerCreating")], conditions: { PodReadyToStartContainers: "True" } }),
      "The sandbox and its network are ready (PodReadyToStartContainers).",
    ],
    [
      "crashed, with the exit code",
      pod(ready),
      pod({ ...ready, statuses: [exited(137)] }),
      "Container nginx terminated with exit code 137 (killed by SIGKILL) after about 5s.",
    ],
    [
      "ran out of memory",
      pod(ready),
      pod({ ...ready, statuses: [{ name: "nginx", restartCount: 0, state: { terminated: { exitCode: 137, reason: "OOMKilled" } } }] }),
      "Container nginx terminated with exit code 137 (killed by the kernel: out of memory), OOMKilled.",
    ],
    [
      "restarted, with the exit code before",
      pod(ready),
      pod({
        ...ready,
        statuses: [
          running("nginx", {
            restartCount: 1,
            lastState: { terminated: { exitCode: 1 } },
            state: { running: { startedAt: "2026-01-01T00:00:09Z" } },
          }),
        ],
      }),
      "Container nginx restarted after exit code 1 (restart 1).",
    ],
    [
      "restarted more often than observed",
      pod(ready),
      pod({ ...ready, statuses: [running("nginx", { restartCount: 4 })] }),
      "Container nginx restarted (restarts 1 to 4, not all were observed).",
    ],
    [
      "is no longer ready",
      pod(ready),
      pod({ ...ready, conditions: { Ready: ["False", "ContainersNotReady"] } }),
      "The Pod is no longer Ready.",
    ],
    [
      "has another image",
      pod(ready),
      pod({ ...ready, containers: [{ name: "nginx", image: "nginx:1.28" }] }),
      "The image of container nginx was changed from nginx:1.27 to nginx:1.28.",
    ],
    [
      "has an ephemeral container",
      pod(ready),
      pod({ ...ready, spec: { ephemeralContainers: [{ name: "debug", image: "busybox" }] } }),
      "Ephemeral container debug (busybox) was added.",
    ],
    [
      "is to be deleted",
      pod(ready),
      pod({ ...ready, metadata: { deletionTimestamp: "2026-01-01T00:00:30Z", deletionGracePeriodSeconds: 30 } }),
      "Deletion requested (grace period 30s).",
    ],
    [
      "is blocked by a finalizer",
      pod(ready),
      pod({ ...ready, metadata: { deletionTimestamp: "2026-01-01T00:00:30Z", deletionGracePeriodSeconds: 30, finalizers: ["a.b/c"] } }),
      "Deletion requested (grace period 30s); finalizer a.b/c must be removed first; 1 finalizer added: a.b/c.",
    ],
    ["has another label", pod(ready), pod({ ...ready, metadata: { labels: { tier: "web" } } }), "Label tier=web added."],
    [
      "changed only in bookkeeping fields",
      pod(ready),
      pod({ ...ready, metadata: { resourceVersion: "9" } }),
      "Only bookkeeping fields changed (such as managedFields).",
    ],
    [
      "changed in a field that no rule knows, by its path",
      pod(ready),
      pod({ ...ready, status: { nominatedNodeName: "n2" } }),
      'Its status.nominatedNodeName was set to "n2".',
    ],
  ])("%s", (_title, before, after, sentence) => expect(sentenceOf(before, after)).toBe(sentence));
});

describe("what is unknown is not claimed", () => {
  it("an object from the first list existed before recording started, since its creation time", () => {
    const frame = frameOf(pod(ready), { type: "ADDED", initial: true, observedAt: "2026-01-01T01:00:00.000Z" });
    expect(narrate({ frame }).sentence).toMatch(/^It existed when recording started, in stage Ready; created about 1h00m earlier/);
  });

  it("an old object that starts to match the scope is first seen, not created", () => {
    const frame = frameOf(pod(ready), { type: "ADDED", observedAt: "2026-01-01T01:00:00.000Z" });
    expect(narrate({ frame }).sentence).toMatch(/^First seen in stage Ready; created about 1h00m earlier/);
  });

  it("a Pod that was assigned to a node before it was first seen does not wait for the scheduler", () => {
    const added = (sketch: PodSketch) => narrate({ frame: frameOf(pod(sketch), { type: "ADDED" }) });
    expect(added({}).why).toBe("Nothing runs yet: the scheduler must assign it to a node first.");
    expect(added(ready).why ?? "").not.toContain("scheduler");
  });

  it("an inferred deletion was not observed", () => {
    expect(narrate({ frame: frameOf(pod(), { type: "DELETED", inferred: true }) }).sentence).toBe(
      "It is gone: it was deleted, but the deletion was not observed.",
    );
  });

  it("a repaired frame says that its time is not exact", () => {
    expect(narrate({ frame: frameOf(pod({ node: "n1" }), { repaired: true }), before: pod() }).sentence).toContain(
      "Read from history after a gap",
    );
  });

  it("a change of an object never seen before is its first frame", () => {
    expect(narrate({ frame: frameOf(pod(ready)) }).sentence).toMatch(/^Modified; first seen in stage Ready/);
  });
});

describe("stages", () => {
  it("names the stages that one change passed through", () => {
    const creating = pod({ node: "n1", statuses: [waiting("ContainerCreating")] });
    expect(narrate({ frame: frameOf(pod(ready)), before: creating })).toMatchObject({
      from: { name: "Creating" },
      passed: ["Running"],
      stage: { name: "Ready" },
    });
  });
});

describe("other kinds", () => {
  const deployment = (image: string, replicas: number): KubeObject => ({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web" },
    spec: { replicas, template: { spec: { containers: [{ name: "nginx", image }] } } },
  });
  it("a new image of a Deployment starts a rollout", () => {
    expect(narrate({ frame: frameOf(deployment("b", 1)), before: deployment("a", 1) })).toMatchObject({
      sentence: "Its Pod template changed: image of container nginx a → b.",
      changed: ["image a → b"],
      why: expect.stringContaining("rollout"),
    });
  });
  it("a scale names both numbers", () =>
    expect(sentenceOf(deployment("a", 3), deployment("a", 1))).toBe("It was scaled from 3 replicas to 1."));

  it("a Secret shows its keys and never its values", () => {
    const secret = (data: object): KubeObject => ({ apiVersion: "v1", kind: "Secret", metadata: { name: "s" }, data });
    const sentence = sentenceOf(secret({ token: "b2xk" }), secret({ token: "bmV3" }));
    expect(sentence).toBe("Key token changed.");
  });

  it("a repeated Event is counted", () => {
    const event = (count: number): KubeObject => ({
      apiVersion: "v1",
      kind: "Event",
      metadata: {},
      reason: "BackOff",
      message: "Back-off",
      count,
      source: { component: "kubelet" },
    });
    expect(sentenceOf(event(2), event(3))).toBe("Back-off (×3) (kubelet).");
  });
});

const kinds = [
  "v1 Pod",
  "apps/v1 Deployment",
  "apps/v1 ReplicaSet",
  "apps/v1 StatefulSet",
  "apps/v1 DaemonSet",
  "batch/v1 Job",
  "batch/v1 CronJob",
  "v1 Service",
  "discovery.k8s.io/v1 EndpointSlice",
  "v1 Endpoints",
  "v1 PersistentVolumeClaim",
  "v1 Node",
  "v1 Namespace",
  "networking.k8s.io/v1 Ingress",
  "autoscaling/v2 HorizontalPodAutoscaler",
  "v1 ConfigMap",
  "v1 Event",
  "a.b/v1 Widget",
];
const field = fc.constantFrom(
  "name",
  "type",
  "status",
  "spec",
  "conditions",
  "containers",
  "containerStatuses",
  "state",
  "waiting",
  "reason",
  "template",
  "endpoints",
  "finalizers",
  "ownerReferences",
  "labels",
  "data",
  "active",
  "deletionTimestamp",
  "__proto__",
);
const anything: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "medium" },
    fc.constantFrom(null, 0, -1, "", "Ready", "True", "Running", "2026-01-01T00:00:00Z"),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.array(fc.tuple(field, tie("value")), { maxLength: 6 }).map((entries) => Object.fromEntries(entries)),
  ),
})).value;

describe("the removal of a Kubernetes Event", () => {
  const event = { kind: "Event", apiVersion: "v1", metadata: { name: "web.1" }, involvedObject: { kind: "Pod" } } as unknown as KubeObject;
  it("is its expiry, which nobody asks for", () => {
    expect(narrate({ frame: frameOf(event, { type: "DELETED" }), before: event }).sentence).toBe(
      "The Event expired and was removed from etcd.",
    );
  });

  it("is a deletion where somebody asked for it", () => {
    const actor = { user: "eve", verb: "delete", userAgent: "kubectl/v1.31.0 (linux/amd64)" };
    const { sentence, why } = narrate({ frame: frameOf(event, { type: "DELETED", actor }), before: event });
    expect([sentence, why]).toEqual(["The Event was deleted (by eve with kubectl).", undefined]);
  });
});

it("narration, milestones, outcome and stage never throw, whatever an object holds", () => {
  const object = fc.tuple(fc.constantFrom(...kinds), anything, anything, anything).map(([kind, metadata, spec, status]) => ({
    apiVersion: kind.split(" ")[0],
    kind: kind.split(" ")[1],
    metadata: typeof metadata === "object" && metadata !== null && !Array.isArray(metadata) ? metadata : {},
    spec,
    status,
    endpoints: status,
    data: spec,
  })) as fc.Arbitrary<KubeObject>;
  fc.assert(
    fc.property(object, object, fc.constantFrom("ADDED", "MODIFIED", "DELETED"), (before, other, type) => {
      const after = { ...other, apiVersion: before.apiVersion, kind: before.kind } as KubeObject;
      const narration = narrate({ frame: frameOf(after, { type }), before });
      expect(narration.sentence.length).toBeGreaterThan(0);
      const milestones = new Milestones();
      for (const object of [before, after]) milestones.observe(frameOf(object, { type }));
      outcomeOf(after);
      stageOf(after);
    }),
    { numRuns: 1500 },
  );
});
