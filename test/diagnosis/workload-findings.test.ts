import { describe, expect, it } from "vitest";
import type { KubeObject } from "../../src/model/kube-object.js";
import { exited, pod, running, waiting } from "../lifecycle/pods.js";
import { gapFrame } from "../replay/sessions.js";
import { brief, condition, event, findingsIn, findingsOf, framesOf, ownedBy, type TimedObject, thing } from "./timed-objects.js";

interface Rollout {
  readonly generation?: number;
  readonly observed?: number;
  readonly conditions?: readonly object[];
  readonly spec?: object;
  readonly status?: object;
}

function deployment({ generation = 1, observed = generation, conditions = [], spec, status }: Rollout = {}): KubeObject {
  return thing(
    "apps/v1",
    "Deployment",
    "web",
    {
      spec: { replicas: 2, ...spec },
      status: { observedGeneration: observed, replicas: 2, updatedReplicas: 1, availableReplicas: 1, conditions, ...status },
    },
    { generation },
  );
}
const whole = { replicas: 2, updatedReplicas: 2, availableReplicas: 2 };
const replicaSet = (status: object = {}) =>
  thing("apps/v1", "ReplicaSet", "web-1", { spec: { replicas: 2 }, status }, ownedBy(deployment()));
const needy = pod({
  node: "node-1",
  metadata: { name: "web-1-x", uid: "x", ...ownedBy(replicaSet()) },
  statuses: [
    {
      ...waiting("CreateContainerConfigError"),
      state: { waiting: { reason: "CreateContainerConfigError", message: 'secret "db" not found' } },
    },
  ],
});

describe("rollouts", () => {
  it("a missing Secret explains the Pod, which explains the stuck rollout: one chain", () => {
    const late = deployment({ conditions: [condition("Progressing", "False", "ProgressDeadlineExceeded")] });
    const history: readonly TimedObject[] = [
      [0, deployment()],
      [0, replicaSet()],
      [1, needy],
    ];
    const chain = [
      "critical SecretNotFound Secret/db",
      "critical CreateContainerConfigError Pod/web-1-x[nginx] ← 0",
      "critical RolloutStuck Deployment/web ← 1",
    ];
    expect(brief(history)).toEqual(chain);
    expect(brief([...history, [600, late]])).toEqual([...chain, "critical ProgressDeadlineExceeded Deployment/web ← 2"]);
  });

  it("a slow rollout is no failure", () => {
    const coming = pod({
      node: "node-1",
      metadata: { name: "web-1-x", uid: "x", ...ownedBy(replicaSet()) },
      statuses: [waiting("ContainerCreating")],
    });
    expect(
      brief(
        [
          [0, deployment()],
          [0, replicaSet()],
          [1, coming],
        ],
        300,
      ),
    ).toEqual([]);
  });

  it("the controller's own deadline is reported without a known cause too", () => {
    expect(brief([[0, deployment({ conditions: [condition("Progressing", "False", "ProgressDeadlineExceeded")] })]])).toEqual([
      "critical ProgressDeadlineExceeded Deployment/web",
    ]);
  });

  it("remaining old Pods, a pause, an unobserved spec are reported after a while", () => {
    const old = deployment({ status: { ...whole, replicas: 3 } });
    const paused = deployment({ spec: { paused: true } });
    const unseen = deployment({ generation: 2, observed: 1, status: whole });
    for (const [object, found] of [
      [old, "OldPodsRemain"],
      [paused, "DeploymentPaused"],
      [unseen, "GenerationNotObserved"],
    ] as const) {
      expect(brief([[0, object]], 10)).toEqual([]);
      expect(brief([[0, object]], 100)).toEqual([`warning ${found} Deployment/web`]);
    }
  });

  it.each([
    ["StatefulSet", { replicas: 2, updatedReplicas: 2, readyReplicas: 1 }],
    ["DaemonSet", { desiredNumberScheduled: 2, currentNumberScheduled: 2, updatedNumberScheduled: 2, numberAvailable: 1 }],
  ])("a %s is stuck because of its Pod as well", (kind, status) => {
    const owner = thing("apps/v1", kind, "db", { spec: { replicas: 2 }, status: { observedGeneration: 1, ...status } });
    const member = pod({ node: "n", phase: "Running", metadata: { name: "db-0", uid: "db-0", ...ownedBy(owner) }, statuses: [exited(1)] });
    expect(
      brief([
        [0, owner],
        [1, member],
      ]),
    ).toEqual(["warning Error Pod/db-0[nginx]", `warning RolloutStuck ${kind}/db ← 0`]);
  });
});

