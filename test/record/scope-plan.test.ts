import { describe, expect, it } from "vitest";
import type { Target } from "../../src/model/target.js";
import { planScope, streamId } from "../../src/record/scope-plan.js";
import { allTypes, types } from "../support/objects.js";

const pod = (name: string): Target => ({ type: types.pods, namespace: "default", name, typed: `pod/${name}` });
const deployment: Target = { type: types.deployments, namespace: "default", name: "web", typed: "deploy/web" };

function streams(targets: readonly Target[], options = {}): readonly string[] {
  return planScope(targets, allTypes, options).streams.map((plan) => `${plan.purpose} ${streamId(plan.request)}`);
}

describe("what is watched", () => {
  it("a Pod by name: that Pod and its Events, nothing else of the namespace", () => {
    expect(streams([pod("nginx")])).toEqual([
      "target /api/v1/namespaces/default/pods?fieldSelector=metadata.name%3Dnginx",
      "events /api/v1/namespaces/default/events?fieldSelector=involvedObject.kind%3DPod%2CinvolvedObject.name%3Dnginx",
    ]);
  });

  it("a Deployment: by name, with ReplicaSets, Pods and Events of its namespace", () => {
    expect(streams([deployment])).toEqual([
      "target /apis/apps/v1/namespaces/default/deployments?fieldSelector=metadata.name%3Dweb",
      "owned /apis/apps/v1/namespaces/default/replicasets",
      "owned /api/v1/namespaces/default/pods",
      "events /api/v1/namespaces/default/events",
    ]);
  });

  it("--only: just the named targets", () => {
    expect(streams([deployment], { only: true })).toEqual([
      "target /apis/apps/v1/namespaces/default/deployments?fieldSelector=metadata.name%3Dweb",
    ]);
  });

  it("--with adds all of a type, cluster-scoped types without a namespace", () => {
    expect(streams([pod("nginx")], { only: true, with: [types.configMaps, types.nodes] })).toEqual([
      "target /api/v1/namespaces/default/pods?fieldSelector=metadata.name%3Dnginx",
      "with /api/v1/namespaces/default/configmaps",
      "with /api/v1/nodes",
    ]);
  });

  it("a wider stream covers a narrower one, which is the fallback if the wide one is forbidden", () => {
    const plan = planScope([deployment, pod("nginx")], allTypes);
    const pods = plan.streams.filter((stream) => stream.type === types.pods);
    expect(pods).toHaveLength(1);
    expect(pods[0]?.request.fieldSelector).toBeUndefined();
    expect(pods[0]?.narrower.map(streamId)).toEqual(["/api/v1/namespaces/default/pods?fieldSelector=metadata.name%3Dnginx"]);
  });

  it("selectors of a user are evaluated by the server, in a stream beside a wider one", () => {
    const labelled: Target = { type: types.pods, namespace: "default", labelSelector: "app=web", typed: "pods -l app=web" };
    expect(streams([deployment, labelled]).filter((stream) => stream.includes("/pods"))).toEqual([
      "target /api/v1/namespaces/default/pods?labelSelector=app%3Dweb",
      "owned /api/v1/namespaces/default/pods",
    ]);
  });

  it("all namespaces: one stream per type", () => {
    expect(streams([{ type: types.pods, typed: "pods -A" }])).toEqual(["target /api/v1/pods", "events /api/v1/events"]);
  });

  it("a custom resource: kinds of its own group and those that controllers usually create", () => {
    const widget: Target = { type: types.widgets, namespace: "default", name: "w1", typed: "widgets.example.com/w1" };
    const watched = planScope([widget], allTypes).streams.map((plan) => plan.type.resource);
    expect(watched).toEqual(expect.arrayContaining(["widgets", "gadgets", "deployments", "replicasets", "pods", "configmaps", "events"]));
  });

  it("a server without Events is recorded without them, with a note", () => {
    const plan = planScope([pod("nginx")], [types.pods]);
    expect(plan.streams).toHaveLength(1);
    expect(plan.omissions).toEqual(["events: not available on this server"]);
  });
});
