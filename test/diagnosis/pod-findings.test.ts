import { describe, expect, it } from "vitest";
import { exited, type PodSketch, pod, running, waiting } from "../lifecycle/pods.js";
import { brief, event, findingsOf, type Told } from "./story.js";

const at = { node: "node-1" };
const bad = (reason: string, message = ""): PodSketch => ({
  ...at,
  statuses: [{ ...waiting(reason), state: { waiting: { reason, message } } }],
});
const up: PodSketch = { ...at, phase: "Running", conditions: { Ready: "True", PodReadyToStartContainers: "True" }, statuses: [running()] };
const deleting = { deletionTimestamp: "2026-01-01T00:01:00Z", deletionGracePeriodSeconds: 30 };

describe("images", () => {
  it.each([
    "ErrImagePull",
    "InvalidImageName",
    "ErrImageNeverPull",
    "ImageInspectError",
    "RegistryUnavailable",
    "SignatureValidationFailed",
  ])("%s is told by its own name", (reason) => {
    expect(brief([[1, pod(bad(reason))]])).toEqual([`critical ${reason} Pod/web[nginx]`]);
  });

  it("a back-off is the consequence of a pull that failed, and the two taking turns are one story", () => {
    const turns: readonly Told[] = [1, 2, 3, 4].map((i) => [i * 10, pod(bad(i % 2 === 0 ? "ImagePullBackOff" : "ErrImagePull"))]);
    expect(brief(turns)).toEqual(["critical ErrImagePull Pod/web[nginx]", "critical ImagePullBackOff Pod/web[nginx] ← 0"]);
  });

  it("why the registry refuses is said first", () => {
    const [denied] = findingsOf([
      [1, pod(bad("ErrImagePull", "rpc error: pull access denied, repository does not exist or may require authorization"))],
    ]);
    expect(denied?.message).toContain("the registry");
    const [full] = findingsOf([[1, pod(bad("ErrImagePull", "write /var/lib/containerd/x: no space left on device"))]]);
    expect(full?.message).toContain("the disk of the node is full");
  });

  it("pulling for the first time is none", () => {
    expect(brief([[1, pod(bad("ContainerCreating"))]], 600)).toEqual([]);
  });
});

describe("thousands of Pods that come and go", () => {
  it("leave nothing behind that stands in the way of a failure", () => {
    const lives = Array.from({ length: 3000 }, (_, i): readonly Told[] => {
      const metadata = { name: `web-${i}`, uid: `web-${i}` };
      return [
        [i, pod({ ...bad("ContainerCreating"), metadata })],
        [i + 1, pod({ ...up, metadata })],
        [i + 2, pod({ ...up, metadata: { ...metadata, ...deleting } })],
        [i + 3, pod({ ...up, metadata: { ...metadata, ...deleting } }), "gone"],
      ];
    });
    const story: readonly Told[] = [...lives.flat().sort(([a], [b]) => a - b), [4000, pod(bad("ErrImagePull"))]];
    expect(brief(story)).toEqual(["critical ErrImagePull Pod/web[nginx]"]);
  });
});

describe("containers that cannot be started", () => {
  it.each([
    ['configmap "site" not found', "ConfigMapNotFound ConfigMap/site"],
    ['secret "db" not found', "SecretNotFound Secret/db"],
    ["couldn't find key url in ConfigMap default/site", "ConfigMapKeyNotFound ConfigMap/site"],
    ["couldn't find key password in Secret default/db", "SecretKeyNotFound Secret/db"],
  ])("%s: what is missing explains the container that waits for it", (message, missing) => {
    expect(brief([[1, pod(bad("CreateContainerConfigError", message))]])).toEqual([
      `critical ${missing}`,
      "critical CreateContainerConfigError Pod/web[nginx] ← 0",
    ]);
  });

  it("one missing Secret explains all Pods that need it", () => {
    const pods = ["a", "b"].map((name) =>
      pod({ ...bad("CreateContainerConfigError", 'secret "db" not found'), metadata: { name, uid: name } }),
    );
    expect(brief(pods.map((each, i) => [i, each]))).toEqual([
      "critical SecretNotFound Secret/db",
      "critical CreateContainerConfigError Pod/a[nginx] ← 0",
      "critical CreateContainerConfigError Pod/b[nginx] ← 0",
    ]);
  });

  it.each(["CreateContainerError", "RunContainerError", "PostStartHookError", "SomeNewError"])(
    "%s is told, also where it is new to us",
    (reason) => {
      expect(brief([[1, pod(bad(reason, "the runtime refuses"))]])).toEqual([`critical ${reason} Pod/web[nginx]`]);
    },
  );

  it("a kubelet that has only just come up is none", () => {
    const message = "services have not yet been read at least once, cannot construct envvars";
    expect(brief([[1, pod(bad("CreateContainerConfigError", message))]])).toEqual([]);
  });
});

const oom = (more: object = {}) =>
  exited(137, "nginx", { restartCount: 1, state: { terminated: { exitCode: 137, reason: "OOMKilled" } }, ...more });

