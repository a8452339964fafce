import { describe, expect, it } from "vitest";
import { compareBundled } from "./runs.js";

/** The headline of each pair of bundled recordings that makes sense. The offsets in them are recorded, not measured. */
const headlines: readonly (readonly [a: string, b: string, headline: string])[] = [
  [
    "pod-nginx",
    "pod-bad-image-tag",
    "The same until Creating at +0.021s; then A started its containers at +0.554s, and B could not pull nginx:nonsense at +1.071s.",
  ],
  [
    "deployment-rollout",
    "deployment-bad-rollout",
    "The same until Pod 1 of ReplicaSet 2 of Deployment/web was Creating at +0.030s; then A started its containers at +0.555s, and B could not pull nginx:nonsense at +1.232s.",
  ],
  ["pod-nginx", "pod-missing-pvc", "The same until Created at +0.000s; then A found its node at +0.005s, and B found no node at +0.013s."],
  [
    "pod-nginx",
    "pod-crashloop",
    "The same until Ready at +0.570s; then A was told to terminate at +2.637s, and B saw its container crasher end (exit code 1) at +2.028s.",
  ],
  [
    "pod-nginx",
    "pod-slow-readiness",
    "The same until Running at +0.554s; then A became Ready at +0.554s, and B did not: it was told to terminate at +24.362s.",
  ],
  [
    "service-clusterip",
    "service-loadbalancer-pending",
    "From the beginning of EndpointSlice 1 of Service/web on: A became Ready at +3.836s, and B did not: it was deleted at +13.210s.",
  ],
  [
    "pod-nginx",
    "pod-two-containers-one-crashes",
    "The same until Ready at +0.644s; then A was told to terminate at +2.637s, and B saw its container flaky end (exit code 3) at +6.252s.",
  ],
];

describe("the headline says where the lives of a pair part", () => {
  it.each(headlines)("%s and %s", async (a, b, headline) => {
    const comparison = await compareBundled(a, b);
    expect(comparison.headline).toBe(headline);
    expect(comparison.divergence?.kind).toBe("step");
  });
});

describe("two bundled recordings", () => {
  it("two versions of one image do not part, and the image is named as what was asked for differently", async () => {
    const { divergence, specs, headline } = await compareBundled("pod-nginx", "pod-nginx-1.28");
    expect(divergence).toBeUndefined();
    expect(headline).toMatch(/^The same from start to end: 1 object, 7 steps, although Pod\/nginx was asked for something else\./);
    expect(specs.flatMap(({ changes }) => changes.map(({ path }) => path))).toEqual(["spec.containers[nginx].image"]);
  });

  it("a bad rollout is led back to the template that was changed, not to what follows from it", async () => {
    const { specs, divergence } = await compareBundled("deployment-rollout", "deployment-bad-rollout");
    expect(new Set(specs.map(({ role }) => role.title))).toEqual(new Set(["Deployment/web"]));
    expect(specs.filter(({ when }) => when === "changed").flatMap(({ changes }) => changes)).toMatchObject([
      { path: "spec.template.spec.containers[nginx].image", before: "nginx:1.28", after: "nginx:nonsense" },
    ]);
    expect(divergence?.frames).toMatchObject({ a: { sequence: 62 }, b: { sequence: 54, stage: "Creating (ErrImagePull)" } });
  });

  it("a Pod that only had to wait for its ConfigMap took the same steps; what it waited for is named", async () => {
    const { divergence, headline } = await compareBundled("pod-nginx", "pod-missing-configmap-volume");
    expect(divergence).toMatchObject({
      kind: "finding",
      side: "b",
      finding: { class: "ConfigMapNotFound", object: { kind: "ConfigMap", name: "site" } },
    });
    expect(headline).toMatch(
      /^The same steps; yet B met ConfigMapNotFound of ConfigMap\/site .* B was slower, most of all with Pod\/nginx /,
    );
  });

  it("findings and Events of one run only are told as such", async () => {
    const { findings, events } = await compareBundled("pod-nginx", "pod-bad-image-tag");
    expect(findings.filter(({ a, b }) => a === undefined && b !== undefined).map((pair) => pair.class)).toContain("ErrImagePull");
    expect(events).toContainEqual({ kind: "Pod", reason: "Failed", warning: true, a: 0, b: 8 });
    expect(events).toContainEqual({ kind: "Pod", reason: "Started", warning: false, a: 1, b: 1 });
  });

  it("a Service and a LoadBalancer are matched by what they are, with their endpoints", async () => {
    const { roles } = await compareBundled("service-clusterip", "service-loadbalancer-pending");
    const both = roles.filter(({ a, b }) => a !== undefined && b !== undefined).map(({ title }) => title);
    expect(both).toEqual(expect.arrayContaining(["Service/web", "EndpointSlice 1 of Service/web", "Endpoints/web"]));
  });
});
