import { describe, expect, it } from "vitest";
import { desiredStateOf, fingerprintsOf } from "../../../src/compare/run/desired-state.js";
import { thing } from "../../diagnosis/timed-objects.js";
import { pod } from "../../lifecycle/pods.js";

const fingerprint = (object: Parameters<typeof fingerprintsOf>[0]) => fingerprintsOf(object).fingerprint;

describe("the fingerprint of a desired state", () => {
  it("is equal for objects that ask for the same, whatever their name, node, status and the order of their keys", () => {
    const here = pod({ node: "node-1", metadata: { name: "web-a", uid: "u1", labels: { a: "1", b: "2" } } });
    const there = pod({ node: "node-2", phase: "Running", metadata: { name: "web-b", uid: "u2", labels: { b: "2", a: "1" } } });
    expect(fingerprint(there)).toBe(fingerprint(here));
  });

  it("differs with the spec, the labels and the data", () => {
    const config = (value: string) => thing("v1", "ConfigMap", "site", { data: { page: value } });
    const image = (name: string) => pod({ containers: [{ name: "nginx", image: name }] });
    expect(fingerprint(config("one"))).not.toBe(fingerprint(config("two")));
    expect(fingerprint(image("nginx:1.27"))).not.toBe(fingerprint(image("nginx:1.28")));
    expect(fingerprint(pod({ metadata: { labels: { tier: "web" } } }))).not.toBe(fingerprint(pod()));
  });

  it("has one of its own for the template: scaling is no rollout", () => {
    const deployment = (replicas: number, image: string) =>
      thing("apps/v1", "Deployment", "web", { spec: { replicas, template: { spec: { containers: [{ name: "nginx", image }] } } } });
    const [one, scaled, rolled] = [deployment(1, "nginx:1.27"), deployment(3, "nginx:1.27"), deployment(1, "nginx:1.28")].map(
      fingerprintsOf,
    );
    expect(scaled?.fingerprint).not.toBe(one?.fingerprint);
    expect(scaled?.template).toBe(one?.template);
    expect(rolled?.template).not.toBe(one?.template);
  });
});

it("the desired state leaves out what others decide: the node of a Pod, the status", () => {
  const state = desiredStateOf(pod({ node: "node-1" }));
  expect(state).not.toHaveProperty("status");
  expect(state["spec"]).not.toHaveProperty("nodeName");
  expect(state["spec"]).toHaveProperty("containers");
});
