import { describe, expect, it } from "vitest";
import type { Frame } from "../../../src/model/frame.js";
import { type KubeObject, refOf } from "../../../src/model/kube-object.js";
import { object, revision, types } from "../../support/objects.js";
import { compareHistories, history } from "../runs.js";

/** Objects that are created one after the other, a second apart. */
function created(objects: readonly KubeObject[]): readonly Frame[] {
  return objects.map((of, i) => ({
    kind: "object",
    sequence: i + 1,
    offsetMs: i * 1000,
    observedAt: new Date(Date.UTC(2026, 0, 1, 0, 0, i)).toISOString(),
    type: "ADDED",
    ref: refOf(of),
    resourceVersion: String(i + 1),
    revision: revision(of),
  }));
}

async function rolesOf(a: readonly KubeObject[], b: readonly KubeObject[], targets: { a?: readonly string[]; b?: readonly string[] } = {}) {
  const comparison = await compareHistories(
    history(created(a), { targets: targets.a ?? [] }),
    history(created(b), { targets: targets.b ?? targets.a ?? [] }),
  );
  return comparison.roles.map(({ title, a: left, b: right }) => [title, left?.object.ref.name, right?.object.ref.name]);
}

/** A Deployment, a ReplicaSet for each template, and a Pod of each; with names as the controllers generate them. */
function deployment(name: string, suffix: string, images: readonly string[]): readonly KubeObject[] {
  const deploy = object(types.deployments, { name, uid: `d-${suffix}`, fields: { spec: { replicas: 1 } } });
  return [
    deploy,
    ...images.flatMap((image, i) => {
      const hash = `${suffix}${i}abc`;
      const labels = { app: "web", "pod-template-hash": hash };
      const template = { spec: { containers: [{ name: "c", image }] } };
      const set = object(types.replicaSets, {
        name: `${name}-${hash}`,
        uid: `r-${hash}`,
        labels,
        owner: deploy,
        fields: { spec: { replicas: 1, template } },
      });
      const made = object(types.pods, {
        name: `${name}-${hash}-x${suffix}`,
        uid: `p-${hash}`,
        labels,
        owner: set,
        fields: { spec: template.spec },
      });
      return [set, { ...made, metadata: { ...made.metadata, generateName: `${name}-${hash}-` } }];
    }),
  ];
}

describe("objects of two runs are matched by role", () => {
  it("ReplicaSets match by their place in the rollouts, whatever their hashes", async () => {
    expect(await rolesOf(deployment("web", "k", ["nginx:1", "nginx:2"]), deployment("web", "q", ["nginx:1", "nginx:3"]))).toEqual([
      ["Deployment/web", "web", "web"],
      ["ReplicaSet 1 of Deployment/web", "web-k0abc", "web-q0abc"],
      ["Pod 1 of ReplicaSet 1 of Deployment/web", "web-k0abc-xk", "web-q0abc-xq"],
      ["ReplicaSet 2 of Deployment/web", "web-k1abc", "web-q1abc"],
      ["Pod 1 of ReplicaSet 2 of Deployment/web", "web-k1abc-xk", "web-q1abc-xq"],
    ]);
  });

  it("when one run rolled out more often, ReplicaSets with the same template match", async () => {
    const roles = await rolesOf(deployment("web", "k", ["nginx:2"]), deployment("web", "q", ["nginx:1", "nginx:2"]));
    expect(roles).toContainEqual(["ReplicaSet 1 of Deployment/web", "web-k0abc", "web-q1abc"]);
    expect(roles).toContainEqual(["ReplicaSet 2 of Deployment/web", undefined, "web-q0abc"]);
  });

  it("targets with different names match, and so do objects named after them", async () => {
    const beside = (name: string) => [object(types.configMaps, { name: `${name}-config` }), object(types.services, { name })];
    expect(await rolesOf(beside("web"), beside("shop"), { a: ["deploy/web"], b: ["deploy/shop"] })).toEqual([
      ["ConfigMap/web-config (B: shop-config)", "web-config", "shop-config"],
      ["Service/web (B: shop)", "web", "shop"],
    ]);
  });

  it("Pods of a StatefulSet match by ordinal, in whatever order they were seen", async () => {
    const set = object(types.statefulSets, { name: "db" });
    const pods = [0, 1, 2].map((i) => {
      const made = object(types.pods, { name: `db-${i}`, owner: set });
      return { ...made, metadata: { ...made.metadata, generateName: "db-" } };
    });
    const roles = await rolesOf([set, ...pods], [set, ...pods.toReversed()]);
    expect(roles.filter(([, left, right]) => left !== right)).toEqual([]);
  });

  it("Pods match below their ReplicaSet even when it was not recorded", async () => {
    const pods = (suffix: string) => deployment("web", suffix, ["nginx:1", "nginx:2"]).filter(({ kind }) => kind === "Pod");
    const roles = await rolesOf(pods("k"), pods("q"));
    expect(roles.map(([, left, right]) => [left, right])).toEqual([
      ["web-k0abc-xk", "web-q0abc-xq"],
      ["web-k1abc-xk", "web-q1abc-xq"],
    ]);
  });

  it("incarnations of one name match in order: the first with the first, the second with the second", async () => {
    const twice = [object(types.pods, { name: "web", uid: "one" }), object(types.pods, { name: "web", uid: "two" })];
    const comparison = await compareHistories(history(created(twice)), history(created(twice)));
    expect(comparison.roles.map(({ a, b }) => [a?.object.ref.uid, b?.object.ref.uid])).toEqual([
      ["one", "one"],
      ["two", "two"],
    ]);
  });

  it("objects whose names only one run has do not match when their specs differ", async () => {
    const pods = (names: readonly string[], image: string) =>
      names.map((name) => object(types.pods, { name, fields: { spec: { containers: [{ name, image }] } } }));
    const roles = await rolesOf(pods(["a", "x", "y"], "one"), pods(["a", "v", "w"], "two"));
    expect(roles).toContainEqual(["Pod/a", "a", "a"]);
    expect(roles.filter(([, left, right]) => left !== undefined && right !== undefined)).toHaveLength(1);
  });

  it("objects that own each other are both kept", async () => {
    const owned = (name: string, by: string): KubeObject => {
      const made = object(types.pods, { name });
      return {
        ...made,
        metadata: { ...made.metadata, ownerReferences: [{ apiVersion: "v1", kind: "Pod", name: by, uid: `uid-Pod-${by}` }] },
      };
    };
    const circle = [owned("a", "b"), owned("b", "a")];
    expect(await rolesOf(circle, circle)).toHaveLength(2);
  });
});
