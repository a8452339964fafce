import { describe, expect, it } from "vitest";
import { outcomeOf } from "../../src/lifecycle/outcome.js";
import type { KubeObject } from "../../src/model/kube-object.js";
import { exited, pod, running, waiting } from "./pods.js";

function outcome(object: KubeObject): object {
  const { ready, failed, complete, stuck } = outcomeOf(object);
  return { ready, failed, complete, stuck };
}

const none = { ready: false, failed: false, complete: false, stuck: undefined };
const deployment = (status: object): KubeObject => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { generation: 2 },
  spec: { replicas: 2 },
  status: { observedGeneration: 2, replicas: 2, updatedReplicas: 2, availableReplicas: 2, ...status },
});

describe("the outcome for record --until:", () => {
  it.each<[string, KubeObject, object]>([
    [
      "a Pod is ready when its condition Ready is True",
      pod({ node: "n", phase: "Running", conditions: { Ready: "True" }, statuses: [running()] }),
      { ...none, ready: true },
    ],
    [
      "a Pod that is only Running is not ready",
      pod({ node: "n", phase: "Running", conditions: { Ready: "False" }, statuses: [running()] }),
      none,
    ],
    [
      "a Pod that is terminating is not ready",
      pod({ node: "n", phase: "Running", conditions: { Ready: "True" }, metadata: { deletionTimestamp: "2026-01-01T00:00:00Z" } }),
      none,
    ],
    ["a Pod that succeeded is complete", pod({ phase: "Succeeded", statuses: [exited(0)] }), { ...none, ready: true, complete: true }],
    ["a Pod that failed has failed", pod({ phase: "Failed", statuses: [exited(1)] }), { ...none, failed: true }],
    ["a Pod in back-off is stuck", pod({ node: "n", statuses: [waiting("ImagePullBackOff")] }), { ...none, stuck: "ImagePullBackOff" }],
    ["a Pod whose image pull failed once is not stuck yet", pod({ node: "n", statuses: [waiting("ErrImagePull")] }), none],
    [
      "a Pod without a suitable node is stuck",
      pod({ conditions: { PodScheduled: ["False", "Unschedulable"] } }),
      { ...none, stuck: "Unschedulable" },
    ],
    ["a Deployment is ready when all Pods are updated and available", deployment({}), { ...none, ready: true }],
    ["a Deployment whose spec is not observed is not ready", deployment({ observedGeneration: 1 }), none],
    ["a Deployment with an old Pod left is not ready", deployment({ replicas: 3 }), none],
    [
      "a Deployment past its deadline has failed",
      deployment({ updatedReplicas: 1, conditions: [{ type: "Progressing", status: "False", reason: "ProgressDeadlineExceeded" }] }),
      { ...none, failed: true, stuck: "ProgressDeadlineExceeded" },
    ],
    [
      "a Deployment past the deadline of an older spec has not failed",
      deployment({ observedGeneration: 1, conditions: [{ type: "Progressing", status: "False", reason: "ProgressDeadlineExceeded" }] }),
      none,
    ],
    [
      "a Job is ready once it started",
      { apiVersion: "batch/v1", kind: "Job", metadata: {}, status: { startTime: "2026-01-01T00:00:00Z" } },
      { ...none, ready: true },
    ],
    [
      "a Job that gave up has failed",
      { apiVersion: "batch/v1", kind: "Job", metadata: {}, status: { startTime: "x", conditions: [{ type: "Failed", status: "True" }] } },
      { ...none, failed: true },
    ],
    ["an object without a status is ready", { apiVersion: "v1", kind: "ConfigMap", metadata: {} }, { ...none, ready: true }],
  ])("%s", (_title, object, expected) => expect(outcome(object)).toEqual(expected));

  it("the case of a condition type does not matter, and an absent condition is not False", () => {
    const { condition } = outcomeOf(pod({ conditions: { Ready: "False" } }));
    expect([condition("ready"), condition("Initialized")]).toEqual(["False", undefined]);
  });
});