describe("Pods that are never created", () => {
  it.each([
    [
      'Error creating: pods "web-1-x" is forbidden: exceeded quota: small, requested: cpu=1, used: cpu=2, limited: cpu=2',
      "quota exceeded: small, requested: cpu=1",
    ],
    ['pods "web-1-x" is forbidden: failed quota: small: must specify limits.cpu', "must specify limits.cpu"],
    [
      'pods "web-1-x" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false',
      'Pod Security "restricted:latest"',
    ],
    [
      'admission webhook "validate.kyverno.svc-fail" denied the request: no latest tags',
      'webhook "validate.kyverno.svc-fail" denied the request: no latest tags',
    ],
    [
      'Internal error occurred: failed calling webhook "x.example.com": Post "https://x": connect: connection refused',
      'could not call webhook "x.example.com"',
    ],
  ])("%s", (message, words) => {
    const refused = replicaSet({ replicas: 0, conditions: [condition("ReplicaFailure", "True", "FailedCreate", message)] });
    const findings = findingsOf(
      [
        [0, deployment()],
        [1, refused],
        [1, event(refused, "FailedCreate", message, { count: 4 })],
      ],
      60,
    );
    expect(findings[0]).toMatchObject({
      class: "FailedCreate",
      severity: "critical",
      message: expect.stringContaining(words),
      events: [{ count: 4 }],
    });
    expect(findings.at(-1)).toMatchObject({ class: "RolloutStuck", causes: [0] });
  });

  it("for a StatefulSet or a Job only Events say so; a missing ServiceAccount is the cause", () => {
    const job = thing("batch/v1", "Job", "job", { status: {} });
    const message =
      'Error creating: pods "job-" is forbidden: error looking up service account default/runner: serviceaccount "runner" not found';
    expect(
      brief(
        [
          [0, job],
          [1, event(job, "FailedCreate", message)],
        ],
        30,
      ),
    ).toEqual(["critical ServiceAccountNotFound ServiceAccount/runner", "critical FailedCreate Job/job ← 0"]);
  });

  it("it is resolved when the Pods exist", () => {
    const refused = replicaSet({ replicas: 0, conditions: [condition("ReplicaFailure", "True", "FailedCreate", "exceeded quota: small")] });
    expect(
      findingsOf([
        [0, refused],
        [60, replicaSet({ replicas: 2 })],
      ]),
    ).toMatchObject([{ resolved: true, resolution: "The Pods were created." }]);
  });
});

describe("Jobs", () => {
  const job = (reason: string) =>
    thing("batch/v1", "Job", "job", {
      spec: { backoffLimit: 1 },
      status: { failed: 2, conditions: [condition("Failed", "True", reason, "it has failed")] },
    });

  it.each(["BackoffLimitExceeded", "DeadlineExceeded", "PodFailurePolicy", "MaxFailedIndexesExceeded"])("%s", (reason) => {
    expect(brief([[0, job(reason)]])).toEqual([`critical ${reason} Job/job`]);
  });

  it("a Job that completes is no failure", () => {
    expect(
      brief([
        [
          0,
          thing("batch/v1", "Job", "job", { status: { succeeded: 1, conditions: [condition("Complete", "True", "CompletionsReached")] } }),
        ],
      ]),
    ).toEqual([]);
  });

  it("a failed Pod is resolved once its Job has completed", () => {
    const retried = (status: object) => thing("batch/v1", "Job", "job", { spec: { backoffLimit: 6 }, status });
    const failed = (uid: string, code: number, status: object = {}) =>
      pod({
        node: "node-1",
        phase: "Failed",
        metadata: { name: `job-${uid}`, uid, ...ownedBy(retried({})) },
        statuses: [exited(code)],
        status,
      });
    const history: readonly TimedObject[] = [
      [0, retried({ active: 1 })],
      [2, failed("a", 1)],
      [3, failed("b", 137, { reason: "Evicted", message: "The node was low on resource: memory." })],
      [4, retried({ active: 1, failed: 2 })],
    ];
    expect(brief(history)).toEqual(["critical Evicted Pod/job-b", "warning Error Pod/job-a[nginx]"]);
    const completed = retried({ succeeded: 1, failed: 2, conditions: [condition("Complete", "True", "CompletionsReached")] });
    const resolution = "Job job completed with another Pod.";
    expect(findingsOf([...history, [20, completed]])).toMatchObject([
      { class: "Evicted", resolved: true, resolution, durationMs: 17_000 },
      { class: "Error", resolved: true, resolution, durationMs: 18_000 },
    ]);
  });
});

