import { describe, expect, it } from "vitest";
import { pod, running, waiting } from "../lifecycle/pods.js";
import { brief, condition, event, findingsOf, ownedBy, type TimedObject, thing } from "./timed-objects.js";

it("misscheduled Pods of a DaemonSet are info, when they remain", () => {
  const agent = (numberMisscheduled: number) =>
    thing("apps/v1", "DaemonSet", "agent", {
      status: { desiredNumberScheduled: 1, currentNumberScheduled: 1, updatedNumberScheduled: 1, numberAvailable: 1, numberMisscheduled },
    });
  const history: readonly TimedObject[] = [
    [0, agent(0)],
    [5, agent(1)],
  ];
  expect(brief(history, 30)).toEqual([]);
  expect(brief(history, 90)).toEqual(["info Misscheduled DaemonSet/agent"]);
  expect(brief([...history, [20, agent(0)]], 90)).toEqual([]);
  expect(brief([...history, [200, agent(0)]])).toEqual(["~info Misscheduled DaemonSet/agent"]);
});

describe("a CronJob whose last Job did not succeed", () => {
  const cron = (scheduled: number, succeeded: number, more: object = {}) =>
    thing("batch/v1", "CronJob", "nightly", {
      spec: { schedule: "* * * * *" },
      status: {
        lastScheduleTime: `2026-01-01T00:0${scheduled}:00Z`,
        lastSuccessfulTime: `2026-01-01T00:0${succeeded}:09Z`,
        ...more,
      },
    });

  it("is a warning by its status alone, until a Job succeeds", () => {
    expect(findingsOf([[0, cron(4, 2)]])).toMatchObject([
      {
        severity: "warning",
        class: "LastRunFailed",
        message:
          "The last Job of the CronJob did not succeed: last scheduled at 2026-01-01T00:04:00Z, last success at 2026-01-01T00:02:09Z.",
      },
    ]);
    const succeeded: readonly TimedObject[] = [
      [0, cron(4, 2)],
      [60, cron(5, 2, { active: [{ name: "nightly-5" }] })],
      [70, cron(5, 5)],
    ];
    expect(findingsOf(succeeded)).toMatchObject([{ class: "LastRunFailed", resolved: true }]);
  });

  it("is none while a Job is active, after a success, and where the time of the last success is not known", () => {
    expect(brief([[0, cron(4, 2, { active: [{ name: "nightly-4" }] })]])).toEqual([]);
    expect(brief([[0, cron(4, 4)]])).toEqual([]);
    expect(brief([[0, cron(4, 4, { lastSuccessfulTime: undefined })]])).toEqual([]);
  });
});

describe("CronJobs that create no Jobs", () => {
  const cron = (spec: object = {}) => thing("batch/v1", "CronJob", "nightly", { spec: { schedule: "*/5 * * * *", ...spec } });

  it.each([
    ["UnparseableSchedule", 'unparseable schedule: "x" : expected exactly 5 fields, found 1: [x]', "critical"],
    ["UnknownTimeZone", 'invalid timeZone: "Mars": unknown time zone Mars', "critical"],
    ["TooManyMissedTimes", "too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew", "warning"],
    ["MissSchedule", "Missed scheduled time to start a job: Thu, 01 Jan 2026 00:00:00 UTC", "warning"],
  ])("%s", (reason, message, severity) => {
    expect(
      brief([
        [0, cron()],
        [5, event(cron(), reason, message)],
      ]),
    ).toEqual([`${severity} ${reason} CronJob/nightly`]);
  });

  it("a start time that concurrencyPolicy Forbid skips is info", () => {
    const skipped = "Not starting job because prior execution is running and concurrency policy is Forbid";
    expect(brief([[5, event(cron(), "JobAlreadyActive", skipped, { type: "Normal" })]])).toEqual(["info JobAlreadyActive CronJob/nightly"]);
  });

  it("correcting the schedule resolves the finding", () => {
    const history: readonly TimedObject[] = [
      [0, cron({ schedule: "x" })],
      [5, event(cron(), "UnparseableSchedule", 'unparseable schedule: "x"')],
      [60, cron({ schedule: "* * * * *" })],
    ];
    expect(findingsOf(history, 7200)).toMatchObject([{ class: "UnparseableSchedule", resolved: true }]);
  });

  it("the rejected objects are its Jobs", () => {
    const [finding] = findingsOf(
      [
        [0, cron()],
        [
          5,
          event(
            cron(),
            "FailedCreate",
            'Error creating job: jobs.batch "nightly-1" is forbidden: exceeded quota: q, requested: count/jobs.batch=1',
          ),
        ],
      ],
      60,
    );
    expect(finding?.message).toContain("The CronJob cannot create its Jobs: quota exceeded");
  });
});

