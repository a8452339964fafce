import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rulesFor } from "../../src/lifecycle/kinds/kinds.js";
import { progressRulesFor } from "../../src/lifecycle/kinds/progress.js";
import { pendingOf } from "../../src/lifecycle/pending/pending-of.js";
import type { KubeObject } from "../../src/model/kube-object.js";
import { brief, condition, findingsOf, type TimedObject, thing } from "./timed-objects.js";

/** Statuses as widely used controllers document and write them. */
const resource = (apiVersion: string, kind: string, status: unknown, spec: object = {}) => thing(apiVersion, kind, "x", { spec, status });
const conditions = (...all: readonly object[]) => ({ conditions: all });
const long = 900;

const certificate = (...all: readonly object[]) => resource("cert-manager.io/v1", "Certificate", conditions(...all));
const httpRoute = (...parents: readonly object[]) => resource("gateway.networking.k8s.io/v1", "HTTPRoute", { parents });
const parent = (...all: readonly object[]) => ({ parentRef: { name: "gateway" }, ...conditions(...all) });

describe("custom resources that report a failure", () => {
  it.each<[string, KubeObject, string]>([
    [
      "cert-manager: an order that failed",
      certificate(
        condition("Ready", "False", "DoesNotExist", "Issuing certificate as Secret does not exist"),
        condition("Issuing", "False", "Failed", 'The certificate request has failed to complete: order is in "invalid" state'),
      ),
      "warning Failed Certificate/x",
    ],
    [
      "cert-manager: an issuer",
      resource("cert-manager.io/v1", "Issuer", conditions(condition("Ready", "False", "ErrRegisterACMEAccount", "no such host"))),
      "warning ErrRegisterACMEAccount Issuer/x",
    ],
    [
      "Argo CD: health",
      resource("argoproj.io/v1alpha1", "Application", {
        health: { status: "Degraded", message: "past its deadline" },
        sync: { status: "Synced" },
      }),
      "warning Degraded Application/x",
    ],
    [
      "Argo CD: an error by its presence",
      resource("argoproj.io/v1alpha1", "Application", {
        health: { status: "Healthy" },
        conditions: [{ type: "ComparisonError", message: "authentication required" }],
      }),
      "critical ComparisonError Application/x",
    ],
    [
      "Argo Rollouts",
      resource("argoproj.io/v1alpha1", "Rollout", {
        phase: "Degraded",
        ...conditions(
          condition("Healthy", "False", "RolloutHealthy"),
          condition("Progressing", "False", "ProgressDeadlineExceeded", "timed out"),
        ),
      }),
      "warning ProgressDeadlineExceeded Rollout/x",
    ],
    [
      "Flux: a build",
      resource("kustomize.toolkit.fluxcd.io/v1", "Kustomization", conditions(condition("Ready", "False", "BuildFailed", "no such file"))),
      "warning BuildFailed Kustomization/x",
    ],
    [
      "Flux: retries exhausted",
      resource(
        "helm.toolkit.fluxcd.io/v2",
        "HelmRelease",
        conditions(condition("Stalled", "True", "RetriesExceeded"), condition("Ready", "False", "InstallFailed")),
      ),
      "critical RetriesExceeded HelmRelease/x",
    ],
    [
      "Crossplane",
      resource(
        "s3.aws.upbound.io/v1beta1",
        "Bucket",
        conditions(condition("Synced", "False", "ReconcileError", "AccessDenied"), condition("Ready", "False", "Creating")),
      ),
      "warning ReconcileError Bucket/x",
    ],
    [
      "Gateway API: a missing backend",
      httpRoute(
        parent(condition("Accepted", "True", "Accepted"), condition("ResolvedRefs", "False", "BackendNotFound", "service nope not found")),
      ),
      "warning BackendNotFound HTTPRoute/x",
    ],
    [
      "Gateway API: one parent of two rejects it",
      httpRoute(parent(condition("Accepted", "True", "Accepted")), parent(condition("Accepted", "False", "NotAllowedByListeners"))),
      "warning NotAllowedByListeners HTTPRoute/x",
    ],
    [
      "Cluster API",
      resource("cluster.x-k8s.io/v1beta1", "Machine", {
        failureReason: "CreateError",
        failureMessage: "quota exceeded",
        ...conditions({ ...condition("Ready", "False", "InstanceProvisionFailed", "quota exceeded"), severity: "Error" }),
      }),
      "critical InstanceProvisionFailed Machine/x",
    ],
    [
      "Tekton",
      resource("tekton.dev/v1", "PipelineRun", conditions(condition("Succeeded", "False", "Failed", "1 task failed"))),
      "critical Failed PipelineRun/x",
    ],
    [
      "Knative, whose Service is not that of Kubernetes",
      resource("serving.knative.dev/v1", "Service", conditions(condition("Ready", "False", "RevisionFailed", "cannot fetch image"))),
      "warning RevisionFailed Service/x",
    ],
  ])("%s", (_, object, expected) => {
    expect(brief([[0, object]], long)).toEqual([expected]);
  });

  it.each<[string, KubeObject]>([
    [
      "a completed Rollout",
      resource("argoproj.io/v1alpha1", "Rollout", conditions(condition("Available", "True", "x"), condition("Completed", "True", "x"))),
    ],
    ["an Application that is well", resource("argoproj.io/v1alpha1", "Application", { health: { status: "Healthy" } })],
    [
      "a suspended one",
      resource("kustomize.toolkit.fluxcd.io/v1", "Kustomization", conditions(condition("Ready", "False", "Suspended")), { suspend: true }),
    ],
    [
      "an operator that is not degraded",
      resource(
        "config.openshift.io/v1",
        "ClusterOperator",
        conditions(condition("Available", "True", ""), condition("Degraded", "False", "")),
      ),
    ],
    [
      "a Service of Knative without endpoints",
      resource("serving.knative.dev/v1", "Service", conditions(condition("Ready", "True", "")), { type: "LoadBalancer" }),
    ],
  ])("%s is no failure", (_, object) => {
    expect(brief([[0, object]], long)).toEqual([]);
  });

  it("progress becomes a finding after minutes, a failure when a retry does not fix it", () => {
    const issuing: readonly TimedObject[] = [[0, certificate(condition("Ready", "False", "DoesNotExist", "Issuing certificate"))]];
    expect([60, 300, 900].map((second) => brief(issuing, second))).toEqual([
      [],
      ["info DoesNotExist Certificate/x"],
      ["warning DoesNotExist Certificate/x"],
    ]);
    const retried: readonly TimedObject[] = [
      [0, certificate(condition("Ready", "False", "IssuingFailed"))],
      [10, certificate(condition("Ready", "True", "Ready"))],
    ];
    expect(brief(retried)).toEqual([]);
  });

  it("a snapshot shows by its own times how long something has been missing", () => {
    const since = (lastTransitionTime: string) =>
      certificate({ ...condition("Ready", "False", "DoesNotExist", "Issuing certificate"), lastTransitionTime });
    expect(brief([[0, since("2025-12-31T23:40:00Z")]])).toEqual(["warning DoesNotExist Certificate/x"]);
    expect(brief([[0, since("2025-12-31T23:59:00Z")]])).toEqual([]);
  });

  it("the message is whole, and that of the condition which explains most", () => {
    const long = `cannot apply: ${"x".repeat(900)}: field is immutable`;
    const stack = resource(
      "a.b/v1",
      "Stack",
      conditions(
        condition("Ready", "False", "NotReadyStalled", "reconciliation is stalled"),
        condition("Stalled", "True", "UpdateFailed", long),
      ),
    );
    expect(findingsOf([[0, stack]])).toMatchObject([{ class: "UpdateFailed", message: `The Stack is stalled: ${long}.` }]);
  });

  it("the message is that of the condition", () => {
    const route = httpRoute(parent(condition("ResolvedRefs", "False", "BackendNotFound", "service default/nope not found")));
    expect(findingsOf([[0, route]])[0]).toMatchObject({
      message: "The HTTPRoute is not resolved: service default/nope not found.",
      advice: [expect.stringContaining("kubectl describe httproute x -n default")],
    });
  });
});

