import { describe, expect, it } from "vitest";
import type { ObjectFrame } from "../../src/model/frame.js";
import type { Uid } from "../../src/model/kube-object.js";
import { Revision } from "../../src/model/revision.js";
import { StrippedFrames } from "../../src/model/stripped-frames.js";

describe("a stripped frame", () => {
  const frameOf = (text: string, type: ObjectFrame["type"] = "MODIFIED"): ObjectFrame => ({
    kind: "object",
    sequence: 1,
    offsetMs: 0,
    observedAt: "2026-11-22T10:00:00Z",
    type,
    ref: { uid: "u" as Uid, apiVersion: "v1", kind: "Pod", name: "web" },
    resourceVersion: "1",
    revision: Revision.ofText(text),
  });

  it("has all of the object but managedFields, and no bytes, which may be overwritten by then", () => {
    const text = '{"kind":"Pod","metadata":{"name":"web","managedFields":[{"manager":"kubelet"}],"uid":"u"},"spec":{}}';
    const stripped = new StrippedFrames().strip(frameOf(text));
    expect(stripped?.revision.object).toEqual({ kind: "Pod", metadata: { name: "web", uid: "u" }, spec: {} });
    expect(stripped?.revision).not.toHaveProperty("bytes");
  });

  it("shares with the previous revision what has not changed", () => {
    const stripped = new StrippedFrames();
    const read = (version: number, labels: string) =>
      stripped.strip(
        frameOf(`{"kind":"Pod","metadata":{"name":"a","resourceVersion":"${version}","labels":${labels}},"status":{"n":${version}}}`),
      )?.revision.object;
    const [first, second, third] = [read(1, '{"a":"b"}'), read(2, '{"a":"b"}'), read(3, "{}")];
    expect(second).toEqual({ kind: "Pod", metadata: { name: "a", resourceVersion: "2", labels: { a: "b" } }, status: { n: 2 } });
    expect(second?.metadata.labels).toBe(first?.metadata.labels);
    expect(first?.metadata.resourceVersion).toBe("1");
    expect(third?.metadata).toEqual({ name: "a", resourceVersion: "3", labels: {} });
  });

  it("shares the status of another object where both texts are equal", () => {
    const stripped = new StrippedFrames();
    const statusOf = (text: string) => stripped.strip(frameOf(text))?.revision.object["status"];
    const first = statusOf('{"metadata":{"name":"a"},"status":{"phase":"Pending"}}');
    expect(statusOf('{"metadata":{"name":"b"},"status":{"phase":"Pending"}}')).toBe(first);
    expect(statusOf('{"metadata":{"name":"a"},"status":{"phase":"Running"}}')).toEqual({ phase: "Running" });
  });

  it.each([
    ["a name in managedFields holds a bracket", '{"metadata":{"name":"web","managedFields":[{"manager":"a]b"}]},"spec":{}}'],
    ["managedFields come first", '{"metadata":{"managedFields":[{"manager":"a"}],"name":"web"}}'],
    ["there is no metadata", '{"kind":"Pod"}'],
  ])("has the whole object where %s", (_, text) => {
    expect(new StrippedFrames().strip(frameOf(text))?.revision.object).toEqual(Revision.ofText(text).object);
  });

  it.each(["", "[]", "null", '{"metadata":', '"text"'])("does not exist where the bytes are not an object: %j", (text) => {
    expect(new StrippedFrames().strip(frameOf(text))).toBeUndefined();
  });
});
