import { describe, expect, it } from "vitest";
import { Diagnosis } from "../../src/diagnosis/engine/diagnosis.js";
import { FindingReporter } from "../../src/diagnosis/engine/finding-reporter.js";
import type { KubeObject } from "../../src/model/kube-object.js";
import { pod, running, waiting } from "../lifecycle/pods.js";
import { brief, event, findingsOf, framesOf, ownedBy, type TimedObject, thing } from "./timed-objects.js";

const web = thing("v1", "Pod", "web-0");

function coverageOf(history: readonly TimedObject[], scope?: ConstructorParameters<typeof Diagnosis>[0]) {
  const diagnosis = new Diagnosis(scope);
  for (const frame of framesOf(history)) diagnosis.observe(frame);
  return diagnosis.coverage(diagnosis.findings());
}

describe("Events about an object that was not recorded are findings, whatever its kind", () => {
  it.each([
    ["v1", "Pod", "BackOff", "Back-off restarting failed container app", "critical CrashLoopBackOff"],
    ["v1", "Pod", "BackOff", 'Back-off pulling image "nginx:1"', "critical ErrImagePull"],
    ["v1", "Pod", "Failed", 'Error: secret "db" not found', "critical SecretNotFound"],
    ["v1", "Pod", "Failed", "Error: container has runAsNonRoot and image will run as root", "critical Failed"],
    ["v1", "Pod", "FailedMount", 'MountVolume.SetUp failed for volume "a" : rpc error', "critical FailedMount"],
    ["v1", "Pod", "FailedCreatePodSandBox", "Failed to create pod sandbox: no IP", "critical FailedCreatePodSandBox"],
    ["v1", "Pod", "Evicted", "The node was low on resource: memory.", "critical Evicted"],
    ["v1", "Pod", "DeadlineExceeded", "Pod was active on the node longer than the specified deadline", "critical DeadlineExceeded"],
    ["v1", "Pod", "OutOfcpu", "Node didn't have enough resource: cpu", "critical OutOfcpu"],
    ["v1", "Pod", "NodeNotReady", "Node is not ready", "critical NodeNotReady"],
    ["batch/v1", "Job", "DeadlineExceeded", "Job was active longer than specified deadline", "critical DeadlineExceeded"],
    ["apps/v1", "ReplicaSet", "FailedCreate", 'pods "x" is forbidden: exceeded quota: q', "critical FailedCreate"],
    ["v1", "Node", "OOMKilling", "Memory cgroup out of memory: Killed process 12 (java)", "warning OOMKilling"],
    ["v1", "PersistentVolumeClaim", "ProvisioningFailed", "no volume plugin matched", "critical ProvisioningFailed"],
    ["v1", "Service", "SyncLoadBalancerFailed", "Error syncing load balancer", "warning SyncLoadBalancerFailed"],
    ["acme.example/v1", "Widget", "PolishFailed", "out of polish", "warning PolishFailed"],
  ])("%s %s %s: %s", (apiVersion, kind, reason, message, found) => {
    const about = thing(apiVersion, kind, "x", {}, kind === "Node" ? { namespace: undefined } : {});
    const findings = findingsOf([[0, event(about, reason, message, { count: 4 })]], 30);
    expect(`${findings[0]?.severity} ${findings[0]?.class}`).toBe(found);
    expect(findings.at(-1)?.fromEventsAlone).toBe(true);
  });

  it("but none of those that only Events of type Normal mention, nor of what the kubelet warns of in the normal course", () => {
    const node = thing("v1", "Node", "n1", {}, { namespace: undefined });
    const history: readonly TimedObject[] = [
      [0, event(web, "Scheduled", "Successfully assigned", { type: "Normal" })],
      [1, event(web, "Started", "Started container app", { type: "Normal" })],
      [2, event(node, "InvalidDiskCapacity", "invalid capacity 0 on image filesystem", { count: 5 })],
    ];
    expect(brief(history, 60)).toEqual([]);
    expect(coverageOf(history).unrecorded.map(({ ref, warnings }) => [ref.kind, warnings])).toEqual([
      ["Pod", 0],
      ["Node", 5],
    ]);
  });
});

