import { describe, expect, it } from "vitest";
import type { Frame, ObjectFrame } from "../../src/model/frame.js";
import { type KubeObject, refOf } from "../../src/model/kube-object.js";
import { Revision } from "../../src/model/revision.js";
import { LastWholeMoment } from "../../src/report/trace/last-whole-moment.js";
import { eventAbout, object, types } from "../support/objects.js";

type Step = readonly [of: KubeObject, type: ObjectFrame["type"]];

function frames(steps: readonly Step[]): readonly Frame[] {
  return steps.map(([of, type], i) => ({
    kind: "object",
    sequence: i + 1,
    offsetMs: (i + 1) * 1000,
    observedAt: new Date(Date.UTC(2026, 10, 22, 10, 0, i + 1)).toISOString(),
    type,
    ref: refOf(of),
    resourceVersion: String(i + 1),
    revision: Revision.ofObject(of),
  }));
}

/** The moment after these steps, a second apart. */
function momentAfter(steps: readonly Step[], isRoot: (name: string) => boolean = () => true) {
  const whole = new LastWholeMoment(({ name }) => isRoot(name));
  for (const frame of frames(steps)) whole.observe(frame);
  return whole.moment;
}

const pod = (name: string) => object(types.pods, { name });
const leaving = (name: string) => {
  const of = pod(name);
  return { ...of, metadata: { ...of.metadata, deletionTimestamp: "2026-11-22T10:00:00Z" } };
};

describe("the last moment at which a workload was whole", () => {
  it("is the step before the deletion was requested, not that before the object was gone", () => {
    const steps: readonly Step[] = [
      [pod("a"), "ADDED"],
      [pod("a"), "MODIFIED"],
      [leaving("a"), "MODIFIED"],
      [leaving("a"), "DELETED"],
    ];
    expect(momentAfter(steps)).toEqual({ sequence: 2, offsetMs: 3000, objects: 1 });
  });

  it("is the step before an object was deleted without a grace period", () => {
    expect(
      momentAfter([
        [pod("a"), "ADDED"],
        [pod("a"), "DELETED"],
      ]),
    ).toEqual({ sequence: 1, offsetMs: 2000, objects: 1 });
  });

  it("is undefined while a root exists or is being deleted, and where there never was one", () => {
    expect(momentAfter([])).toBeUndefined();
    expect(
      momentAfter([
        [pod("a"), "ADDED"],
        [leaving("a"), "MODIFIED"],
      ]),
    ).toBeUndefined();
    expect(
      momentAfter([
        [pod("a"), "ADDED"],
        [pod("b"), "ADDED"],
        [pod("a"), "DELETED"],
      ]),
    ).toBeUndefined();
  });

  it("is the last one at which as many roots existed as ever", () => {
    const steps: readonly Step[] = [
      [pod("a"), "ADDED"],
      [pod("b"), "ADDED"],
      [pod("a"), "DELETED"],
      [pod("c"), "ADDED"],
      [pod("b"), "DELETED"],
      [pod("c"), "DELETED"],
    ];
    expect(momentAfter(steps)).toEqual({ sequence: 4, offsetMs: 5000, objects: 2 });
  });

  it("counts roots only, and no Kubernetes Events", () => {
    const steps: readonly Step[] = [
      [pod("root"), "ADDED"],
      [pod("child"), "ADDED"],
      [pod("child"), "DELETED"],
      [eventAbout(pod("root"), "Killing"), "ADDED"],
      [pod("root"), "DELETED"],
    ];
    expect(momentAfter(steps, (name) => name !== "child")).toEqual({ sequence: 4, offsetMs: 5000, objects: 1 });
  });

  it("ignores what is still received of an object that was deleted", () => {
    const steps: readonly Step[] = [
      [pod("a"), "ADDED"],
      [pod("a"), "DELETED"],
      [pod("a"), "MODIFIED"],
    ];
    expect(momentAfter(steps)).toEqual({ sequence: 1, offsetMs: 2000, objects: 1 });
  });
});
