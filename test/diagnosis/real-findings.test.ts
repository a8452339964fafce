import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { diagnose } from "../../src/diagnosis/engine/diagnose.js";
import { openRecording } from "../../src/recording/node/open-recording.js";
import { inBrief } from "./timed-objects.js";

/** What went wrong in each recording of a real cluster (Kubernetes 1.36), written down by hand; the shortest chain that is true. */
const expected: Readonly<Record<string, readonly string[]>> = {
  "admission-policy": ["critical FailedCreate ReplicaSet/web-789dc4db69", "critical RolloutStuck Deployment/web ← 0"],
  "daemonset-healthy": [],
  "eviction-api": ["~info EvictionByEvictionAPI Pod/web-789dc4db69-9k4wr"],
  "ingress-no-backend": ["critical BackendNotFound Ingress/i", "warning NoIngressClass Ingress/i"],
  "init-container-fails": ["critical CrashLoopBackOff Pod/p[setup]"],
  "init-container-retried": ["~warning Error Pod/p[setup]"],
  "init-container-runs-on": ["info ContainersNotInitialized Pod/p[wait-db]"],
  "job-deadline": ["critical DeadlineExceeded Job/j", "~warning ExceededGracePeriod Pod/j-xpjdd[app] ← 0"],
  "job-failed-index": ["warning Error Pod/j-1-6b4zr[app]", "warning Error Pod/j-1-vl8mv[app]", "critical FailedIndexes Job/j ← 0,1"],
  "job-pod-failure-policy": ["warning Error Pod/j-46qmr[app]", "critical PodFailurePolicy Job/j ← 0"],
  "pod-deadline": ["critical DeadlineExceeded Pod/p"],
  "post-start-hook-fails": ["critical PostStartHookError Pod/p[app]", "critical CrashLoopBackOff Pod/p[app] ← 0"],
  preemption: ["~warning Preempted Pod/low"],
  "progress-deadline": [
    "critical Unschedulable Pod/web-5bf68f879f-4f965",
    "critical RolloutStuck Deployment/web ← 0",
    "critical ProgressDeadlineExceeded Deployment/web ← 1",
  ],
  quota: ["critical FailedCreate ReplicaSet/web-7bd448c645", "critical RolloutStuck Deployment/web ← 0"],
  "service-not-ready": [
    "warning Unhealthy Pod/web-7c4fb58799-nbwj6[app]",
    "warning RolloutStuck Deployment/web ← 0",
    "warning NoReadyEndpoints Service/s ← 0",
  ],
  "sidecar-stopped": ["info ExceededGracePeriod Pod/p[side]"],
  "start-error": [
    "critical RunContainerError Pod/p[app]",
    "critical StartError Pod/p[app] ← 0",
    "critical CrashLoopBackOff Pod/p[app] ← 1",
  ],
  "startup-probe-fails": ["critical Unhealthy Pod/p[app]", "critical CrashLoopBackOff Pod/p[app] ← 0"],
  "statefulset-broken-rollout": [
    "critical ErrImagePull Pod/db-1[app]",
    "critical ImagePullBackOff Pod/db-1[app] ← 0",
    "critical RolloutStuck StatefulSet/db ← 1",
  ],
  "statefulset-no-volume": [
    "critical FailedBinding PersistentVolumeClaim/d-db-0",
    "critical Unschedulable Pod/db-0 ← 0",
    "critical RolloutStuck StatefulSet/db ← 1",
  ],
};

const folder = join(import.meta.dirname, "real");

async function findingsOf(name: string) {
  return diagnose(await openRecording(createReadStream(join(folder, `${name}.kubespy.gz`)), { name }));
}

describe("the findings of a failure recorded on a real cluster are the ones written down", () => {
  it.each(Object.keys(expected))("%s", async (name) => {
    expect(inBrief(await findingsOf(name))).toEqual(expected[name]);
  });

  it("each recording has its findings written down", async () => {
    const names = (await readdir(folder)).map((file) => file.replace(".kubespy.gz", ""));
    expect(names.sort()).toEqual(Object.keys(expected).sort());
  });
});

describe("messages of the cluster are shortened", () => {
  it.each([
    [
      "start-error",
      "StartError",
      'Container app terminated with exit code 128 (the container runtime could not start it); 3 restarts so far: exec: "/nonexistent/program": stat /nonexistent/program: no such file or directory.',
    ],
    ["progress-deadline", "Unschedulable", "No node fits the Pod: of 1 node, 1 node(s) didn't match Pod's node affinity/selector."],
    [
      "admission-policy",
      "FailedCreate",
      'The ReplicaSet cannot create its Pods: policy "realfind-latest" denied the request: every Pod must say its team.',
    ],
    ["ingress-no-backend", "BackendNotFound", 'The Ingress routes to Service "nosvc", which does not exist.'],
    [
      "job-failed-index",
      "FailedIndexes",
      "The Job failed (failed Pods: 2, failed indexes: 1); it creates no more Pods: Job has failed indexes.",
    ],
  ])("%s: %s", async (name, found, message) => {
    expect((await findingsOf(name)).find((each) => each.class === found)?.message).toBe(message);
  });

  it("an init container that succeeds at its second try has completed", async () => {
    expect((await findingsOf("init-container-retried"))[0]?.resolution).toBe("Container setup completed.");
  });
});
