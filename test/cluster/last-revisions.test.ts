import { describe, expect, it } from "vitest";
import { openRecordingFile } from "../../src/app/open-recording-file.js";
import { LastRevisions } from "../../src/cluster/watch/last-revisions.js";
import { readWatchLine } from "../../src/cluster/watch/watch-line.js";
import { applyDelta } from "../../src/json/delta.js";
import { collect } from "../support/histories.js";
import { projectRoot } from "../support/program.js";

const pod = (version: string, phase: string, owner = "o") =>
  `{"kind":"Pod","apiVersion":"v1","metadata":{"annotations":{},"ownerReferences":[{"kind":"ReplicaSet","uid":"${owner}"}],"name":"a","uid":"u","resourceVersion":"${version}"},"status":{"phase":"${phase}"}}`;

function revisionOf(line: string, last: LastRevisions) {
  const event = readWatchLine(Buffer.from(line), last);
  if (!("revision" in event)) throw new Error(`${event.type}: ${line}`);
  return event.revision;
}

function changed(object: string, type = "MODIFIED"): string {
  return `{"type":"${type}","object":${object}}`;
}

describe("revisions of one stream", () => {
  it("keep their bytes and provide the difference to the previous one, also if the uid of an owner comes first", () => {
    const last = new LastRevisions();
    const first = revisionOf(changed(pod("9", "Pending")), last);
    const second = revisionOf(changed(pod("10", "Running")), last);
    expect(first.change).toBeUndefined();
    expect(second.text).toBe(pod("10", "Running"));
    expect(second.head).toEqual({ ref: first.head.ref, resourceVersion: "10" });
    const change = second.change?.();
    expect(change?.base).toBe(first.bytes);
    expect(Buffer.from(applyDelta(first.bytes, change?.steps ?? [])).toString()).toBe(pod("10", "Running"));
  });

  it("are whole again after a deletion; a line that is not JSON has no effect", () => {
    const last = new LastRevisions();
    revisionOf(changed(pod("9", "Pending")), last);
    expect(readWatchLine(Buffer.from(changed(`${pod("10", "Running").slice(0, -1)},}`)), last)).toMatchObject({ type: "MALFORMED" });
    expect(revisionOf(changed(pod("11", "Failed")), last).change).toBeDefined();
    revisionOf(changed(pod("12", "Failed"), "DELETED"), last);
    expect(revisionOf(changed(pod("13", "Pending"), "ADDED"), last).change).toBeUndefined();
  });

  it("are exactly those of the server, and few are scanned as a whole: a real rollout", async () => {
    const recording = await openRecordingFile(`${projectRoot}/recordings/deployment-rollout.kubespy.gz`);
    const frames = (await collect(recording.frames())).filter((frame) => frame.kind === "object");
    await recording.close();
    const last = new LastRevisions();
    const revisions = frames.map((frame) => revisionOf(changed(frame.revision.text), last));
    expect(revisions.map(({ text }) => text)).toEqual(frames.map((frame) => frame.revision.text));
    expect(revisions.map(({ head }) => head.ref)).toEqual(frames.map((frame) => frame.ref));
    expect(revisions.map(({ head }) => head.resourceVersion)).toEqual(frames.map((frame) => frame.resourceVersion));
    const uids = new Set(frames.map((frame) => frame.ref.uid)).size;
    expect(revisions.filter(({ change }) => change !== undefined).length).toBeGreaterThan((frames.length - uids) * 0.8);
  });
});