describe("containers that end", () => {
  it.each([
    [126, "not executable"],
    [127, "was not found"],
    [137, "SIGKILL"],
    [139, "segmentation fault"],
    [143, "SIGTERM"],
  ])("exit code %i is told with its meaning", (code, meaning) => {
    const [finding] = findingsOf([[1, pod({ ...at, phase: "Running", statuses: [exited(code)] })]]);
    expect(finding).toMatchObject({ class: "Error", severity: "warning", message: expect.stringContaining(meaning) });
  });

  it("running out of memory is told by name, and explains the loop", () => {
    const loop = {
      ...waiting("CrashLoopBackOff", "nginx", { restartCount: 3 }),
      lastState: { terminated: { exitCode: 137, reason: "OOMKilled" } },
    };
    expect(
      brief([
        [1, pod({ ...at, phase: "Running", statuses: [oom()] })],
        [5, pod({ ...at, phase: "Running", statuses: [loop] })],
      ]),
    ).toEqual(["critical OOMKilled Pod/web[nginx]", "critical CrashLoopBackOff Pod/web[nginx] ← 0"]);
  });

  it("a crash that no revision shows is seen by the restart that follows it", () => {
    const again = running("nginx", { restartCount: 1, lastState: { terminated: { exitCode: 1, reason: "Error" } } });
    expect(
      brief([
        [1, pod(up)],
        [9, pod({ ...up, statuses: [again] })],
      ]),
    ).toEqual(["warning Error Pod/web[nginx]"]);
  });

  it("a crash is over when the container has run on for a while", () => {
    const again = running("nginx", { restartCount: 1, lastState: { terminated: { exitCode: 1, reason: "Error" } } });
    const story: readonly Told[] = [
      [1, pod({ ...up, statuses: [exited(1)] })],
      // Of a container that runs on the kubelet has no more to say.
      [2, pod({ ...up, statuses: [again] })],
    ];
    expect(brief(story, 10)).toEqual(["warning Error Pod/web[nginx]"]);
    expect(brief(story, 120)).toEqual(["~warning Error Pod/web[nginx]"]);
    expect(findingsOf(story, 120)).toMatchObject([
      { durationMs: 1000, resolution: "Container nginx was started again and keeps running." },
    ]);
  });

  it("whether a container is started again is for its own restart policy to say, where it has one", () => {
    const ended = (own: object) => pod({ ...up, containers: [{ name: "nginx", ...own }], statuses: [exited(1)] });
    const rule = { action: "Restart", exitCodes: { operator: "In", values: [1] } };
    expect(brief([[1, ended({})]])).toEqual(["warning Error Pod/web[nginx]"]);
    expect(brief([[1, ended({ restartPolicy: "Never" })]])).toEqual(["critical Error Pod/web[nginx]"]);
    expect(brief([[1, ended({ restartPolicy: "Never", restartPolicyRules: [rule] })]])).toEqual(["warning Error Pod/web[nginx]"]);
  });

  it("a restart of long ago, an end that went well, and an end on deletion are none", () => {
    const old = running("nginx", { restartCount: 7, lastState: { terminated: { exitCode: 1, reason: "Error" } } });
    expect(brief([[1, pod({ ...up, statuses: [old] })]], 60)).toEqual([]);
    expect(brief([[1, pod({ ...at, phase: "Succeeded", statuses: [exited(0)] })]])).toEqual([]);
    expect(brief([[1, pod({ ...up, metadata: deleting, statuses: [exited(143)] })]])).toEqual([]);
  });

  it("a failing init container is told as one", () => {
    const inits = [{ name: "wait", image: "busybox" }];
    const [finding] = findingsOf([[1, pod({ ...at, inits, initStatuses: [exited(1, "wait")] })]]);
    expect(finding).toMatchObject({ class: "Error", container: "wait", message: expect.stringContaining("Init container wait") });
  });

  it("an init container that runs on is worth knowing after half a minute, and in the way after a few", () => {
    const story: readonly Told[] = [
      [0, pod({ ...at, conditions: { Initialized: "False" }, inits: [{ name: "wait" }], initStatuses: [running("wait")] })],
    ];
    expect(brief(story, 20)).toEqual([]);
    expect(brief(story, 60)).toEqual(["info ContainersNotInitialized Pod/web[wait]"]);
    expect(brief(story, 240)).toEqual(["warning ContainersNotInitialized Pod/web[wait]"]);
  });

  it("ContainerStatusUnknown is told by name", () => {
    const lost = exited(137, "nginx", { state: { terminated: { exitCode: 137, reason: "ContainerStatusUnknown" } } });
    const [finding] = findingsOf([[1, pod({ ...at, phase: "Failed", statuses: [lost] })]]);
    expect(finding?.class).toBe("ContainerStatusUnknown");
    expect(finding?.advice[0]).toContain("kubectl describe node node-1");
  });
});

