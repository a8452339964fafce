import { describe, expect, it } from "vitest";
import { goodStatusOf } from "../../src/lifecycle/kinds/node-conditions.js";
import { stageOf } from "../../src/lifecycle/stage.js";
import type { KubeObject } from "../../src/model/kube-object.js";
import { pod, running, waiting } from "../lifecycle/pods.js";
import { brief, condition, event, findingsOf, type TimedObject, thing } from "./timed-objects.js";

const node = (name: string, ...conditions: readonly object[]): KubeObject =>
  thing(
    "v1",
    "Node",
    name,
    { status: { conditions: [condition("Ready", "True", "KubeletReady"), ...conditions] } },
    { namespace: undefined },
  );

describe("the name of a condition says which status is good", () => {
  it.each([
    ["Ready", "True"],
    ["ContainerRuntimeReady", "True"],
    ["GPUHealthy", "True"],
    ["ConfigOK", "True"],
    ["NetworkNotReady", "False"],
    ["MemoryPressure", "False"],
    ["NetworkUnavailable", "False"],
    ["KernelDeadlock", "False"],
    ["NoDeadlock", "True"],
    ["NotEnoughInodes", "False"],
    ["ReadonlyFilesystem", "False"],
    ["FrequentContainerdRestart", "False"],
    ["CorruptDockerOverlay2", "False"],
    ["FilesystemCorruptionProblem", "False"],
    ["UnhealthyNvidiaDevicePlugin", "False"],
    ["OutOfDisk", "False"],
    ["NTPProblem", "False"],
    ["IBLinkFlapping", "False"],
    ["example.com/disk-full", "False"],
    ["VMEventScheduled", undefined],
    ["EtcdIsVoter", undefined],
  ])("%s: %s", (type, good) => {
    expect(goodStatusOf(type)).toBe(good);
  });
});

describe("conditions of a Node", () => {
  it("that are good are no findings, whatever their status", () => {
    const well = node(
      "n1",
      condition("KernelDeadlock", "False", "KernelHasNoDeadlock"),
      condition("StorageReady", "True", "DiskIsReady"),
      condition("VMEventScheduled", "False", "NoVMEventScheduled"),
      condition("EtcdIsVoter", "True", "MemberNotLearner"),
      condition("GPUHealthy", "Unknown", "NoData"),
    );
    expect(brief([[0, well]], 60)).toEqual([]);
    expect(stageOf(well)).toMatchObject({ name: "Ready", tone: "good" });
  });

  it("show in its stage where they are bad", () => {
    expect(stageOf(node("n1", condition("KernelDeadlock", "True", "DockerHung"), condition("GPUHealthy", "False", "Xid")))).toMatchObject({
      name: "Ready",
      tone: "bad",
      detail: "KernelDeadlock, GPUHealthy False",
    });
  });

  it("of a name that says nothing are judged by what the other nodes report", () => {
    const others: readonly TimedObject[] = ["n2", "n3"].map((name) => [0, node(name, condition("VMEventScheduled", "False", "None"))]);
    expect(brief([...others, [1, node("n1", condition("VMEventScheduled", "True", "Reboot"))]], 60)).toEqual([
      "warning VMEventScheduled Node/n1",
    ]);
    expect(brief([[1, node("n1", condition("VMEventScheduled", "True", "Reboot"))]], 60)).toEqual([]);
  });

  it("or by what it reported before, until it does so again", () => {
    const at = (status: string) => node("n1", condition("VMEventScheduled", status, "x"));
    const history: readonly TimedObject[] = [
      [0, at("False")],
      [60, at("True")],
      [120, at("True")],
    ];
    expect(brief(history)).toEqual(["warning VMEventScheduled Node/n1"]);
    expect(findingsOf([...history, [180, at("False")]])).toMatchObject([
      { resolved: true, resolution: "VMEventScheduled of node n1 became False." },
    ]);
  });
});