it("a custom resource is not confused with the built-in kind of the same name", () => {
  const service = thing("v1", "Service", "x", { spec: { selector: { app: "x" } } });
  const slice = thing("discovery.k8s.io/v1", "EndpointSlice", "x-1", { endpoints: [] }, { labels: { "kubernetes.io/service-name": "x" } });
  const borrowed = resource("serving.knative.dev/v1", "Service", conditions(condition("Ready", "True", "")));
  const history: readonly TimedObject[] = [
    [0, service],
    [1, { ...borrowed, metadata: { ...borrowed.metadata, uid: "borrowed" } }],
    [2, slice],
  ];
  expect(findingsOf(history, 60)).toMatchObject([{ class: "NoEndpoints", object: { apiVersion: "v1" } }]);
});

it("any status of a custom resource is diagnosed without an error", () => {
  const anything = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      fc.constantFrom("Ready", "True", "False", "Failed", "__proto__", "constructor", "", "\u0000"),
      fc.integer(),
      fc.constant(null),
      fc.boolean(),
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(
        fc.constantFrom("type", "status", "reason", "message", "conditions", "phase", "health", "parents", "lastTransitionTime"),
        tie("value"),
      ),
    ),
  })).value;
  fc.assert(
    fc.property(anything, anything, anything, (status, list, spec) => {
      const shapes = [status, { conditions: list }, { parents: [{ conditions: list }] }, { conditions: [status, list] }];
      for (const shape of shapes) {
        const object: KubeObject = { ...thing("example.com/v1", "Widget", "w"), status: shape, spec };
        const rules = rulesFor(object);
        expect([rules.stage(object).name, pendingOf(object)?.what ?? ""].map((words) => typeof words)).toEqual(["string", "string"]);
        expect(typeof progressRulesFor(object).verdict(object).ready).toBe("boolean");
        expect(brief([[0, object]], long).length).toBeLessThan(2);
      }
    }),
  );
});
