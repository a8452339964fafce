import { describe, expect, it } from "vitest";
import type { ConditionStatus } from "../../src/lifecycle/fields/conditions.js";
import type { Outcome } from "../../src/lifecycle/outcome.js";
import type { NewFrame } from "../../src/model/frame.js";
import { type KubeObject, refOf } from "../../src/model/kube-object.js";
import type { Target } from "../../src/model/target.js";
import { parseUntil, UntilWatch } from "../../src/record/until.js";
import { eventAbout, object, revision, types } from "../support/objects.js";

const nginx: Target = { type: types.pods, namespace: "default", name: "nginx", typed: "pod/nginx" };

/** The objects of this test hold their own outcome. */
function outcomeOf(of: KubeObject): Outcome {
  const given = (of["outcome"] ?? {}) as Partial<Outcome> & { conditions?: Record<string, ConditionStatus> };
  return { ready: false, failed: false, complete: false, ...given, condition: (name) => given.conditions?.[name] };
}

function frame(type: "ADDED" | "MODIFIED" | "DELETED", of: KubeObject): NewFrame {
  return { kind: "object", type, offsetMs: 0, observedAt: "", ref: refOf(of), resourceVersion: "1", revision: revision(of) };
}

const pod = (outcome: object, status: object = {}) => object(types.pods, { name: "nginx", fields: { outcome, status } });

function watch(until: string): UntilWatch {
  return new UntilWatch({ until: parseUntil(until), targets: [nginx], outcomeOf }, 0);
}

describe("--until", () => {
  it("ready: when every target is ready or complete; impossible once one has failed", () => {
    const ready = watch("ready");
    expect(ready.check(0).kind).toBe("waiting");
    ready.note(frame("ADDED", pod({})), 0);
    expect(ready.check(0).kind).toBe("waiting");
    ready.note(frame("MODIFIED", pod({ failed: true }, { phase: "Failed", reason: "Evicted" })), 0);
    expect(ready.check(0)).toEqual({ kind: "impossible", reason: "Pod/nginx is Failed (Evicted) and will not become ready" });
    ready.note(frame("MODIFIED", pod({ ready: true })), 0);
    expect(ready.check(0).kind).toBe("reached");
  });

  it("failed: also when an object that belongs to the target is stuck", () => {
    const failed = watch("failed");
    failed.note(frame("ADDED", pod({ ready: true })), 0);
    expect(failed.check(0).kind).toBe("waiting");
    failed.note(frame("ADDED", object(types.pods, { name: "child", fields: { outcome: { stuck: "ImagePullBackOff" } } })), 0);
    expect(failed.check(0)).toEqual({ kind: "reached", reason: "Pod/child is in ImagePullBackOff" });
  });

  it("deleted: when the target existed and is deleted; a target that never existed is waited for", () => {
    const deleted = watch("deleted");
    expect(deleted.check(0).kind).toBe("waiting");
    deleted.note(frame("ADDED", pod({})), 0);
    deleted.note(frame("DELETED", pod({})), 0);
    expect(deleted.check(0).kind).toBe("reached");
  });

  it("what is missing is named: never created, deleted, its stage, its condition; nothing once it is reached", () => {
    const ready = watch("ready");
    expect(ready.missing()).toBe("pod/nginx was never created");
    ready.note(frame("ADDED", pod({}, { phase: "Pending" })), 0);
    expect(ready.missing()).toMatch(/^Pod\/nginx is /);
    ready.note(frame("DELETED", pod({})), 0);
    expect(ready.missing()).toBe("pod/nginx was deleted");
    ready.note(frame("ADDED", pod({ ready: true })), 0);
    expect(ready.missing()).toBe("");

    const condition = watch("condition=Synced");
    condition.note(frame("ADDED", pod({})), 0);
    expect(condition.missing()).toBe("Pod/nginx does not report condition Synced");
    condition.note(frame("MODIFIED", pod({ conditions: { Synced: "False" } })), 0);
    expect(condition.missing()).toBe("Pod/nginx has condition Synced=False");

    const settled = watch("settled");
    settled.note(frame("ADDED", pod({ ready: true })), 0);
    expect(settled.missing()).toBe("that takes 3s without a change");
    settled.command("running", 0);
    expect(settled.missing()).toBe("the command is still running");
  });

  it("condition=NAME: any status, by name in any case of the status", () => {
    const condition = watch("condition=Initialized=false");
    condition.note(frame("ADDED", pod({ conditions: { Initialized: "False" } })), 0);
    expect(condition.check(0).kind).toBe("reached");
  });

  it("settled: shortly after the last change when ready, later when stuck; repeated Events do not count as changes", () => {
    const settled = watch("settled");
    settled.note(frame("ADDED", pod({ stuck: "CrashLoopBackOff" })), 1000);
    expect(settled.check(10_000).kind).toBe("waiting");
    settled.note(frame("MODIFIED", eventAbout(pod({}), "BackOff")), 10_500);
    expect(settled.check(11_000)).toEqual({ kind: "reached", reason: "Pod/nginx stays in CrashLoopBackOff" });
    settled.note(frame("MODIFIED", pod({ ready: true })), 12_000);
    expect(settled.check(14_000).kind).toBe("waiting");
    expect(settled.check(15_000)).toEqual({ kind: "reached", reason: "all targets have settled" });
  });

  it("settled: not while a Job still has work, even if one of its Pods failed; but when it is stuck", () => {
    const settled = watch("settled");
    const child = (outcome: object) => object(types.pods, { name: "child", fields: { outcome } });
    settled.note(frame("ADDED", pod({ ready: true, underWay: true })), 0);
    settled.note(frame("ADDED", child({ failed: true })), 0);
    expect(settled.check(59_000).kind).toBe("waiting");
    settled.note(frame("MODIFIED", child({ stuck: "ImagePullBackOff" })), 59_000);
    expect(settled.check(69_000)).toEqual({ kind: "reached", reason: "Pod/child stays in ImagePullBackOff" });
    settled.note(frame("MODIFIED", pod({ failed: true })), 70_000);
    expect(settled.check(73_000)).toEqual({ kind: "reached", reason: "all targets have settled" });
  });

  it("settled: not while the command runs, and soon after it failed without any change", () => {
    const settled = watch("settled");
    settled.command("running", 0);
    expect(settled.check(1_000_000).kind).toBe("waiting");
    settled.command({ exitCode: 1 }, 1_000_000);
    expect(settled.check(1_003_000)).toEqual({ kind: "reached", reason: "the command failed and nothing changed afterwards" });
  });

  it.each(["ready", "failed", "condition=Ready"])(
    "%s: not by the state before the command, nor before what it did has arrived",
    (until) => {
      const waiting = watch(until);
      waiting.command("running", 0);
      waiting.note(frame("ADDED", pod({ ready: true, stuck: "CrashLoopBackOff", conditions: { Ready: "True" } })), 0);
      expect(waiting.check(60_000).kind).toBe("waiting");
      waiting.command({ exitCode: 0 }, 60_000);
      expect(waiting.check(60_500).kind).toBe("waiting");
      expect(waiting.check(61_000).kind).toBe("reached");
    },
  );

  it("an unknown state is a usage error with the closest one", () => {
    expect(() => parseUntil("redy")).toThrow(expect.objectContaining({ exitCode: 2, hint: 'did you mean "--until ready"?' }));
  });
});
