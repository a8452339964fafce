import { describe, expect, it } from "vitest";
import { Diagnosis } from "../../src/diagnosis/engine/diagnosis.js";
import type { KubeObject } from "../../src/model/kube-object.js";
import { exited, type PodSketch, pod, running, waiting } from "../lifecycle/pods.js";
import { brief, event, findingsOf, framesOf, inBrief, type TimedObject, thing } from "./timed-objects.js";

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
  ])("%s is reported under its own reason", (reason) => {
    expect(brief([[1, pod(bad(reason))]])).toEqual([`critical ${reason} Pod/web[nginx]`]);
  });

  it("a failed pull explains the back-off, and both continue while they alternate", () => {
    const turns: readonly TimedObject[] = [1, 2, 3, 4].map((i) => [i * 10, pod(bad(i % 2 === 0 ? "ImagePullBackOff" : "ErrImagePull"))]);
    expect(brief(turns)).toEqual(["critical ErrImagePull Pod/web[nginx]", "critical ImagePullBackOff Pod/web[nginx] ← 0"]);
  });

  it("why the registry denies access comes first", () => {
    const [denied] = findingsOf([
      [1, pod(bad("ErrImagePull", "rpc error: pull access denied, repository does not exist or may require authorization"))],
    ]);
    expect(denied?.message).toContain("the registry");
    const [full] = findingsOf([[1, pod(bad("ErrImagePull", "write /var/lib/containerd/x: no space left on device"))]]);
    expect(full?.message).toContain("the disk of the node is full");
  });

  it("the first pull is no failure", () => {
    expect(brief([[1, pod(bad("ContainerCreating"))]], 600)).toEqual([]);
  });
});

describe("thousands of short-lived Pods", () => {
  it("leave nothing behind that hides a failure", () => {
    const lives = Array.from({ length: 3000 }, (_, i): readonly TimedObject[] => {
      const metadata = { name: `web-${i}`, uid: `web-${i}` };
      return [
        [i, pod({ ...bad("ContainerCreating"), metadata })],
        [i + 1, pod({ ...up, metadata })],
        [i + 2, pod({ ...up, metadata: { ...metadata, ...deleting } })],
        [i + 3, pod({ ...up, metadata: { ...metadata, ...deleting } }), "gone"],
      ];
    });
    const history: readonly TimedObject[] = [...lives.flat().sort(([a], [b]) => a - b), [4000, pod(bad("ErrImagePull"))]];
    expect(brief(history)).toEqual(["critical ErrImagePull Pod/web[nginx]"]);
  });
});

