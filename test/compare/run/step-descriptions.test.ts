import { describe, expect, it } from "vitest";
import { describeStep, stepKey } from "../../../src/compare/run/step-descriptions.js";
import { stageOf } from "../../../src/lifecycle/stage.js";
import type { KubeObject } from "../../../src/model/kube-object.js";
import { exited, pod, waiting } from "../../lifecycle/pods.js";

const up = { node: "node-1", phase: "Running" };
const stateOf = (status: object) => (status as { readonly state: object }).state;
const keyOf = (object: KubeObject) => stepKey(object, stageOf(object));
const describePod = (object: KubeObject) =>
  describeStep("A", "/Pod", { key: keyOf(object).key, interval: { ...keyOf(object), stage: stageOf(object) } });

describe("two stages are the same step", () => {
  it("a failed pull and the back-off after it", () => {
    const [fails, backsOff] = ["ErrImagePull", "ImagePullBackOff"].map(
      (reason) => keyOf(pod({ node: "node-1", statuses: [waiting(reason)] })).key,
    );
    expect(fails).toBe("ImagePullBackOff");
    expect(backsOff).toBe(fails);
  });

  it("a container that ended and its CrashLoopBackOff", () => {
    const ended = pod({ ...up, statuses: [exited(3)] });
    const backsOff = pod({ ...up, statuses: [waiting("CrashLoopBackOff", "nginx", { restartCount: 1, lastState: stateOf(exited(3)) })] });
    expect(keyOf(backsOff).key).toBe(keyOf(ended).key);
  });

  it("not two containers that end with different exit codes", () => {
    expect(keyOf(pod({ ...up, statuses: [exited(3)] })).key).not.toBe(keyOf(pod({ ...up, statuses: [exited(4)] })).key);
  });
});

describe("a step is described as a sentence about its run", () => {
  it.each([
    ["A could not pull nginx:1.27", pod({ node: "node-1", statuses: [waiting("ErrImagePull", "nginx", { image: "nginx:1.27" })] })],
    ["A's container nginx terminated (exit code 3)", pod({ ...up, statuses: [exited(3)] })],
    [
      "A's container nginx kept terminating (exit code 3)",
      pod({ ...up, statuses: [waiting("CrashLoopBackOff", "nginx", { restartCount: 2, lastState: stateOf(exited(3)) })] }),
    ],
    [
      "A could not start container nginx: CreateContainerConfigError",
      pod({ node: "node-1", statuses: [waiting("CreateContainerConfigError")] }),
    ],
    ["A was scheduled", pod({ node: "node-1", conditions: { PodScheduled: "True" } })],
    ["A could not be scheduled", pod({ conditions: { PodScheduled: ["False", "Unschedulable"] } })],
  ])("%s", (sentence, object) => {
    expect(describePod(object)).toBe(sentence);
  });

  it.each([
    ["Ready", "A became Ready"],
    ["not Ready", "A was no longer Ready"],
    ["Terminating", "A started terminating"],
    ["Deleted", "A was deleted"],
    ["Scaled to zero", "A was scaled to zero"],
  ])("%s: %s", (key, sentence) => {
    expect(describeStep("A", "apps/ReplicaSet", { key, interval: { stage: { name: key, tone: "good" } } })).toBe(sentence);
  });
});