describe("what Events say of a Node explains what happens to its Pods at that time", () => {
  const killed = (code = 137) =>
    pod({
      node: "n1",
      phase: "Running",
      statuses: [
        waiting("CrashLoopBackOff", "nginx", {
          restartCount: 1,
          lastState: { terminated: { exitCode: code, reason: "Error" } },
        }),
      ],
    });
  const alive = pod({ node: "n1", phase: "Running", statuses: [running()] });
  const oom = event(node("n1"), "SystemOOM", "System OOM encountered, victim process: java, pid: 4321");

  it.each([
    ["before", 100, 102],
    ["after", 104, 102],
  ])("an Event that comes shortly %s", (_, eventAt, crashAt) => {
    const history: TimedObject[] = [
      [0, node("n1")],
      [0, alive],
      [eventAt, oom],
      [crashAt, killed()],
    ];
    expect(brief(history.sort(([a], [b]) => a - b))).toEqual(["warning SystemOOM Node/n1", "critical CrashLoopBackOff Pod/web[nginx] ← 0"]);
  });

  it("but not what happened at another time, on another node, or to a container that ended by itself", () => {
    const tooEarly: readonly TimedObject[] = [
      [0, node("n1")],
      [0, alive],
      [10, oom],
      [400, killed()],
    ];
    const elsewhere: readonly TimedObject[] = [
      [0, node("n2")],
      [0, alive],
      [100, event(node("n2"), "SystemOOM", "System OOM encountered")],
      [102, killed()],
    ];
    const ownFailure: readonly TimedObject[] = [
      [0, node("n1")],
      [0, alive],
      [100, oom],
      [102, killed(1)],
    ];
    for (const history of [tooEarly, elsewhere, ownFailure])
      expect(findingsOf(history).find(({ class: name }) => name === "CrashLoopBackOff")?.causes).toEqual([]);
  });

  it("a container that nothing is known to have killed has the advice to look for it", () => {
    expect(
      findingsOf([
        [0, alive],
        [5, killed()],
      ] as const)[0]?.advice[0],
    ).toContain("something killed it");
  });

  it("an eviction is explained by the pressure of the node", () => {
    const evicted = { ...alive, status: { phase: "Failed", reason: "Evicted", message: "The node was low on resource: memory." } };
    expect(
      brief([
        [0, node("n1")],
        [0, alive],
        [10, event(node("n1"), "EvictionThresholdMet", "Attempting to reclaim memory")],
        [12, evicted],
      ]),
    ).toEqual(["warning EvictionThresholdMet Node/n1", "critical Evicted Pod/web ← 0"]);
  });

  it.each(["Rebooted", "FreeDiskSpaceFailed", "ContainerGCFailed", "KubeletIsDown", "TaskHung", "FilesystemIsReadOnly", "KernelOops"])(
    "%s is a finding",
    (reason) => {
      expect(
        brief([
          [0, node("n1")],
          [1, event(node("n1"), reason, "m")],
        ]),
      ).toEqual([`warning ${reason} Node/n1`]);
    },
  );

  it("a node that was not recorded and is not ready has its Pods evicted after five minutes", () => {
    const about = thing("v1", "Node", "n1", {}, { namespace: "default", uid: "n1" });
    expect(
      brief([
        [0, alive],
        [10, event(about, "NodeNotReady", "Node n1 status is now: NodeNotReady", { type: "Normal" })],
        [310, event(alive, "TaintManagerEviction", "Marking for deletion Pod default/web", { type: "Normal" })],
      ]),
    ).toEqual(["critical NodeNotReady Node/n1", "warning TaintManagerEviction Pod/web ← 0"]);
  });

  it("the kubelet gives its Node the namespace of the Event and its name as uid: it is the recorded Node all the same", () => {
    const about = thing("v1", "Node", "n1", {}, { namespace: "default", uid: "n1" });
    const [finding] = findingsOf([
      [0, event(about, "SystemOOM", "System OOM encountered")],
      [1, node("n1")],
    ]);
    expect(finding).toMatchObject({ class: "SystemOOM", object: { uid: "uid-Node-n1" } });
    expect(finding?.fromEventsAlone).toBeUndefined();
  });
});
