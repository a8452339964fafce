import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { framesOf, type TimedObject } from "../diagnosis/timed-objects.js";
import { exited, pod, running, waiting } from "../lifecycle/pods.js";
import { object, types } from "../support/objects.js";
import { projectRoot } from "../support/program.js";
import { forbidden } from "./forbidden.js";
import { compareBundled, compareHistories, history, readHistory } from "./runs.js";

const headlineOf = async (a: readonly TimedObject[], b: readonly TimedObject[]) =>
  (await compareHistories(history(framesOf(a)), history(framesOf(b)))).headline;

/** The offsets are those of the recordings. */
const stepDivergences: readonly (readonly [a: string, b: string, headline: string])[] = [
  [
    "pod-nginx",
    "pod-bad-image-tag",
    "The same until Creating at +0.021s; then A started its containers at +0.554s, and B could not pull nginx:nonsense at +1.071s.",
  ],
  [
    "deployment-rollout",
    "deployment-bad-rollout",
    "Pod 1 of ReplicaSet 2 of Deployment/web: the same until Creating at +0.030s; then A started its containers at +0.555s, and B could not pull nginx:nonsense at +1.232s.",
  ],
  [
    "pod-nginx",
    "pod-missing-pvc",
    "The same until Created at +0.000s; then A was scheduled at +0.005s, and B could not be scheduled at +0.013s.",
  ],
  [
    "pod-nginx",
    "pod-crashloop",
    "The same until Ready at +0.570s; then A started terminating at +2.637s, and B's container crasher terminated (exit code 1) at +2.028s.",
  ],
  [
    "pod-nginx",
    "pod-slow-readiness",
    "The same until Running at +0.554s; then A became Ready at +0.554s, and B started terminating at +24.362s without reaching Ready.",
  ],
  [
    "pod-liveness-restart",
    "pod-slow-readiness",
    "The same until Running (A at +0.519s, B at +0.537s); then A became Ready at +0.519s, and B started terminating at +24.362s without reaching Ready.",
  ],
  [
    "service-clusterip",
    "service-loadbalancer-pending",
    "EndpointSlice 1 of Service/web differs from the start: A became Ready at +3.836s, and B was deleted at +13.210s without reaching Ready.",
  ],
  [
    "pod-nginx",
    "pod-two-containers-one-crashes",
    "The same until Ready at +0.644s; then A started terminating at +2.637s, and B's container flaky terminated (exit code 3) at +6.252s.",
  ],
];

describe("runs that diverge at a step", () => {
  it.each(stepDivergences)("name the last common step and the next step of each: %s and %s", async (a, b, headline) => {
    const comparison = await compareBundled(a, b);
    expect(comparison.headline).toBe(headline);
    expect(comparison.divergence?.kind).toBe("step");
  });

  it("give the common step two times where one run took its next step before the other reached the common one", async () => {
    const up = { node: "node-1", phase: "Running" };
    const bound: TimedObject = [0, pod({ node: "node-1" })];
    const unready = pod({ ...up, conditions: { Ready: "False" }, statuses: [running("nginx", { ready: false })] });
    const ready = pod({ ...up, conditions: { Ready: "True" }, statuses: [running()] });
    expect(await headlineOf([bound, [1, unready], [2, ready]], [bound, [5, unready], [60, unready]])).toMatch(
      /^The same until Running \(A at \+1\.000s, B at \+5\.000s\); then A became Ready at \+2\.000s, and B stayed .* until its recording ended at /,
    );
  });

  it("say that a container in CrashLoopBackOff kept terminating", async () => {
    const { state } = exited(3) as { readonly state: object };
    const backOff = waiting("CrashLoopBackOff", "nginx", { restartCount: 2, lastState: state });
    const looping = pod({ node: "node-1", phase: "Running", statuses: [backOff] });
    const bound: TimedObject = [0, pod({ node: "node-1" })];
    const fine = pod({ node: "node-1", phase: "Running", conditions: { Ready: "True" }, statuses: [running()] });
    expect(await headlineOf([bound, [5, fine], [60, fine]], [bound, [20, looping], [60, looping]])).toContain(
      "B's container nginx kept terminating (exit code 3)",
    );
  });
});