describe("they are resolved", () => {
  const failure: TimedObject = [0, event(web, "FailedScheduling", "0/1 nodes are available: 1 Insufficient cpu.")];
  it.each([
    ["FailedScheduling", "0/1 nodes are available: 1 Insufficient cpu.", "Scheduled"],
    ["FailedMount", 'MountVolume.SetUp failed for volume "a" : rpc error', "Pulled"],
    ["Failed", 'Failed to pull image "nginx:1": not found', "Pulled"],
  ])("%s by a later Event that proves it", (reason, message, proof) => {
    const findings = findingsOf(
      [
        [0, event(web, reason, message)],
        [100, event(web, proof, "done", { type: "Normal" })],
      ],
      110,
    );
    expect(findings).toMatchObject([{ resolved: true, resolution: `A later Event reports ${proof}.` }]);
  });

  it("not by an Event of another container", () => {
    const history: readonly TimedObject[] = [
      [0, event(web, "Failed", 'Failed to pull image "a:1": not found', { container: "a" })],
      [100, event(web, "Pulled", "done", { type: "Normal", container: "b" })],
    ];
    expect(brief(history, 110)).toEqual(["critical ErrImagePull Pod/web-0[a]"]);
  });

  it("a back-off not by a restart, which may fail again", () => {
    const history: readonly TimedObject[] = [
      [0, event(web, "BackOff", "Back-off restarting failed container")],
      [100, event(web, "Started", "Started container app", { type: "Normal" })],
    ];
    expect(brief(history, 110)).toEqual(["critical CrashLoopBackOff Pod/web-0"]);
  });

  it("by silence, which is said to prove nothing", () => {
    expect(findingsOf([failure], 60)).toMatchObject([{ resolved: false }]);
    expect(findingsOf([failure], 3600)).toMatchObject([
      { resolved: true, resolution: "No further Events; whether it recovered was not recorded." },
    ]);
  });

  it("a missing reference by what is proved of it: that it was seen, or that the Pod went on, but not by silence", () => {
    const missing: TimedObject = [0, event(web, "FailedMount", 'MountVolume.SetUp failed for volume "x" : secret "db" not found')];
    const resolutionOf = (history: readonly TimedObject[], seconds: number) =>
      findingsOf([missing, ...history], seconds).find((finding) => finding.class === "SecretNotFound")?.resolution;
    expect(resolutionOf([], 60)).toBeUndefined();
    expect(resolutionOf([], 3600)).toBe("No further Events; whether it recovered was not recorded.");
    expect(resolutionOf([[100, event(web, "Started", "done", { type: "Normal" })]], 110)).toBe("The Secret exists now.");
    expect(resolutionOf([[100, thing("v1", "Secret", "db")]], 3600)).toMatch(/^The Secret (exists now|was created \(#2\))\.$/);
  });

  it("a failed Job never", () => {
    const job = thing("batch/v1", "Job", "j");
    expect(brief([[0, event(job, "BackoffLimitExceeded", "Job has reached the specified backoff limit")]], 36_000)).toEqual([
      "critical BackoffLimitExceeded Job/j",
    ]);
  });
});

describe("an object that is recorded after Events about it", () => {
  const history: readonly TimedObject[] = [
    [0, event(web, "BackOff", "Back-off restarting failed container app", { container: "app" })],
    [1, pod({ phase: "Running", node: "n", metadata: { name: "web-0", uid: web.metadata.uid ?? "" }, statuses: [running()] })],
  ];

  it("is judged by its status", () => {
    expect(brief(history, 60)).toEqual([]);
    expect(coverageOf(history).unrecorded).toEqual([]);
  });

  it("was never news", () => {
    const reporter = new FindingReporter();
    const frames = framesOf(history);
    expect(frames.flatMap((frame) => reporter.report(frame))).toEqual([]);
  });
});

it("where all objects of a kind are recorded, Events about others are about deleted ones", () => {
  const streams = [{ id: "pods", group: "", version: "v1", resource: "pods", kind: "Pod", namespaced: true }];
  const history: readonly TimedObject[] = [[0, event(web, "BackOff", "Back-off restarting failed container")]];
  expect(coverageOf(history, { scope: { targets: ["pods"], streams } }).unrecorded).toEqual([]);
  expect(coverageOf(history).unrecorded).toHaveLength(1);
});

it("Events of type Warning about recorded objects that belong to no finding are counted", () => {
  const set = thing("apps/v1", "ReplicaSet", "web", { spec: { replicas: 1 }, status: { replicas: 1, availableReplicas: 1 } });
  expect(
    coverageOf([
      [0, set],
      [1, event(set, "SlowAdmission", "it took 3s", { count: 2 })],
    ]).otherWarnings,
  ).toMatchObject([{ reason: "SlowAdmission", count: 2, ref: { name: "web" } }]);
});

describe("Events that come before the status", () => {
  const live = (more: object = {}) =>
    pod({ phase: "Running", node: "n", metadata: { name: "web-0", uid: "u" }, statuses: [running()], ...more });
  const ended = (reason: string): KubeObject => {
    const { status, ...rest } = live();
    return { ...rest, status: { ...(status as object), phase: "Failed", reason, message: "why" } };
  };

  it.each([
    ["Evicted", "Warning"],
    // The kubelet reports it as Normal.
    ["DeadlineExceeded", "Normal"],
    ["Preempting", "Warning"],
    ["OutOfmemory", "Warning"],
  ])("%s is one finding before and after", (reason, type) => {
    const before: readonly TimedObject[] = [
      [0, live()],
      [10, event(live(), reason, "why", { type })],
    ];
    const [early] = findingsOf(before, 12);
    expect(early).toMatchObject({ class: reason, severity: "critical", sinceMs: 10_000 });
    expect(early?.fromEventsAlone).toBeUndefined();
    expect(findingsOf([...before, [13, ended(reason)]], 20).filter(({ class: name }) => name === reason)).toMatchObject([
      { sinceMs: 10_000, resolved: false, evidence: [2, 3] },
    ]);
  });

  it("a failed pull, of a container that the status shows to be starting", () => {
    const starting = pod({ node: "n", metadata: { name: "web-0", uid: "u" }, statuses: [waiting("ContainerCreating")] });
    const message = 'Failed to pull image "nginx:1.27": rpc error: code = NotFound desc = manifest unknown';
    const before: readonly TimedObject[] = [
      [0, starting],
      [10, event(starting, "Failed", message, { container: "nginx" })],
    ];
    expect(brief(before)).toEqual(["critical ErrImagePull Pod/web-0[nginx]"]);
    const failed = pod({ node: "n", metadata: { name: "web-0", uid: "u" }, statuses: [waiting("ErrImagePull")] });
    expect(findingsOf([...before, [11, failed]], 20)).toMatchObject([{ class: "ErrImagePull", sinceMs: 11_000, resolved: false }]);
    expect(brief([...before, [11, live()]], 20)).toEqual([]);
  });

  it("a Job has failed when the Event says so", () => {
    const job = thing("batch/v1", "Job", "j", { spec: { backoffLimit: 2 }, status: { active: 0 } });
    const failed = { ...job, status: { conditions: [{ type: "Failed", status: "True", reason: "BackoffLimitExceeded" }] } };
    const history: readonly TimedObject[] = [
      [0, job],
      [5, event(job, "BackoffLimitExceeded", "Job has reached the specified backoff limit")],
    ];
    expect(brief(history)).toEqual(["critical BackoffLimitExceeded Job/j"]);
    expect(findingsOf([...history, [6, failed]])).toMatchObject([{ class: "BackoffLimitExceeded", sinceMs: 5000 }]);
  });

  it("a Pod that its kubelet could not stop, and that still exists", () => {
    const history: readonly TimedObject[] = [
      [0, live()],
      [10, event(live(), "FailedKillPod", "error killing pod: context deadline exceeded")],
    ];
    expect(brief(history, 60)).toEqual(["warning FailedKillPod Pod/web-0"]);
  });
});

it("a Pod of a Job that has an owner is not taken for its owner's Event", () => {
  const job = thing("batch/v1", "Job", "j", { status: {} });
  const member = pod({ phase: "Running", node: "n", metadata: { name: "j-x", uid: "x", ...ownedBy(job) }, statuses: [running()] });
  expect(
    brief([
      [0, job],
      [0, member],
      [5, event(job, "DeadlineExceeded", "Job was active longer than specified deadline")],
    ]),
  ).toEqual(["critical DeadlineExceeded Job/j"]);
});
