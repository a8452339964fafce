import { describe, expect, it } from "vitest";
import { compareBundled } from "./runs.js";

describe("two bundled recordings", () => {
  it("with two versions of one image do not diverge; the image is the only spec difference", async () => {
    const { divergence, specs } = await compareBundled("pod-nginx", "pod-nginx-1.28");
    expect(divergence).toBeUndefined();
    expect(specs.flatMap(({ changes }) => changes.map(({ path }) => path))).toEqual(["spec.containers[nginx].image"]);
  });

  it("report the changed template of a bad rollout as the spec difference, not the ReplicaSets and Pods made from it", async () => {
    const { specs, divergence } = await compareBundled("deployment-rollout", "deployment-bad-rollout");
    expect(new Set(specs.map(({ role }) => role.title))).toEqual(new Set(["Deployment/web"]));
    expect(specs.filter(({ when }) => when === "changed").flatMap(({ changes }) => changes)).toMatchObject([
      { path: "spec.template.spec.containers[nginx].image", before: "nginx:1.28", after: "nginx:nonsense" },
    ]);
    expect(divergence?.frames).toMatchObject({ a: { sequence: 62 }, b: { sequence: 54, stage: "Creating (ErrImagePull)" } });
  });

  it("pair findings by class and Kubernetes Events by reason", async () => {
    const { findings, events } = await compareBundled("pod-nginx", "pod-bad-image-tag");
    expect(findings.filter(({ a, b }) => a === undefined && b !== undefined).map((pair) => pair.class)).toContain("ErrImagePull");
    expect(events).toContainEqual({ kind: "Pod", reason: "Failed", warning: true, a: 0, b: 8 });
    expect(events).toContainEqual({ kind: "Pod", reason: "Started", warning: false, a: 1, b: 1 });
  });

  it("match a ClusterIP Service with a LoadBalancer, and their endpoints", async () => {
    const { roles } = await compareBundled("service-clusterip", "service-loadbalancer-pending");
    const both = roles.filter(({ a, b }) => a !== undefined && b !== undefined).map(({ title }) => title);
    expect(both).toEqual(expect.arrayContaining(["Service/web", "EndpointSlice 1 of Service/web", "Endpoints/web"]));
  });
});
