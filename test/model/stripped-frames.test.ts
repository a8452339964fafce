import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makeDelta } from "../../src/json/json.js";
import { LentRevision } from "../../src/model/borrowed-revisions.js";
import type { BorrowedFrame, ObjectFrame } from "../../src/model/frame.js";
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
    ["a spec has a field of that name", '{"metadata":{"name":"web"},"spec":{"a":{},"managedFields":[{"path":"/x"}]}}'],
    ["the object has a field of that name", '{"metadata":{"name":"}{"},"managedFields":[{"path":"/x"}]}'],
    ["the metadata of a template has it", '{"spec":{"template":{"metadata":{"name":"web","managedFields":[]}}},"metadata":{"name":"web"}}'],
  ])("has the whole object where %s", (_, text) => {
    expect(new StrippedFrames().strip(frameOf(text))?.revision.object).toEqual(Revision.ofText(text).object);
  });

  it.each(["", "[]", "null", '{"metadata":', '"text"'])("does not exist where the bytes are not an object: %j", (text) => {
    expect(new StrippedFrames().strip(frameOf(text))).toBeUndefined();
  });
});

describe("a frame that says what it changed", () => {
  const time = fc.constantFrom("2026-11-22T10:00:00Z", "2026-11-22T10:00:07Z", "a]b", "é");
  const managed = fc.oneof(
    { weight: 6, arbitrary: time.map((at) => `"managedFields":[{"time":"${at}","f:status":{"f:phase":{}}}]`) },
    { weight: 1, arbitrary: fc.constantFrom('"managedFields":[]', '"managedFields": []', '"finalizers":[]') },
  );
  const version = fc.constantFrom(
    '"resourceVersion":"9"',
    '"resourceVersion":"10"',
    '"resourceVersion":"x"',
    '"resourceVersion":"1\\u0030"',
  );
  const name = fc.constantFrom('"name":"a"', '"name":"é"', '"name":"日","labels":{"a":"b"}', '"name":"a","generation":2');
  const metadata = fc
    .tuple(name, version, managed, fc.boolean())
    .map(([a, b, c, isSorted]) => `"metadata":{${(isSorted ? [a, c, b] : [a, b, c]).join(",")}}`);
  const spec = fc.constantFrom('"spec":{"replicas":1}', '"spec":{"template":{"status":{"a":1}}}', '"data":{}', '"spec":7');
  const status = fc.constantFrom(
    '"status":{"phase":"Pending"}',
    '"status":{"phase":"Running","note":"é"}',
    '"status":{"phase":"Running","ready":true}',
    '"status":{"note":"§"}',
    '"status":{"items":[{"a":1,"managedFields":[{"b":2}]}]}',
    '"status":{},"status":{"phase":"Again"}',
    '"status":{"phase":}',
    '"statuses":{}',
  );
  const text = fc.tuple(metadata, spec, status).map((members) => `{"kind":"Pod",${members.join(",")}}`);
  const history = fc.array(fc.tuple(text, fc.boolean()), { minLength: 2, maxLength: 8 });

  const frameOf = (sequence: number, bytes: Uint8Array, edits?: readonly number[]): BorrowedFrame => ({
    kind: "object",
    sequence,
    offsetMs: 0,
    observedAt: "2026-11-22T10:00:00Z",
    type: "MODIFIED",
    ref: { uid: "u" as Uid, apiVersion: "v1", kind: "Pod", name: "web" },
    resourceVersion: "1",
    revision: new LentRevision(bytes, () => (edits === undefined ? undefined : { base: sequence - 1, edits })),
  });

  it("gives the same object as one that does not, whatever it changed", () => {
    fc.assert(
      fc.property(history, (revisions) => {
        const along = new StrippedFrames();
        let before: Uint8Array | undefined;
        for (const [i, [json, isWhole]] of revisions.entries()) {
          const bytes = new TextEncoder().encode(json);
          const edits = before === undefined || isWhole ? undefined : editsBetween(before, bytes);
          expect(along.strip(frameOf(i + 1, bytes, edits))?.revision.object).toStrictEqual(
            new StrippedFrames().strip(frameOf(i + 1, bytes))?.revision.object,
          );
          before = bytes;
        }
      }),
      { numRuns: 1000 },
    );
  });

  it("gives the same object after edits at any bytes", () => {
    const piece = fc.constantFrom("", "1", "]", '"', "}", "§", '"managedFields":[', ',"status":{', "é", "x");
    const cuts = fc.array(fc.tuple(fc.nat(300), fc.nat(9), piece), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(text, cuts, (json, wanted) => {
        const base = new TextEncoder().encode(json);
        const edits: number[] = [];
        const pieces: Uint8Array[] = [];
        let at = 0;
        for (const [start, length, inserted] of wanted.toSorted(([a], [b]) => a - b)) {
          if (start < at || start + length > base.length) continue;
          const added = new TextEncoder().encode(inserted);
          edits.push(start, start + length, added.length);
          pieces.push(base.subarray(at, start), added);
          at = start + length;
        }
        const bytes = Buffer.concat([...pieces, base.subarray(at)]);
        const along = new StrippedFrames();
        along.strip(frameOf(1, base));
        expect(along.strip(frameOf(2, bytes, edits))?.revision.object).toStrictEqual(
          new StrippedFrames().strip(frameOf(2, bytes))?.revision.object,
        );
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    [
      "a status comes to hold managedFields",
      '{"metadata":{"name":"a"},"status":{"a":[1]}}',
      '{"metadata":{"name":"a"},"status":{"x":1,"managedFields":[1]}}',
    ],
    [
      "the first managedFields are in the status",
      '{"metadata":{"name":"a"},"status":{"x":1,"managedFields":[1],"b":2}}',
      '{"metadata":{"name":"a"},"status":{"x":1,"managedFields":[2],"b":3}}',
    ],
    [
      "the first managedFields are in the spec",
      '{"metadata":{"resourceVersion":"1"},"spec":{"x":1,"managedFields":[1]},"status":{"b":2}}',
      '{"metadata":{"resourceVersion":"2"},"spec":{"x":1,"managedFields":[2]},"status":{"b":3}}',
    ],
    [
      "the quote of its version is within managedFields",
      '{"metadata":{"resourceVersion":"1,"managedFields":[]2"},"status":{}}',
      '{"metadata":{"resourceVersion":"3,"managedFields":[]2"},"status":{}}',
    ],
    ["its status is followed by another member", '{"metadata":{},"status":{"a":1}}', '{"metadata":{},"status":{"a":1},"z":2}'],
  ])("gives the same object where %s", (_, ...texts) => {
    const [first, second] = texts.map((each) => new TextEncoder().encode(each)) as [Uint8Array, Uint8Array];
    const along = new StrippedFrames();
    along.strip(frameOf(1, first));
    expect(along.strip(frameOf(2, second, editsBetween(first, second)))?.revision.object).toStrictEqual(
      new StrippedFrames().strip(frameOf(2, second))?.revision.object,
    );
  });

  it("is read without its text where only the version, managedFields and the status changed", () => {
    const textOf = (n: number) =>
      `{"kind":"Pod","metadata":{"name":"é","resourceVersion":"${n}","managedFields":[{"time":"${n}"}]},"spec":{"a":1},"status":{"n":${n}}}`;
    const stripped = new StrippedFrames();
    const [first, second] = [9, 10].map((n) => new TextEncoder().encode(textOf(n))) as [Uint8Array, Uint8Array];
    const spec = stripped.strip(frameOf(1, first))?.revision.object["spec"];
    const frame = frameOf(2, second, editsBetween(first, second));
    const revision = Object.defineProperty(frame.revision, "text", { get: () => expect.unreachable("its text was read") });
    const object = stripped.strip({ ...frame, revision })?.revision.object;
    expect(object).toEqual({ kind: "Pod", metadata: { name: "é", resourceVersion: "10" }, spec: { a: 1 }, status: { n: 10 } });
    expect(object?.["spec"]).toBe(spec);
  });
});

function editsBetween(before: Uint8Array, after: Uint8Array): readonly number[] {
  const edits: number[] = [];
  let [start, end, inserted] = [0, 0, 0];
  const finish = () => {
    if (end > start || inserted > 0) edits.push(start, end, inserted);
  };
  for (const step of makeDelta(before, after)) {
    if (typeof step !== "number") inserted += step.length;
    else if (step < 0) end -= step;
    else {
      finish();
      [start, end, inserted] = [end + step, end + step, 0];
    }
  }
  finish();
  return edits;
}
