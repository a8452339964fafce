import { describe, expect, it } from "vitest";
import { type KubeObject, refOf } from "../../src/model/kube-object.js";
import type { Target } from "../../src/model/target.js";
import { Membership } from "../../src/record/membership.js";
import { planScope } from "../../src/record/scope-plan.js";
import { allTypes, eventAbout, object, revision, types } from "../support/objects.js";

const target = (type: Target["type"], name: string): Target => ({ type, namespace: "default", name, typed: name });
const from = { initial: false, matchesSelectors: false };

function membership(...targets: Target[]): { decide(of: KubeObject, initial?: boolean): string; scope: Membership } {
  const scope = new Membership(targets, planScope(targets, allTypes).streams);
  return { decide: (of, initial = false) => scope.decide(revision(of), { ...from, initial }), scope };
}

const web = object(types.deployments, { name: "web" });
const replicaSet = object(types.replicaSets, { name: "web-1", owner: web });
const pod = object(types.pods, { name: "web-1-a", owner: replicaSet });

describe("what belongs to a recording", () => {
  it("the target, everything it owns directly or indirectly, and the Events about any of them", () => {
    const { decide } = membership(target(types.deployments, "web"));
    expect([web, replicaSet, pod, eventAbout(pod, "Scheduled")].map((of) => decide(of))).toEqual(["in", "in", "in", "in"]);
  });

  it("not the objects of another owner in the same namespace", () => {
    const { decide } = membership(target(types.deployments, "web"));
    const other = object(types.deployments, { name: "other" });
    const otherSet = object(types.replicaSets, { name: "other-1", owner: other });
    const otherPod = object(types.pods, { name: "other-1-a", owner: otherSet });
    expect([otherSet, otherPod, eventAbout(otherPod, "Scheduled"), object(types.pods, { name: "lonely" })].map((of) => decide(of))).toEqual(
      ["out", "out", "out", "out"],
    );
  });

  it("a Pod that arrives before its ReplicaSet is undecided until the ReplicaSet arrives", () => {
    const { decide } = membership(target(types.deployments, "web"));
    decide(web);
    expect(decide(pod)).toBe("undecided");
    decide(replicaSet);
    expect(decide(pod)).toBe("in");
  });

  it("an Event that arrives before its target belongs by name", () => {
    const { decide } = membership(target(types.pods, "nginx"));
    expect(decide(eventAbout(object(types.pods, { name: "nginx", uid: "new" }), "Scheduled"))).toBe("in");
  });

  it("an old Event about an earlier object of the same name does not belong", () => {
    const { decide } = membership(target(types.pods, "nginx"));
    expect(decide(object(types.pods, { name: "nginx", uid: "new" }), true)).toBe("in");
    expect(decide(eventAbout(object(types.pods, { name: "nginx", uid: "old" }), "Killing"), true)).toBe("undecided");
    expect(decide(eventAbout(object(types.pods, { name: "nginx", uid: "new" }), "Pulled"), true)).toBe("in");
  });

  it("two incarnations of one name both belong", () => {
    const { decide } = membership(target(types.pods, "nginx"));
    expect(decide(object(types.pods, { name: "nginx", uid: "first" }))).toBe("in");
    expect(decide(object(types.pods, { name: "nginx", uid: "second" }))).toBe("in");
  });

  it("an object that was in stays in, even if its owner or labels change", () => {
    const { decide } = membership(target(types.deployments, "web"));
    for (const of of [web, replicaSet, pod]) decide(of);
    const orphan = object(types.pods, { name: "web-1-a", version: "9" });
    expect(decide(orphan)).toBe("in");
  });

  describe("of a Service", () => {
    const service = object(types.services, { name: "web", fields: { spec: { selector: { app: "web" } } } });
    const served = object(types.pods, { name: "a", labels: { app: "web" } });

    it("its EndpointSlices and the Pods that it selects", () => {
      const { decide } = membership(target(types.services, "web"));
      const slice = object(types.slices, { name: "web-x", labels: { "kubernetes.io/service-name": "web" } });
      expect([service, slice, served, object(types.pods, { name: "b", labels: { app: "db" } })].map((of) => decide(of))).toEqual([
        "in",
        "in",
        "in",
        "out",
      ]);
    });

    it("Pods older than the Service belong once it selects them", () => {
      const { decide, scope } = membership(target(types.services, "web"));
      expect(decide(served)).toBe("out");
      scope.defer(revision(served));
      decide(service);
      expect(scope.admitDeferred().map((awake) => awake.object.metadata.name)).toEqual(["a"]);
      expect(decide(served)).toBe("in");
    });

    it("a Service without a selector selects no Pod", () => {
      const { decide } = membership(target(types.services, "web"));
      decide(object(types.services, { name: "web", fields: { spec: {} } }));
      expect(decide(served)).toBe("out");
    });
  });

  it("the Services that an Ingress routes to and their Pods, also older ones", () => {
    const { decide, scope } = membership(target(types.ingresses, "front"));
    const service = object(types.services, { name: "web", fields: { spec: { selector: { app: "web" } } } });
    const slice = object(types.slices, { name: "web-x", labels: { "kubernetes.io/service-name": "web" } });
    const served = object(types.pods, { name: "a", labels: { app: "web" } });
    const other = object(types.services, { name: "db", fields: { spec: { selector: { app: "db" } } } });
    for (const early of [served, slice, service, other]) {
      expect(decide(early)).toBe("out");
      scope.defer(revision(early));
    }
    decide(object(types.ingresses, { name: "front", fields: { spec: { defaultBackend: { service: { name: "web" } } } } }));
    expect(scope.admitDeferred().map((awake) => awake.object.metadata.name)).toEqual(["web", "web-x", "a"]);
    expect(decide(other)).toBe("out");
  });

  it("the PersistentVolumeClaims from the templates of a StatefulSet", () => {
    const { decide } = membership(target(types.statefulSets, "db"));
    decide(object(types.statefulSets, { name: "db", fields: { spec: { volumeClaimTemplates: [{ metadata: { name: "data" } }] } } }));
    expect(decide(object(types.claims, { name: "data-db-0" }))).toBe("in");
    expect(decide(object(types.claims, { name: "data-db-x" }))).toBe("out");
  });
});