const service = (spec: object = {}, status: object = {}) =>
  thing("v1", "Service", "web", { spec: { selector: { app: "web" }, ports: [{ port: 80, targetPort: 8080 }], ...spec }, status });
const slice = (...ready: readonly boolean[]) =>
  thing(
    "discovery.k8s.io/v1",
    "EndpointSlice",
    "web-s",
    { endpoints: ready.map((each, i) => ({ conditions: { ready: each }, targetRef: { uid: `p${i}` } })) },
    { labels: { "kubernetes.io/service-name": "web" } },
  );
const member = (ready: boolean, containers: readonly object[] = [{ name: "nginx", ports: [{ name: "http", containerPort: 8080 }] }]) =>
  pod({
    node: "n",
    phase: "Running",
    containers,
    conditions: { Ready: ready ? "True" : "False" },
    metadata: { name: "web-0", uid: "p0", labels: { app: "web" } },
    statuses: [running("nginx", { ready })],
  });

describe("Services", () => {
  it("a Service that selects no Pods is reported after a while", () => {
    expect(
      brief(
        [
          [0, service()],
          [0, slice()],
        ],
        10,
      ),
    ).toEqual([]);
    expect(
      brief(
        [
          [0, service()],
          [0, slice()],
        ],
        60,
      ),
    ).toEqual(["warning NoEndpoints Service/web"]);
  });

  it("a Service that selects no Pods is info where the workload is scaled to zero, in any order", () => {
    const scaled = (replicas: number) =>
      thing("apps/v1", "Deployment", "web", {
        spec: { replicas, template: { metadata: { labels: { app: "web" } } } },
        status: { observedGeneration: 1 },
      });
    const empty: readonly TimedObject[] = [
      [0, service()],
      [1, slice()],
    ];
    for (const history of [
      [[0, scaled(0)] as const, ...empty],
      [...empty, [2, scaled(0)] as const],
    ])
      expect(findingsOf(history, 60)).toMatchObject([
        { class: "NoEndpoints", severity: "info", message: expect.stringContaining("(app=web): Deployment/web is scaled to zero") },
      ]);
    expect(brief([...empty, [2, scaled(1)]], 60)).toEqual(["warning NoEndpoints Service/web"]);
  });

  it("a Service that selects no Pods is explained by a workload that cannot create them", () => {
    const made = thing("apps/v1", "StatefulSet", "web", {
      spec: { replicas: 1, template: { metadata: { labels: { app: "web" } } } },
      status: {},
    });
    const refused = event(
      made,
      "FailedCreate",
      'create Pod web-0 in StatefulSet web failed error: pods "web-0" is forbidden: exceeded quota: q',
    );
    const history: readonly TimedObject[] = [
      [0, made],
      [1, service()],
      [1, slice()],
      [2, refused],
    ];
    expect(brief(history, 60)).toEqual([
      "critical FailedCreate StatefulSet/web",
      "critical RolloutStuck StatefulSet/web ← 0",
      "warning NoEndpoints Service/web ← 1",
    ]);
  });

  it("a Service whose Pods are not ready is explained by the findings on them", () => {
    const crashing = pod({
      node: "n",
      phase: "Running",
      metadata: { name: "web-0", uid: "p0", labels: { app: "web" } },
      statuses: [exited(1)],
    });
    expect(
      brief(
        [
          [0, service()],
          [1, crashing],
          [2, slice(false)],
        ],
        60,
      ),
    ).toEqual(["warning Error Pod/web-0[nginx]", "warning NoReadyEndpoints Service/web ← 0"]);
  });

  it("a Service with a ready endpoint, without a selector, or without recorded endpoints is no failure", () => {
    expect(
      brief(
        [
          [0, service()],
          [0, member(true)],
          [1, slice(true, false)],
        ],
        600,
      ),
    ).toEqual([]);
    expect(
      brief(
        [
          [0, service({ selector: {} })],
          [0, slice()],
        ],
        600,
      ),
    ).toEqual([]);
    expect(brief([[0, service()]], 600)).toEqual([]);
  });

  it("a named targetPort that no container declares is critical; an undeclared number is info", () => {
    const ports = (targetPort: string | number) => [{ port: 80, targetPort }];
    expect(
      brief([
        [0, member(true)],
        [1, slice(true)],
        [1, service({ ports: ports("web") })],
      ]),
    ).toEqual(["critical TargetPortNotFound Service/web"]);
    expect(
      brief([
        [0, member(true)],
        [1, slice(true)],
        [1, service({ ports: ports(9090) })],
      ]),
    ).toEqual(["info TargetPortUndeclared Service/web"]);
    expect(
      brief([
        [0, member(true)],
        [1, slice(true)],
        [1, service({ ports: ports("http") })],
      ]),
    ).toEqual([]);
    expect(
      brief([
        [0, member(true, [{ name: "nginx" }])],
        [1, slice(true)],
        [1, service({ ports: ports(9090) })],
      ]),
    ).toEqual([]);
  });

  it("a load balancer that stays pending becomes a warning, one that is created soon never does", () => {
    const balanced = service({ type: "LoadBalancer", selector: {} });
    const given = service({ type: "LoadBalancer", selector: {} }, { loadBalancer: { ingress: [{ ip: "203.0.113.7" }] } });
    expect(brief([[0, balanced]], 120)).toEqual(["warning LoadBalancerPending Service/web"]);
    expect(
      brief(
        [
          [0, balanced],
          [20, given],
        ],
        120,
      ),
    ).toEqual(["~info LoadBalancerPending Service/web"]);
    expect(
      brief(
        [
          [0, balanced],
          [2, given],
        ],
        120,
      ),
    ).toEqual([]);
  });
});

