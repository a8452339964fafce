import { describe, expect, it } from "vitest";
import type { Finding } from "../../../src/diagnosis/engine/finding.js";
import type { FindingGroup } from "../../../src/diagnosis/group-findings.js";
import type { ObjectRef, Uid } from "../../../src/model/kube-object.js";
import { adviceParts, findingRows } from "../../../src/web/view/finding-rows.js";

const object: ObjectRef = { uid: "u" as Uid, apiVersion: "v1", kind: "Pod", name: "web" };

function group(causes: readonly number[], more: Partial<Finding> = {}): FindingGroup {
  const finding: Finding = {
    class: "Error",
    severity: "critical",
    object,
    message: "",
    firstSequence: 1,
    lastSequence: 1,
    sinceMs: 0,
    durationMs: null,
    resolved: false,
    evidence: [1],
    events: [],
    causes,
    advice: [],
    ...more,
  };
  return { finding, members: [0], objects: [object] };
}

describe("the findings of a verdict", () => {
  it("follow their causes, with the numbers of the terminal", () => {
    const { failures } = findingRows([group([]), group([]), group([0]), group([1]), group([2]), group([0])]);
    expect(failures.map(({ number, depth, causes }) => [number, depth, causes])).toEqual([
      [1, 0, []],
      [3, 1, [1]],
      [5, 2, [3]],
      [6, 1, [1]],
      [2, 0, []],
      [4, 1, [2]],
    ]);
  });

  it("with several causes are below the one that has the most itself, and name all", () => {
    const { failures } = findingRows([group([]), group([]), group([0]), group([1, 2])]);
    expect(failures.map(({ number, depth, causes }) => [number, depth, causes])).toEqual([
      [1, 0, []],
      [3, 1, [1]],
      [4, 2, [2, 3]],
      [2, 0, []],
    ]);
  });

  it("that are worth knowing stand apart, and are no place for consequences", () => {
    const { failures, infos } = findingRows([group([], { severity: "info" }), group([0])]);
    expect(infos.map(({ number }) => number)).toEqual([1]);
    expect(failures.map(({ number, depth, causes }) => [number, depth, causes])).toEqual([[2, 0, [1]]]);
  });

  it("do not repeat advice", () => {
    const { failures } = findingRows([group([], { advice: ["a", "b"] }), group([0], { advice: ["b", "c"] })]);
    expect(failures.map(({ advice }) => advice)).toEqual([["a", "b"], ["c"]]);
  });

  it("can be a chain of any length", () => {
    expect(findingRows(Array.from({ length: 20_000 }, (_, i) => group(i === 0 ? [] : [i - 1]))).failures).toHaveLength(20_000);
  });

  it("split advice into words and a command to copy", () => {
    expect(adviceParts("roll back meanwhile: kubectl rollout undo deployment/web -n default")).toEqual({
      words: "roll back meanwhile",
      command: "kubectl rollout undo deployment/web -n default",
    });
    expect(adviceParts("kubectl get pods")).toEqual({ words: "", command: "kubectl get pods" });
    expect(adviceParts("find the unhandled exception in its last log lines")).toEqual({
      words: "find the unhandled exception in its last log lines",
    });
  });
});