describe("containers that cannot be started", () => {
  it.each([
    ['configmap "site" not found', "ConfigMapNotFound ConfigMap/site"],
    ['secret "db" not found', "SecretNotFound Secret/db"],
    ["couldn't find key url in ConfigMap default/site", "ConfigMapKeyNotFound ConfigMap/site"],
    ["couldn't find key password in Secret default/db", "SecretKeyNotFound Secret/db"],
  ])("%s: the missing reference explains the container that waits for it", (message, missing) => {
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
    "%s is reported, even a reason that no rule knows",
    (reason) => {
      expect(brief([[1, pod(bad(reason, "the runtime refuses"))]])).toEqual([`critical ${reason} Pod/web[nginx]`]);
    },
  );

  it("a kubelet that has just started is no failure", () => {
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
  ])("exit code %i is explained", (code, meaning) => {
    const [finding] = findingsOf([[1, pod({ ...at, phase: "Running", statuses: [exited(code)] })]]);
    expect(finding).toMatchObject({ class: "Error", severity: "warning", message: expect.stringContaining(meaning) });
  });

  it("OOMKilled is reported under its reason, and explains the back-off", () => {
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

  it("a crash that no revision shows is seen by the restart after it", () => {
    const again = running("nginx", { restartCount: 1, lastState: { terminated: { exitCode: 1, reason: "Error" } } });
    expect(
      brief([
        [1, pod(up)],
        [9, pod({ ...up, statuses: [again] })],
      ]),
    ).toEqual(["warning Error Pod/web[nginx]"]);
  });

  it("a crash is resolved when the container has run for a while", () => {
    const again = running("nginx", { restartCount: 1, lastState: { terminated: { exitCode: 1, reason: "Error" } } });
    const history: readonly TimedObject[] = [
      [1, pod({ ...up, statuses: [exited(1)] })],
      // The kubelet reports no more about a container that keeps running.
      [2, pod({ ...up, statuses: [again] })],
    ];
    expect(brief(history, 10)).toEqual(["warning Error Pod/web[nginx]"]);
    expect(brief(history, 120)).toEqual(["~warning Error Pod/web[nginx]"]);
    expect(findingsOf(history, 120)).toMatchObject([{ durationMs: 1000, resolution: "Container nginx was restarted and keeps running." }]);
  });

  it("a back-off goes on while the container fails again within moments, however long the kubelet then waits", () => {
    const loop = (restartCount: number) =>
      waiting("CrashLoopBackOff", "nginx", { restartCount, lastState: { terminated: { exitCode: 1, reason: "Error" } } });
    const again = (restartCount: number) => running("nginx", { restartCount, lastState: { terminated: { exitCode: 1, reason: "Error" } } });
    const history: readonly TimedObject[] = [
      [1, pod({ ...up, statuses: [loop(2)] })],
      [21, pod({ ...up, statuses: [again(3)] })],
      [23, pod({ ...up, statuses: [exited(1, "nginx", { restartCount: 3 })] })],
    ];
    expect(brief(history, 200)).toEqual(["critical CrashLoopBackOff Pod/web[nginx]"]);
    expect(brief([...history, [160, pod({ ...up, statuses: [again(4)] })]], 300)).toEqual(["~critical CrashLoopBackOff Pod/web[nginx]"]);
  });

  it("in a Pod that failed nothing is in back-off any more: the last failure counts", () => {
    const loop = waiting("CrashLoopBackOff", "nginx", { restartCount: 2, lastState: { terminated: { exitCode: 42, reason: "Error" } } });
    const last = exited(3, "nginx", { restartCount: 2 });
    expect(
      findingsOf([
        [1, pod({ ...up, statuses: [loop] })],
        [30, pod({ ...up, statuses: [last] })],
        [31, pod({ ...up, phase: "Failed", statuses: [last] })],
      ]),
    ).toMatchObject([
      { class: "Error", severity: "critical", resolved: false, message: expect.stringContaining("exit code 3") },
      { class: "CrashLoopBackOff", resolution: "The Pod failed; container nginx is no longer restarted." },
    ]);
  });

  it("a failure of a sidecar is over when its Pod has succeeded", () => {
    const spec = { containers: [{ name: "app" }], inits: [{ name: "proxy", restartPolicy: "Always" }] };
    const again = running("proxy", { restartCount: 1, lastState: { terminated: { exitCode: 1, reason: "Error" } } });
    const object = (phase: string, app: object, proxy: object) => pod({ ...up, ...spec, phase, statuses: [app], initStatuses: [proxy] });
    expect(
      findingsOf([
        [1, object("Running", running("app"), exited(1, "proxy"))],
        [2, object("Running", running("app"), again)],
        [9, object("Succeeded", exited(0, "app"), exited(0, "proxy", { restartCount: 1 }))],
      ]),
    ).toMatchObject([{ class: "Error", container: "proxy", resolved: true, resolution: "The Pod succeeded all the same." }]);
  });

  it("the restart policy of a container overrides that of its Pod", () => {
    const ended = (own: object) => pod({ ...up, containers: [{ name: "nginx", ...own }], statuses: [exited(1)] });
    const rule = { action: "Restart", exitCodes: { operator: "In", values: [1] } };
    expect(brief([[1, ended({})]])).toEqual(["warning Error Pod/web[nginx]"]);
    expect(brief([[1, ended({ restartPolicy: "Never" })]])).toEqual(["critical Error Pod/web[nginx]"]);
    expect(brief([[1, ended({ restartPolicy: "Never", restartPolicyRules: [rule] })]])).toEqual(["warning Error Pod/web[nginx]"]);
  });

  it("an old restart, exit code 0, and an end on deletion are no failures", () => {
    const old = running("nginx", { restartCount: 7, lastState: { terminated: { exitCode: 1, reason: "Error" } } });
    expect(brief([[1, pod({ ...up, statuses: [old] })]], 60)).toEqual([]);
    expect(brief([[1, pod({ ...at, phase: "Succeeded", statuses: [exited(0)] })]])).toEqual([]);
    expect(brief([[1, pod({ ...up, metadata: deleting, statuses: [exited(143)] })]])).toEqual([]);
  });

  it("a failing init container is called one", () => {
    const inits = [{ name: "wait", image: "busybox" }];
    const [finding] = findingsOf([[1, pod({ ...at, inits, initStatuses: [exited(1, "wait")] })]]);
    expect(finding).toMatchObject({ class: "Error", container: "wait", message: expect.stringContaining("Init container wait") });
  });

  it("an init container that keeps running is info after half a minute, a warning after minutes", () => {
    const history: readonly TimedObject[] = [
      [0, pod({ ...at, conditions: { Initialized: "False" }, inits: [{ name: "wait" }], initStatuses: [running("wait")] })],
    ];
    expect(brief(history, 20)).toEqual([]);
    expect(brief(history, 60)).toEqual(["info ContainersNotInitialized Pod/web[wait]"]);
    expect(brief(history, 240)).toEqual(["warning ContainersNotInitialized Pod/web[wait]"]);
  });

  it("ContainerStatusUnknown is reported under its reason", () => {
    const lost = exited(137, "nginx", { state: { terminated: { exitCode: 137, reason: "ContainerStatusUnknown" } } });
    const [finding] = findingsOf([[1, pod({ ...at, phase: "Failed", statuses: [lost] })]]);
    expect(finding?.class).toBe("ContainerStatusUnknown");
    expect(finding?.advice[1]).toContain("kubectl describe node node-1");
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

  it("a liveness probe that fails occasionally kills nothing", () => {
    const web = probed("livenessProbe", true);
    expect(
      brief([
        [0, web],
        [300, unhealthy(web, 3, "Liveness")],
      ]),
    ).toEqual(["warning Unhealthy Pod/web[nginx]"]);
  });

  it("a probe that could not be run counts neither way", () => {
    const web = probed("livenessProbe", true);
    const errored = "Liveness probe errored and resulted in unknown state: rpc error: code = DeadlineExceeded desc = timeout 1s exceeded";
    const [finding] = findingsOf([
      [0, web],
      [30, event(web, "Unhealthy", errored, { count: 9, container: "nginx" })],
    ]);
    expect(finding).toMatchObject({ severity: "warning", message: expect.stringContaining("could not be run") });
    expect(finding?.message).toContain("timeout 1s exceeded");
  });

  it("a probe that passes soon after the start is transient", () => {
    const web = probed("readinessProbe");
    expect(
      brief([
        [0, web],
        [5, unhealthy(web, 3)],
        [8, probed("readinessProbe", true)],
      ]),
    ).toEqual([]);
  });

  it.each(["Liveness", "Startup"])("a %s probe that gets the container killed is one finding: the exit adds nothing", (probe) => {
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

describe("disrupted Pods", () => {
  it("the phase alone says that it failed", () => {
    expect(brief([[1, pod({ ...at, phase: "Failed", status: { message: "node lost power" } })]])).toEqual(["critical Failed Pod/web"]);
    expect(brief([[1, pod({ ...at, phase: "Failed", statuses: [waiting("ContainerCreating")] })]])).toEqual(["critical Failed Pod/web"]);
  });

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

  it("a drain, as requested, is info", () => {
    const target = { conditions: [{ type: "DisruptionTarget", status: "True", reason: "EvictionByEvictionAPI" }] };
    expect(brief([[1, pod({ ...up, status: target })]])).toEqual(["info EvictionByEvictionAPI Pod/web"]);
  });
});

describe("deletions", () => {
  it("a Pod that remains is reported well after its grace period, with its finalizer", () => {
    const stuck: readonly TimedObject[] = [[0, pod({ ...up, metadata: { ...deleting, finalizers: ["example.com/hold"] } })]];
    expect(brief(stuck, 40)).toEqual([]);
    expect(findingsOf(stuck, 90)).toMatchObject([{ class: "Terminating", message: expect.stringContaining("example.com/hold") }]);
  });

  it("a container that ends in time is no finding, one killed at the end of its grace period is", () => {
    const ended = (exitCode: number, finishedAt: string) =>
      pod({ ...up, metadata: deleting, statuses: [{ ...running(), state: { terminated: { exitCode, reason: "Error", finishedAt } } }] });
    expect(brief([[0, ended(143, "2026-01-01T00:00:32Z")]])).toEqual([]);
    expect(brief([[0, ended(137, "2026-01-01T00:01:00Z")]])).toEqual(["warning ExceededGracePeriod Pod/web[nginx]"]);
  });
});

describe("how a container ended", () => {
  const times = { startedAt: "2026-01-01T00:00:01Z", finishedAt: "2026-01-01T00:00:06Z" };
  const ended = (terminated: object, sketch: PodSketch = {}) =>
    pod({
      ...up,
      conditions: {},
      statuses: [{ name: "nginx", restartCount: 0, state: { terminated: { ...times, ...terminated } } }],
      ...sketch,
    });

  it.each([
    ["OOMKilled", "critical OOMKilled Pod/web[nginx]"],
    ["Error", "warning Error Pod/web[nginx]"],
    ["ContainerStatusUnknown", "warning ContainerStatusUnknown Pod/web[nginx]"],
  ])("%s is a failure, also with exit code 0", (reason, line) => {
    expect(brief([[1, ended({ exitCode: 0, reason })]])).toEqual([line]);
  });

  it("what never ran is no failure", () => {
    expect(brief([[1, ended({ exitCode: 0, startedAt: null, finishedAt: null })]])).toEqual([]);
    expect(brief([[1, ended({ exitCode: 0, reason: "Completed", startedAt: "0001-01-01T00:00:00Z", finishedAt: null })]])).toEqual([]);
  });

  it.each([
    [125, "the program that starts the command failed"],
    [126, "chmod"],
    [127, "command and args"],
    [134, "crashed"],
    [139, "crashed"],
    [159, "seccomp"],
    [3221225477, "crashed"],
    [-1073741515, "DLL"],
    [3221225794, "DLL"],
    [3221225495, "memory limit"],
    [3762504530, "unhandled exception"],
    [3221225786, "something stopped it"],
    [143, "something stopped it"],
    [137, "something killed it"],
    [1, "read its logs"],
    [3489660927, "read its logs"],
  ])("exit code %i has its advice", (exitCode, advice) => {
    const [finding] = findingsOf([[1, ended({ exitCode, reason: "Error" })]]);
    expect(finding?.advice[0]).toContain(advice);
  });

  it("its termination message ends the finding, whole", () => {
    const message = `panic: ${"goroutine ".repeat(100)}no config`;
    expect(findingsOf([[1, ended({ exitCode: 2, reason: "Error", message })]])[0]?.message).toContain(message);
  });

  describe("in a Pod that succeeded", () => {
    const succeeded = (annotations: object = {}) =>
      ended({ exitCode: 255, reason: "Error" }, { phase: "Succeeded", metadata: { annotations }, spec: { restartPolicy: "Never" } });

    it("is one resolved warning, however long the Pod is kept and however often it changes", () => {
      const history: readonly TimedObject[] = [
        [1, pod(up)],
        [10, succeeded()],
        [60, succeeded({ a: "1" })],
        [1200, succeeded({ a: "2" })],
        [1300, event(succeeded(), "Unhealthy", "Liveness probe failed: late")],
        [1400, succeeded({ a: "3" })],
      ];
      for (const end of [2, 3, 4, 5, 6]) expect(brief(history.slice(0, end), 2000)).toEqual(["~warning Error Pod/web[nginx]"]);
      expect(findingsOf(history, 2000)[0]).toMatchObject({ durationMs: 0, resolution: "The Pod succeeded all the same." });
    });

    it("a process that the kernel killed stays a failure: the work may be incomplete", () => {
      expect(brief([[1, ended({ exitCode: 0, reason: "OOMKilled" }, { phase: "Succeeded" })]])).toEqual([
        "critical OOMKilled Pod/web[nginx]",
      ]);
    });

    it("a sidecar that was killed at the end is none", () => {
      const inits = [{ name: "proxy", restartPolicy: "Always" }];
      const initStatuses = [exited(137, "proxy")];
      expect(
        brief([[1, pod({ ...at, phase: "Succeeded", inits, initStatuses, statuses: [exited(0)] })]]).filter((line) => !/info/.test(line)),
      ).toEqual([]);
    });
  });
});

describe("what existed when recording began is as old as the server's clock says, wherever the recorder's stands", () => {
  const mount = 'MountVolume.SetUp failed for volume "a" : rpc error';
  const startMs = Date.parse("2026-01-01T00:00:00Z");
  const listed = (objects: readonly KubeObject[], clockOffsetMs: number, atMs: number) => {
    const diagnosis = new Diagnosis({ clockOffsetMs });
    for (const frame of framesOf(objects.map((object) => [0, object]))) diagnosis.observe({ ...frame, initial: true });
    return inBrief(diagnosis.findings(atMs, true));
  };

  it.each([-30 * 86_400_000, -360_000, 0, 360_000, 30 * 86_400_000])("the server is %s ms ahead", (clockOffsetMs) => {
    const at = (secondsAgo: number) => new Date(startMs + clockOffsetMs - secondsAgo * 1000).toISOString();
    const waitingPod = pod({ node: "node-1" });
    const failing = (secondsAgo: number) => ({ ...event(waitingPod, "FailedMount", mount, { count: 4 }), lastTimestamp: at(secondsAgo) });
    expect(listed([waitingPod, failing(60)], clockOffsetMs, 20_000)).toEqual(["critical FailedMount Pod/web"]);
    expect(listed([waitingPod, failing(600)], clockOffsetMs, 20_000)).toEqual([]);
    const node = (secondsAgo: number) =>
      thing(
        "v1",
        "Node",
        "n1",
        { status: { conditions: [{ type: "Ready", status: "False", reason: "KubeletNotReady", message: "" }] } },
        { namespace: undefined, creationTimestamp: at(secondsAgo) },
      );
    expect(listed([node(10)], clockOffsetMs, 5000)).toEqual([]);
    expect(listed([node(600)], clockOffsetMs, 5000)).toEqual(["critical NodeNotReady Node/n1"]);
  });
});