describe("StatefulSets", () => {
  const set = (status: object, strategy: object = {}) =>
    thing("apps/v1", "StatefulSet", "db", {
      spec: { replicas: 3, updateStrategy: { type: "RollingUpdate", ...strategy } },
      status: { observedGeneration: 1, currentRevision: "db-1", updateRevision: "db-2", ...status },
    });
  const all = { replicas: 3, readyReplicas: 3, availableReplicas: 3 };
  const partition = { rollingUpdate: { partition: 2 } };

  it.each([
    ["a partition that keeps older Pods", set({ ...all, currentReplicas: 2, updatedReplicas: 1 }, partition)],
    ["OnDelete", set({ ...all, currentReplicas: 3, updatedReplicas: 0 }, { type: "OnDelete" })],
  ])("%s is no failure", (_, object) => {
    expect(brief([[0, object]], 900)).toEqual([]);
  });

  it("with a partition, Pods below it are not counted as old", () => {
    const broken = set({ ...all, readyReplicas: 2, availableReplicas: 2, updatedReplicas: 1 }, partition);
    const crashing = pod({
      node: "node-1",
      phase: "Running",
      statuses: [waiting("CrashLoopBackOff", "nginx", { restartCount: 7 })],
      metadata: { name: "db-2", uid: "db-2", ...ownedBy(broken) },
    });
    const [, rollout] = findingsOf([
      [0, broken],
      [1, crashing],
    ]);
    expect(rollout).toMatchObject({ class: "RolloutStuck", causes: [0] });
    expect(rollout?.message).not.toContain("old");
    // It updates in order, and waits for a broken Pod even after a rollback.
    expect(rollout?.advice).toContainEqual(expect.stringContaining("delete the Pod that does not become ready"));
  });

  it("a rollout is stuck behind a Pod that does not become ready, even without Events", () => {
    const behind = set({ replicas: 1, readyReplicas: 0, updatedReplicas: 1, currentRevision: "db-2" });
    const first = pod({
      node: "node-1",
      phase: "Running",
      containers: [{ name: "nginx", readinessProbe: {} }],
      statuses: [running("nginx", { ready: false })],
      metadata: { name: "db-0", uid: "db-0", ...ownedBy(behind) },
    });
    const history: readonly TimedObject[] = [
      [0, behind],
      [1, first],
    ];
    expect(brief(history, 60)).toEqual([]);
    expect(brief(history, 300)).toEqual(["warning ContainersNotReady Pod/db-0[nginx]", "warning RolloutStuck StatefulSet/db ← 0"]);
    const reported = event(first, "Unhealthy", "Readiness probe failed: connection refused", { container: "nginx", count: 9 });
    expect(brief([...history, [30, reported]], 300)).toEqual([
      "warning Unhealthy Pod/db-0[nginx]",
      "warning RolloutStuck StatefulSet/db ← 0",
    ]);
  });
});

describe("a rollback is advised only where there is an older revision", () => {
  const adviceAt = (revision: string) => {
    const deployment = thing(
      "apps/v1",
      "Deployment",
      "web",
      { spec: { replicas: 1 }, status: { observedGeneration: 1, replicas: 1, updatedReplicas: 1 } },
      { annotations: { "deployment.kubernetes.io/revision": revision } },
    );
    const stuck = pod({ node: "node-1", statuses: [waiting("InvalidImageName")], metadata: ownedBy(deployment) });
    const history: readonly TimedObject[] = [
      [0, deployment],
      [1, stuck],
    ];
    return findingsOf(history)
      .find((finding) => finding.class === "RolloutStuck")
      ?.advice.join();
  };

  it("for the second revision of a Deployment, not for its first", () => {
    expect(adviceAt("1")).not.toContain("rollout undo");
    expect(adviceAt("2")).toContain("rollout undo deployment/web");
  });
});

