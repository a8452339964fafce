import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseSharing, type ReadParts } from "../../src/json/shared-parse.js";
import { SharedValues } from "../../src/json/shared-values.js";
import type { ObjectFrame } from "../../src/model/frame.js";
import type { Uid } from "../../src/model/kube-object.js";
import { Revision } from "../../src/model/revision.js";
import { StrippedFrames } from "../../src/model/stripped-frames.js";

/** As JSON.parse answers: a value, or that it is no JSON. */
function answered(parse: () => unknown): unknown {
  try {
    return { value: parse() };
  } catch (error) {
    return error instanceof SyntaxError ? "no JSON" : error;
  }
}

describe("an object that shares its spec and its status with others", () => {
  const spec = fc.constantFrom(
    "{}",
    '{"replicas":2}',
    '{"template":{"spec":{"a":[1,"}"]}}}',
    '{"__proto__":{"x":1}}',
    '{"n":"é\\"日"}',
    "[]",
    "7",
    "{",
  );
  const member = fc.oneof(
    spec.map((value) => `"spec":${value}`),
    spec.map((value) => `"status":${value}`),
    spec.map((value) => `"template":{"spec":${value}}`),
    fc.constantFrom(
      '"note":"\\"spec\\":{\\"replicas\\":2}"',
      '"my\\"spec":{}',
      '"spec": {"replicas":2}',
      '"spec":"§"',
      '"status":"§"',
      '"my\\"status":{}',
      '"metadata":{"name":"a","resourceVersion":"1"}',
      '"metadata":{"name":"a","resourceVersion":"2","labels":{"a":"b"}}',
      '"metadata":{"resourceVersion":"2","resourceVersion":"3"}',
      '"metadata":{"resourceVersion":"1\\u0030"}',
      '"metadata":{"resourceVersion":"1"',
      '"metadata":{"__proto__":{"x":1},"resourceVersion":"4"}',
      '"metadata":"resourceVersion"',
      '"involvedObject":{"resourceVersion":"1"}',
      '"note":"\\"resourceVersion\\":\\"7\\""',
    ),
  );
  const text = fc.array(member, { maxLength: 4 }).map((members) => `{${members.join(",")}}`);
  const damaged = fc
    .tuple(text, fc.nat(200), fc.constantFrom("", '"', "{", "}", ",", "\\", "\u0000"))
    .map(([whole, at, piece]) => whole.slice(0, at) + piece + whole.slice(at + 1));

  it("is what JSON.parse makes of each text, whatever the texts are, and however few of them are kept", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(text, damaged), { maxLength: 8 }), fc.nat(80), (texts, most) => {
        const shared = sharedOf(most);
        let before: ReadParts | undefined;
        for (const each of texts) {
          const told = answered(() => {
            const { value, parts } = parseSharing(each, shared, before);
            before = parts;
            return value;
          });
          expect(told).toStrictEqual(answered(() => JSON.parse(each)));
        }
      }),
      { numRuns: 4000 },
    );
  });

  it("has by identity what was read of the same text before, and its own once the text is another", () => {
    const shared = sharedOf(1000);
    const read = (spec: string, status: string) =>
      parseSharing(`{"kind":"Pod","spec":{"nodeName":"${spec}"},"status":{"phase":"${status}"}}`, shared).value as Record<string, unknown>;
    const first = read("a", "Pending");
    const second = read("a", "Running");
    const third = read("b", "Pending");
    expect(second["spec"]).toBe(first["spec"]);
    expect(second["status"]).toEqual({ phase: "Running" });
    expect(third["spec"]).toEqual({ nodeName: "b" });
    expect(third["status"]).toBe(first["status"]);
    expect(Object.keys(third)).toEqual(["kind", "spec", "status"]);
  });

  it("has them again once they were dropped, as its own", () => {
    const shared = sharedOf(8);
    const read = (name: string) => parseSharing(`{"kind":"Pod","spec":{"n":"${name}"}}`, shared).value as Record<string, unknown>;
    const first = read("a");
    read("b");
    expect(read("a")["spec"]).toEqual(first["spec"]);
    expect(read("a")["spec"]).not.toBe(first["spec"]);
  });

  const sharedOf = (most: number) => ({ specs: new SharedValues(most), statuses: new SharedValues(most) });
});

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
    const stripped = new StrippedFrames().of(frameOf(text));
    expect(stripped?.revision.object).toEqual({ kind: "Pod", metadata: { name: "web", uid: "u" }, spec: {} });
    expect(stripped?.revision).not.toHaveProperty("bytes");
  });

  it("has what the revision before had, but for what has changed", () => {
    const stripped = new StrippedFrames();
    const read = (version: number, labels: string) =>
      stripped.of(
        frameOf(`{"kind":"Pod","metadata":{"name":"a","resourceVersion":"${version}","labels":${labels}},"status":{"n":${version}}}`),
      )?.revision.object;
    const [first, second, third] = [read(1, '{"a":"b"}'), read(2, '{"a":"b"}'), read(3, "{}")];
    expect(second).toEqual({ kind: "Pod", metadata: { name: "a", resourceVersion: "2", labels: { a: "b" } }, status: { n: 2 } });
    expect(second?.metadata.labels).toBe(first?.metadata.labels);
    expect(first?.metadata.resourceVersion).toBe("1");
    expect(third?.metadata).toEqual({ name: "a", resourceVersion: "3", labels: {} });
  });

  it("has the status of another object by identity where both texts are the same, and its own where they are not", () => {
    const stripped = new StrippedFrames();
    const statusOf = (text: string) => stripped.of(frameOf(text))?.revision.object["status"];
    const first = statusOf('{"metadata":{"name":"a"},"status":{"phase":"Pending"}}');
    expect(statusOf('{"metadata":{"name":"b"},"status":{"phase":"Pending"}}')).toBe(first);
    expect(statusOf('{"metadata":{"name":"a"},"status":{"phase":"Running"}}')).toEqual({ phase: "Running" });
  });

  it.each([
    ["a name in managedFields holds a bracket", '{"metadata":{"name":"web","managedFields":[{"manager":"a]b"}]},"spec":{}}'],
    ["managedFields come first", '{"metadata":{"managedFields":[{"manager":"a"}],"name":"web"}}'],
    ["there is no metadata", '{"kind":"Pod"}'],
  ])("is the whole object where %s", (_, text) => {
    expect(new StrippedFrames().of(frameOf(text))?.revision.object).toEqual(Revision.ofText(text).object);
  });

  it.each(["", "[]", "null", '{"metadata":', '"text"'])("is none where the bytes are no object: %j", (text) => {
    expect(new StrippedFrames().of(frameOf(text))).toBeUndefined();
  });
});