describe("probes", () => {
  const probed = (kind: string, ready = false) =>
    pod({
      ...up,
      containers: [{ name: "nginx", [kind]: { periodSeconds: 5, failureThreshold: 3 } }],
      statuses: [running("nginx", { ready, state: { running: { startedAt: "2026-01-01T00:00:00Z" } } })],
    });
  const unhealthy = (about: ReturnType<typeof pod>, count: number, probe = "Readiness") =>
    event(about, "Unhealthy", `${probe} probe failed: HTTP probe failed with statuscode: 500`, { count, container: "nginx" });

  it("a readiness probe counts when it has failed as often as its threshold", () => {
    const web = probed("readinessProbe");
    expect(
      brief(
        [
          [0, web],
          [5, unhealthy(web, 2)],
        ],
        100,
      ),
    ).toEqual([]);
    const [finding] = findingsOf(
      [
        [0, web],
        [5, unhealthy(web, 2)],
        [10, unhealthy(web, 3)],
      ],
      100,
    );
    expect(finding).toMatchObject({ class: "Unhealthy", message: expect.stringContaining("statuscode: 500"), events: [{ count: 3 }] });
  });

  it("a liveness probe that now and then fails has nobody killed", () => {
    const web = probed("livenessProbe", true);
    expect(
      brief([
        [0, web],
        [300, unhealthy(web, 3, "Liveness")],
      ]),
    ).toEqual(["warning Unhealthy Pod/web[nginx]"]);
  });

  it("a probe that cannot be carried out counts neither way", () => {
    const web = probed("livenessProbe", true);
    const errored = "Liveness probe errored and resulted in unknown state: rpc error: code = DeadlineExceeded desc = timeout 1s exceeded";
    const [finding] = findingsOf([
      [0, web],
      [30, event(web, "Unhealthy", errored, { count: 9, container: "nginx" })],
    ]);
    expect(finding).toMatchObject({ severity: "warning", message: expect.stringContaining("could not be carried out") });
    expect(finding?.message).toContain("timeout 1s exceeded");
  });

  it("one that passes soon after the start was none", () => {
    const web = probed("readinessProbe");
    expect(
      brief([
        [0, web],
        [5, unhealthy(web, 3)],
        [8, probed("readinessProbe", true)],
      ]),
    ).toEqual([]);
  });

  it.each(["Liveness", "Startup"])("a %s probe that gets the container killed is told once: the end that follows says no more", (probe) => {
    const web = probed(`${probe.toLowerCase()}Probe`);
    const killing = event(web, "Killing", `Container nginx failed ${probe.toLowerCase()} probe, will be restarted`, {
      container: "nginx",
      type: "Normal",
    });
    const again = { ...web, status: { ...(web["status"] as object), containerStatuses: [exited(137)] } };
    expect(
      brief([
        [0, web],
        [5, unhealthy(web, 1, probe)],
        [6, killing],
        [8, again],
      ]),
    ).toEqual(["critical Unhealthy Pod/web[nginx]"]);
  });
});

describe("Pods that are ended from outside", () => {
  it.each(["Evicted", "DeadlineExceeded", "NodeAffinity", "OutOfcpu", "UnexpectedAdmissionError", "NodeShutdown"])("%s", (reason) => {
    const message = "The node was low on resource: memory.";
    expect(brief([[1, pod({ ...at, phase: "Failed", status: { reason, message } })]])).toEqual([`critical ${reason} Pod/web`]);
  });

  it("preempted, by its condition or by an Event", () => {
    const target = {
      conditions: [
        {
          type: "DisruptionTarget",
          status: "True",
          reason: "PreemptionByScheduler",
          message: "preempting to accommodate a higher priority pod",
        },
      ],
    };
    expect(brief([[1, pod({ ...up, status: target })]])).toEqual(["warning Preempted Pod/web"]);
    const web = pod(up);
    expect(
      brief([
        [1, web],
        [2, event(web, "Preempted", "Preempted by pod 1 on node node-1", { type: "Normal" })],
      ]),
    ).toEqual(["warning Preempted Pod/web"]);
  });

  it("a drain, which was asked for, is only worth knowing", () => {
    const target = { conditions: [{ type: "DisruptionTarget", status: "True", reason: "EvictionByEvictionAPI" }] };
    expect(brief([[1, pod({ ...up, status: target })]])).toEqual(["info EvictionByEvictionAPI Pod/web"]);
  });
});

describe("deletions", () => {
  it("one that does not end is told when the grace period is well over, with what holds it", () => {
    const stuck: readonly Told[] = [[0, pod({ ...up, metadata: { ...deleting, finalizers: ["example.com/hold"] } })]];
    expect(brief(stuck, 40)).toEqual([]);
    expect(findingsOf(stuck, 90)).toMatchObject([{ class: "Terminating", message: expect.stringContaining("example.com/hold") }]);
  });

  it("a container that ends in time is not called killed, one that was killed at the limit is", () => {
    const ended = (exitCode: number, finishedAt: string) =>
      pod({ ...up, metadata: deleting, statuses: [{ ...running(), state: { terminated: { exitCode, reason: "Error", finishedAt } } }] });
    expect(brief([[0, ended(143, "2026-01-01T00:00:32Z")]])).toEqual([]);
    expect(brief([[0, ended(137, "2026-01-01T00:01:00Z")]])).toEqual(["warning ExceededGracePeriod Pod/web[nginx]"]);
  });
});
