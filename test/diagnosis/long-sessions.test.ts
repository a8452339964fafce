import { describe, expect, it, vi } from "vitest";
import { Diagnosis } from "../../src/diagnosis/engine/diagnosis.js";
import { LiveObjects } from "../../src/diagnosis/engine/world.js";
import type { ObjectFrame } from "../../src/model/frame.js";
import { type KubeObject, refOf } from "../../src/model/kube-object.js";
import { coverageLines } from "../../src/report/findings/coverage-lines.js";
import { eventAbout, object, revision, types } from "../support/objects.js";

/** A diagnosis, and a frame a second. */
function diagnosing() {
  const diagnosis = new Diagnosis();
  let sequence = 0;
  const observe = (type: ObjectFrame["type"], of: KubeObject) => {
    sequence++;
    const { head } = revision(of);
    const offsetMs = sequence * 1000;
    const observedAt = new Date(Date.UTC(2026, 0, 1) + offsetMs).toISOString();
    const { resourceVersion } = head;
    diagnosis.observe({ kind: "object", sequence, offsetMs, observedAt, type, ref: refOf(of), resourceVersion, revision: revision(of) });
  };
  return { diagnosis, observe };
}

function failedPod(n: number): KubeObject {
  const owner = { apiVersion: "apps/v1", kind: "ReplicaSet", name: "web", uid: "rs", controller: true };
  const pod = object(types.pods, { name: `web-${n}`, fields: { spec: {}, status: { phase: "Failed", reason: "Evicted" } } });
  return { ...pod, metadata: { ...pod.metadata, creationTimestamp: "2026-01-01T00:00:00Z", ownerReferences: [owner] } };
}

function failedJob(n: number): KubeObject {
  const conditions = [{ type: "Failed", status: "True", reason: "BackoffLimitExceeded", message: "Job has reached the limit" }];
  return object(types.jobs, { name: `job-${n}`, fields: { spec: {}, status: { failed: 1, conditions } } });
}

describe("in a session that lasts for months", () => {
  it("a failed Pod costs no look at all the others that failed", () => {
    const { diagnosis, observe } = diagnosing();
    const above = vi.spyOn(LiveObjects.prototype, "controllersOf");
    for (let n = 0; n < 300; n++) observe("ADDED", failedPod(n));
    expect(above.mock.calls.length).toBeLessThan(300 * 20);
    above.mockRestore();
    expect(diagnosis.findings().length).toBeGreaterThan(0);
  });

  it("of too many failures the latest are found, and it is said how many are not listed", () => {
    const { diagnosis, observe } = diagnosing();
    for (let n = 0; n < 6000; n++) {
      observe("ADDED", failedJob(n));
      observe("DELETED", failedJob(n));
    }
    observe("ADDED", failedJob(6000));
    const findings = diagnosis.findings();
    const { omitted } = diagnosis.coverage(findings);
    expect(findings.some(({ object: { name }, resolved }) => name === "job-6000" && !resolved)).toBe(true);
    expect(findings.length + (omitted?.resolved ?? 0)).toBe(6001);
    expect(coverageLines(diagnosis.coverage(findings), [], { hasFindings: true })).toEqual([
      `Not listed: ${6001 - findings.length} earlier failures, resolved before the others. Use --at to see them.`,
    ]);
  });

  it("an Event that expires long after its object was deleted is not taken for one about an unrecorded object", () => {
    const { diagnosis, observe } = diagnosing();
    const pod = object(types.pods, { name: "gone" });
    const event = eventAbout(pod, "Killing");
    observe("ADDED", pod);
    observe("ADDED", event);
    observe("DELETED", pod);
    for (let n = 0; n < 3000; n++) observe("DELETED", object(types.pods, { name: `other-${n}` }));
    observe("DELETED", event);
    expect(diagnosis.coverage([]).unrecorded).toEqual([]);
  });

  it("of thousands of objects that only Events mention the latest are known, with the Events that have expired", () => {
    const { diagnosis, observe } = diagnosing();
    const warning = (name: string) => ({ ...eventAbout(object(types.pods, { name }), "Failed"), type: "Warning" });
    for (let n = 0; n < 1500; n++) observe("ADDED", warning(`pod-${n}`));
    observe("DELETED", warning("pod-1499"));
    const { unrecorded } = diagnosis.coverage([]);
    expect(unrecorded.length).toBe(1000);
    expect(unrecorded.at(-1)).toMatchObject({ ref: { name: "pod-1499" }, warnings: 1 });
  });
});
