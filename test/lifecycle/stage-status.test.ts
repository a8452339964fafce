import { createReadStream, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ObjectLifecycles } from "../../src/lifecycle/session/object-lifecycle.js";
import { stageLabel, stageOf } from "../../src/lifecycle/stage.js";
import { itemsAt, textAt } from "../../src/model/fields.js";
import type { KubeObject } from "../../src/model/kube-object.js";
import { openRecording } from "../../src/recording/node/open-recording.js";
import { podStatus } from "../../src/serve/tables/pod-status.js";
import { objectFrame } from "../replay/sessions.js";
import { projectRoot } from "../support/program.js";

const folder = join(projectRoot, "recordings");
const recordings = readdirSync(folder).filter((name) => name.endsWith(".kubespy.gz"));

const waiting = (reason: string) => ({ name: "c", state: { waiting: { reason } } });
const ended = (more: object) => ({ name: "c", state: { terminated: { exitCode: 1, startedAt: "2026-01-01T00:00:00Z", ...more } } });
const pod = (phase: string, status: object, more: Partial<KubeObject> = {}): Partial<KubeObject> => ({
  spec: { nodeName: "node-1", containers: [{ name: "c" }] },
  status: { phase, startTime: "2026-01-01T00:00:00Z", ...status },
  ...more,
});
const initSpec = { spec: { nodeName: "node-1", initContainers: [{ name: "c" }], containers: [{ name: "main" }] } };

describe("the label of a stage", () => {
  it.each<[string, Partial<KubeObject>]>([
    ["ErrImagePull", pod("Pending", { containerStatuses: [waiting("ErrImagePull")] })],
    ["ImagePullBackOff", pod("Pending", { containerStatuses: [waiting("ImagePullBackOff")] })],
    ["CreateContainerConfigError", pod("Pending", { containerStatuses: [waiting("CreateContainerConfigError")] })],
    ["CrashLoopBackOff", pod("Running", { containerStatuses: [waiting("CrashLoopBackOff")] })],
    ["Error", pod("Running", { containerStatuses: [ended({ reason: "Error" })] })],
    ["OOMKilled", pod("Running", { containerStatuses: [ended({ reason: "OOMKilled", exitCode: 137 })] })],
    ["ExitCode:2", pod("Running", { containerStatuses: [ended({ exitCode: 2 })] })],
    ["Signal:9", pod("Running", { containerStatuses: [ended({ exitCode: 137, signal: 9 })] })],
    ["Error", pod("Failed", { containerStatuses: [ended({ reason: "Error" })] })],
    ["Evicted", pod("Failed", { reason: "Evicted" })],
    ["Failed", pod("Failed", {})],
    ["Completed", pod("Succeeded", {})],
    ["Init:Error", pod("Pending", { initContainerStatuses: [ended({ reason: "Error" })] }, initSpec)],
    ["Init:CrashLoopBackOff", pod("Pending", { initContainerStatuses: [waiting("CrashLoopBackOff")] }, initSpec)],
    ["Init:0/1", pod("Pending", { initContainerStatuses: [waiting("PodInitializing")] }, initSpec)],
    ["Creating", pod("Pending", { containerStatuses: [waiting("ContainerCreating")] })],
    ["Running", pod("Running", { containerStatuses: [{ name: "c", ready: false, state: { running: {} } }] })],
    ["Completed", pod("Running", { containerStatuses: [ended({ reason: "Completed", exitCode: 0 })] })],
    [
      "NotReady",
      pod(
        "Running",
        { containerStatuses: [ended({ reason: "Completed", exitCode: 0 }), { name: "d", ready: true, state: { running: {} } }] },
        { spec: { nodeName: "node-1", containers: [{ name: "c" }, { name: "d" }] } },
      ),
    ],
    ["Signal:9", pod("Running", { containerStatuses: [ended({ exitCode: 0, signal: 9 })] })],
    ["Unknown", pod("Running", { reason: "NodeLost" }, { metadata: { name: "web", deletionTimestamp: "2026-01-01T00:00:00Z" } })],
    ["Terminating", pod("Running", {}, { metadata: { name: "web", deletionTimestamp: "2026-01-01T00:00:00Z" } })],
    [
      "Stalled",
      {
        apiVersion: "apps/v1",
        kind: "Deployment",
        status: { observedGeneration: 1, conditions: [{ type: "Progressing", status: "False", reason: "ProgressDeadlineExceeded" }] },
      },
    ],
  ])("is %s", (label, object) => {
    expect(stageLabel(stageOf(objectFrame(1, { object }).revision.object))).toBe(label);
  });

  it.each(recordings)("of every Pod of %s, where it is not that of its stage, is what kubectl has in its column STATUS", async (name) => {
    const reader = await openRecording(createReadStream(join(folder, name)), { name });
    for await (const frame of reader.frames()) {
      if (frame.kind !== "object" || frame.ref.kind !== "Pod") continue;
      const { object } = frame.revision;
      const stage = stageOf(object);
      if (stage.status === undefined || stage.status === "Unschedulable") continue;
      const { reason } = podStatus(object);
      // Of containers that ended kubectl names the first one, also where another one failed.
      if (reason === "Completed" && stage.tone === "bad") continue;
      // Of a sidecar that fails kubectl says "Init:", also long after the Pod was initialized.
      const isInitialized = itemsAt(object, "status", "conditions").some(
        (condition) => textAt(condition, "type") === "Initialized" && textAt(condition, "status") === "True",
      );
      expect(stageLabel(stage), `#${frame.sequence}`).toBe(isInitialized ? reason.replace(/^Init:/, "") : reason);
    }
    await reader.close();
  });
});

it("each word for a trouble has an interval of its own, a detail that changes has none", () => {
  const lifecycles = new ObjectLifecycles();
  const statuses = [
    { containerStatuses: [{ name: "c", ready: false, state: { running: {} } }] },
    { containerStatuses: [ended({ reason: "Error" })] },
    { containerStatuses: [ended({ reason: "Error", exitCode: 3 })] },
    { containerStatuses: [waiting("CrashLoopBackOff")] },
    { containerStatuses: [waiting("CrashLoopBackOff")], message: "again" },
  ];
  for (const [i, status] of statuses.entries()) lifecycles.observe(objectFrame(i + 1, { object: pod("Running", status) }));
  const [lifecycle] = lifecycles.all();
  expect(lifecycle?.stageIntervals.map(({ fromMs, stage }) => [fromMs, stageLabel(stage)])).toEqual([
    [1000, "Running"],
    [2000, "Error"],
    [4000, "CrashLoopBackOff"],
  ]);
});