describe("autoscalers", () => {
  const hpa = (type: string, status: string, reason: string) =>
    thing("autoscaling/v2", "HorizontalPodAutoscaler", "web", {
      spec: { scaleTargetRef: { kind: "Deployment", name: "web" } },
      status: { conditions: [condition(type, status, reason, "it says why")] },
    });

  it.each([
    ["ScalingActive", "False", "FailedGetResourceMetric", ["warning FailedGetResourceMetric HorizontalPodAutoscaler/web"]],
    ["AbleToScale", "False", "FailedGetScale", ["critical FailedGetScale HorizontalPodAutoscaler/web"]],
    ["ScalingLimited", "True", "TooManyReplicas", ["info TooManyReplicas HorizontalPodAutoscaler/web"]],
    ["ScalingActive", "False", "ScalingDisabled", []],
    ["ScalingActive", "True", "ValidMetricFound", []],
  ])("%s is %s: %s", (type, status, reason, found) => {
    expect(brief([[0, hpa(type, status, reason)]], 60)).toEqual(found);
  });

  it("missing metrics in the first minute are no failure", () => {
    const history: readonly TimedObject[] = [
      [0, hpa("ScalingActive", "False", "FailedGetResourceMetric")],
      [45, hpa("ScalingActive", "True", "ValidMetricFound")],
    ];
    expect(brief(history)).toEqual([]);
  });
});