describe("rejected Pods", () => {
  const refused = (message: string) =>
    thing("apps/v1", "ReplicaSet", "web-1", {
      spec: { replicas: 2 },
      status: { replicas: 0, conditions: [condition("ReplicaFailure", "True", "FailedCreate", message)] },
    });

  it("the Service of a webhook that could not be called explains the rejection, in any namespace", () => {
    const service = thing("v1", "Service", "injector", { spec: { selector: { app: "injector" } } }, { namespace: "mesh" });
    const slice = thing(
      "discovery.k8s.io/v1",
      "EndpointSlice",
      "injector-x",
      { endpoints: [] },
      { namespace: "mesh", labels: { "kubernetes.io/service-name": "injector" } },
    );
    const message =
      'Internal error occurred: failed calling webhook "inject.example.com": failed to call webhook: Post "https://injector.mesh.svc:443/inject?timeout=10s": no endpoints available for service "injector"';
    const history: readonly TimedObject[] = [
      [0, service],
      [0, slice],
      [40, refused(message)],
    ];
    expect(brief(history, 100).slice(0, 2)).toEqual(["warning NoEndpoints Service/injector", "critical FailedCreate ReplicaSet/web-1 ← 0"]);
    expect(findingsOf(history, 100)[1]?.advice[0]).toContain("kubernetes.io/service-name=injector -n mesh");
  });

  it.each([
    ['pods "web-1-x7k2p" is forbidden: maximum memory usage per Container is 1Gi, but limit is 2Gi', "Pods: maximum memory", "LimitRange"],
    ['Pod "web-1-x7k2p" is invalid: spec.containers[0].image: Required value', "Required value", "field"],
    ['admission webhook "policy.example.com" denied the request: no latest tags', 'webhook "policy.example.com" denied', "policy"],
  ])("%s", (message, words, advice) => {
    const [finding] = findingsOf([[0, refused(message)]], 60);
    expect(finding).toMatchObject({ class: "FailedCreate", severity: "critical", message: expect.stringContaining(words) });
    expect(finding?.advice[0]).toContain(advice);
  });
});

describe("a namespace that remains", () => {
  const namespace = (...conditions: readonly object[]) =>
    thing(
      "v1",
      "Namespace",
      "shop",
      { status: { phase: "Terminating", conditions } },
      { namespace: undefined, deletionTimestamp: "2026-01-01T00:00:00Z" },
    );
  const remaining = [
    condition(
      "NamespaceContentRemaining",
      "True",
      "SomeResourcesRemain",
      "Some resources are remaining: widgets.example.com has 1 resource instances",
    ),
    condition(
      "NamespaceFinalizersRemaining",
      "True",
      "SomeFinalizersRemain",
      "Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances",
    ),
  ];

  it("is explained by the objects in it that remain", () => {
    const widget = thing(
      "example.com/v1",
      "Widget",
      "w",
      {},
      { namespace: "shop", deletionTimestamp: "2026-01-01T00:00:00Z", finalizers: ["example.com/hold"] },
    );
    const history: readonly TimedObject[] = [
      [0, namespace(...remaining)],
      [1, widget],
    ];
    expect(brief(history, 120)).toEqual(["warning Terminating Widget/w", "warning Terminating Namespace/shop ← 0"]);
  });

  it("says which objects remain, or which API does not respond", () => {
    expect(findingsOf([[0, namespace(...remaining)]], 120)[0]?.advice[0]).toContain("kubectl get widgets.example.com -o yaml -n shop");
    const failed = condition(
      "NamespaceDeletionDiscoveryFailure",
      "True",
      "DiscoveryFailed",
      "Discovery failed for some groups, 1 failing: metrics.k8s.io/v1beta1",
    );
    expect(findingsOf([[0, namespace(failed)]], 120)[0]).toMatchObject({ message: expect.stringContaining("metrics.k8s.io") });
  });
});

it("the advice for external metrics does not mention the metrics server", () => {
  const message = "unable to fetch metrics from external metrics API: the server could not find the requested resource";
  const scaler = thing("autoscaling/v2", "HorizontalPodAutoscaler", "web", {
    status: { conditions: [condition("ScalingActive", "False", "FailedGetExternalMetric", message)] },
  });
  expect(findingsOf([[0, scaler]], 200)[0]?.advice[0]).toContain("adapter");
});