describe("what was deleted", () => {
  const service = (uid: string) => object(types.services, { name: "web", uid, fields: { spec: { selector: { app: "web" } } } });
  const selected = (name: string) => object(types.pods, { name, labels: { app: "web" } });

  it("a deleted Service selects no Pods any more; one that is created again does", () => {
    const { decide, scope } = membership(target(types.services, "web"));
    decide(service("first"));
    expect(decide(selected("a"))).toBe("in");
    scope.removeMember(refOf(service("first")));
    expect(decide(selected("b"))).toBe("out");
    decide(service("second"));
    expect(decide(selected("c"))).toBe("in");
  });

  it("a deleted Ingress adds no backends, and a deleted StatefulSet no claims", () => {
    const ingress = object(types.ingresses, { name: "front", fields: { spec: { defaultBackend: { service: { name: "web" } } } } });
    const set = object(types.statefulSets, { name: "db", fields: { spec: { volumeClaimTemplates: [{ metadata: { name: "data" } }] } } });
    const { decide, scope } = membership(target(types.ingresses, "front"), target(types.statefulSets, "db"));
    const claim = (n: number) => object(types.claims, { name: `data-db-${n}` });
    decide(ingress);
    decide(set);
    expect([decide(service("first")), decide(claim(0))]).toEqual(["in", "in"]);
    scope.removeMember(refOf(ingress));
    scope.removeMember(refOf(set));
    expect([decide(service("second")), decide(claim(1))]).toEqual(["out", "out"]);
  });

  it("still has its late Events and what it owned", () => {
    const { decide, scope } = membership(target(types.deployments, "web"));
    for (const of of [web, replicaSet, pod]) decide(of);
    for (const of of [pod, replicaSet, web]) scope.removeMember(refOf(of));
    expect(decide(eventAbout(pod, "Killing"))).toBe("in");
    expect(decide(object(types.pods, { name: "web-1-b", owner: replicaSet }))).toBe("in");
  });

  it("is forgotten after thousands of other deletions", () => {
    const { decide, scope } = membership(target(types.deployments, "web"));
    decide(web);
    decide(replicaSet);
    scope.removeMember(refOf(replicaSet));
    for (let n = 0; n < 3000; n++) scope.removeMember(refOf(object(types.pods, { name: `other-${n}` })));
    expect(scope.isMember(refOf(replicaSet).uid)).toBe(false);
  });

  it("is forgotten where a list after a gap no longer shows an object that is out", () => {
    const { scope } = membership(target(types.deployments, "web"));
    const stream = "/api/v1/pods";
    const [gone, there] = [object(types.pods, { name: "gone" }), object(types.pods, { name: "there" })];
    for (const of of [gone, there]) scope.decide(revision(of), { ...from, stream });
    scope.forgetUnlisted("/api/v1/services", new Set());
    scope.forgetUnlisted(stream, new Set([refOf(there).uid]));
    expect([gone, there].map((of) => scope.isOutsider(refOf(of).uid))).toEqual([false, true]);
  });
});