describe("runs that take the same steps", () => {
  it("have no divergence; a different spec and the largest time difference are named", async () => {
    expect((await compareBundled("pod-nginx", "pod-nginx-1.28")).headline).toBe(
      'No divergence in 1 object and 7 steps, although the spec of Pod/nginx differs. B was slower, most at Pod/nginx "Container created (nginx)": +0.313s.',
    );
    expect(
      await headlineOf(forbidden("exceeded quota: small, requested: cpu=1"), forbidden("exceeded quota: small, requested: cpu=4")),
    ).toBe("No divergence in 1 object and 1 step.");
  });

  it("diverge at a finding that only one of them has", async () => {
    const { divergence, headline } = await compareBundled("pod-nginx", "pod-missing-configmap-volume");
    expect(divergence).toMatchObject({
      kind: "finding",
      side: "b",
      finding: { class: "ConfigMapNotFound", object: { kind: "ConfigMap", name: "site" } },
    });
    expect(headline).toMatch(
      /^Both take the same steps, but only B has ConfigMapNotFound of ConfigMap\/site at \+\d+\.\d+s \(open for .*\)\. B was slower, most at Pod\/nginx "/,
    );
  });

  it("name both reasons of a finding whose reasons differ", async () => {
    const quota = forbidden("exceeded quota: small, requested: cpu=1");
    expect(await headlineOf(quota, forbidden('violates PodSecurity "baseline:latest": host ports'))).toMatch(
      /^No divergence in 1 object and 1 step\. But FailedCreate has different reasons\. A: .*cpu=1\. B: .*host ports\.$/,
    );
  });

  it("diverge at an object that only one of them has, with its final stage", async () => {
    expect((await compareBundled("deployment-rollout", "service-clusterip")).headline).toBe(
      "Both take the same steps, but only A has Deployment/web (at the end Available (1/1)) and 8 more objects, " +
        "and only B has Endpoints/web (at the end Deleted) and 4 more objects.",
    );
  });

  it("do not diverge in what one did after the end of the other recording", async () => {
    const real = (name: string) => readHistory(join(projectRoot, "test", "compare", "real", `${name}.kubespy.gz`));
    const { headline, divergence } = await compareHistories(await real("first-rollout"), await real("rollout-bad-image"));
    expect(divergence).toBeUndefined();
    expect(headline).toBe(
      "The same as far as A was recorded (until +1.117s). After that, B has ErrImagePull of Pod 1 of ReplicaSet 2 of Deployment/web at +1.460s.",
    );
  });

  it("do not diverge where one recording ended a moment before it could take the step, which is said", async () => {
    const bound: TimedObject = [0, pod({ node: "node-1" })];
    const ready = pod({ node: "node-1", phase: "Running", conditions: { Ready: "True" }, statuses: [running()] });
    const other: TimedObject = [5, pod({ node: "node-1", metadata: { labels: { a: "b" } } })];
    expect(await headlineOf([bound, [4, ready]], [bound, other])).toBe(
      "No divergence as far as recorded: B's recording ended at +5.000s, before Pod/web was Creating; in A it was at +4.000s.",
    );
  });

  it("share no object when no role is in both; then the headline says what each has", async () => {
    const a: TimedObject = [0, object(types.configMaps, { name: "one", fields: { data: { a: "1" } } })];
    const b: TimedObject = [0, object(types.pods, { name: "web" })];
    expect(await headlineOf([a], [b])).toBe(
      "The two recordings share no object: A has ConfigMap/one (at the end Present); B has Pod/web (at the end Created).",
    );
    expect(await headlineOf([], [])).toBe("No divergence: neither recording has an object.");
    expect(await headlineOf([], [[0, pod()]])).toBe("The two recordings share no object: A has none; B has Pod/web (at the end Created).");
  });
});

describe("recurring stages", () => {
  const bound: TimedObject = [0, pod({ node: "node-1" })];
  const up = { node: "node-1", phase: "Running" };
  const ready = pod({ ...up, conditions: { Ready: "True" }, statuses: [running()] });
  const unready = pod({ ...up, conditions: { Ready: "False" }, statuses: [running("nginx", { ready: false })] });

  it("are counted: the second time of a stage is another step than the first", async () => {
    const flaps: readonly TimedObject[] = [bound, [2, ready], [10, unready], [20, ready], [30, unready], [90, unready]];
    const recovers: readonly TimedObject[] = [bound, [2, ready], [10, unready], [20, ready], [90, ready]];
    expect(await headlineOf(flaps, recovers)).toBe(
      "The same until Ready for the 2nd time at +20.000s; then A was no longer Ready for the 2nd time at +30.000s, " +
        "and B stayed Ready until its recording ended at +1m30.000s.",
    );
  });

  it("that one recording shows more often, because it is longer, are no divergence", async () => {
    const flaps: readonly TimedObject[] = [bound, [2, ready], [10, unready], [20, ready], [30, unready], [40, ready], [60, ready]];
    expect(await headlineOf(flaps, flaps.slice(0, 4))).toMatch(/^The same as far as B was recorded \(until \+20\.000s\)\./);
  });
});