describe("Ingresses", () => {
  const ingress = (spec: object, status: object = {}) => thing("networking.k8s.io/v1", "Ingress", "web", { spec, status });
  const toWeb = { rules: [{ http: { paths: [{ backend: { service: { name: "web" } } }] } }] };

  it("an Ingress without a class is reported, unless it has an address", () => {
    expect(brief([[0, ingress(toWeb)]], 30)).toEqual(["warning NoIngressClass Ingress/web"]);
    expect(brief([[0, ingress(toWeb, { loadBalancer: { ingress: [{ ip: "10.0.0.1" }] } })]], 600)).toEqual([]);
  });

  it("a deleted backend is critical", () => {
    const served = ingress({ ...toWeb, ingressClassName: "nginx" });
    expect(
      brief([
        [0, service()],
        [0, served],
        [5, service(), "gone"],
      ]),
    ).toEqual(["critical BackendNotFound Ingress/web"]);
  });
});

it("a namespace says why it remains", () => {
  const conditions = [
    condition(
      "NamespaceFinalizersRemaining",
      "True",
      "SomeFinalizersRemain",
      "Some content in the namespace has finalizers remaining: example.com/x in 1 resource instances",
    ),
  ];
  const space = thing(
    "v1",
    "Namespace",
    "shop",
    { status: { phase: "Terminating", conditions } },
    { namespace: undefined, deletionTimestamp: "2026-01-01T00:00:00Z" },
  );
  expect(brief([[0, space]], 30)).toEqual([]);
  expect(findingsOf([[0, space]], 120)).toMatchObject([{ class: "Terminating", message: expect.stringContaining("example.com/x") }]);
});

it("a custom resource that is stalled", () => {
  const kustomization = (status: string) =>
    thing("kustomize.toolkit.fluxcd.io/v1", "Kustomization", "apps", {
      status: { conditions: [condition("Stalled", status, "BuildFailed", "kustomize build failed")] },
    });
  expect(brief([[0, kustomization("True")]])).toEqual(["critical BuildFailed Kustomization/apps"]);
  expect(brief([[0, kustomization("False")]])).toEqual([]);
});

it("repeated warnings are info, under their own reason", () => {
  const about = thing("example.com/v1", "Widget", "w");
  expect(
    brief([
      [0, about],
      [1, event(about, "ReconcileError", "boom", { count: 2 })],
    ]),
  ).toEqual([]);
  expect(
    brief([
      [0, about],
      [1, event(about, "ReconcileError", "boom", { count: 3 })],
    ]),
  ).toEqual(["info ReconcileError Widget/w"]);
});

it("a gap with a possible loss is info; one proven empty is no finding", () => {
  expect(findingsIn([gapFrame(1)])).toMatchObject([{ class: "RecordingGap", severity: "info", evidence: [1] }]);
  expect(findingsIn([gapFrame(1, { possibleLoss: false })])).toEqual([]);
});

it("a session with thousands of failures stays bounded, and one cause remains one finding", () => {
  const waits = { waiting: { reason: "CreateContainerConfigError", message: 'secret "db" not found' } };
  const pods = Array.from({ length: 6000 }, (_, i) =>
    pod({ node: "n", metadata: { name: `p${i}`, uid: `p${i}` }, statuses: [{ ...waiting("x"), state: waits }] }),
  );
  const findings = findingsIn(framesOf(pods.map((each, i) => [i / 100, each])));
  expect(findings.length).toBe(5001);
  expect(findings.slice(1).every(({ causes }) => causes.join() === "0")).toBe(true);
});

it("a stuck rollout begins with its cause, and has the evidence of both", () => {
  const deployment = thing("apps/v1", "Deployment", "web", {
    spec: { replicas: 1 },
    status: { observedGeneration: 1, replicas: 1, updatedReplicas: 1 },
  });
  const stuck = pod({ node: "node-1", statuses: [waiting("InvalidImageName")], metadata: ownedBy(deployment) });
  const [, rollout] = findingsOf([
    [0, deployment],
    [9, stuck],
  ]);
  expect(rollout).toMatchObject({ class: "RolloutStuck", sinceMs: 9000, lastSequence: 2, evidence: [1, 2] });
});
