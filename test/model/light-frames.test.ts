import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ObjectFrame } from "../../src/model/frame.js";
import type { Uid } from "../../src/model/kube-object.js";
import { LightFrames } from "../../src/model/light-frames.js";
import { type KnownSpec, parseSharingSpec } from "../../src/model/parse-sharing-spec.js";
import { parseSharingStatus } from "../../src/model/parse-sharing-status.js";
import { Revision } from "../../src/model/revision.js";
import { SharedValues } from "../../src/model/shared-values.js";

/** As JSON.parse answers: a value, or that it is no JSON. */
function answered(parse: () => unknown): unknown {
  try {
    return { value: parse() };
  } catch (error) {
    return error instanceof SyntaxError ? "no JSON" : error;
  }
}

describe("an object whose spec is shared with the revision before it", () => {
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
      '"s":"§the spec that it had§"',
      '"spec":"§"',
      '"spec":"§the spec that it had§"',
      '"status":"§the status that it has§"',
      '"my\\"status":{}',
    ),
  );
  const text = fc.array(member, { maxLength: 4 }).map((members) => `{${members.join(",")}}`);
  const damaged = fc
    .tuple(text, fc.nat(200), fc.constantFrom("", '"', "{", "}", ",", "\\", "\u0000"))
    .map(([whole, at, piece]) => whole.slice(0, at) + piece + whole.slice(at + 1));

  it("is what JSON.parse makes of each text, whatever the texts are", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(text, damaged), { maxLength: 8 }), (texts) => {
        let known: KnownSpec | undefined;
        for (const each of texts) {
          const shared = answered(() => {
            const parsed = parseSharingSpec(each, known);
            known = parsed.spec;
            return parsed.value;
          });
          expect(shared).toStrictEqual(answered(() => JSON.parse(each)));
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("is the same with a status that was read before, however few of them are kept", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(text, damaged), { maxLength: 8 }), fc.nat(40), (texts, most) => {
        const statuses = new SharedValues(most);
        for (const each of texts) {
          const shared = answered(() => parseSharingStatus(each, statuses, (rest) => parseSharingSpec(rest)).value);
          expect(shared).toStrictEqual(answered(() => JSON.parse(each)));
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("has the same spec as before by identity while its text is the same, and its own once it is not", () => {
    const first = parseSharingSpec('{"kind":"Pod","spec":{"nodeName":"a"},"status":{}}');
    const second = parseSharingSpec('{"kind":"Pod","spec":{"nodeName":"a"},"status":{"phase":"Running"}}', first.spec);
    const third = parseSharingSpec('{"kind":"Pod","spec":{"nodeName":"b"},"status":{"phase":"Running"}}', second.spec);
    const specOf = ({ value }: { value: unknown }) => (value as { spec: unknown }).spec;
    expect(specOf(second)).toBe(specOf(first));
    expect(specOf(third)).toEqual({ nodeName: "b" });
    expect(Object.keys(second.value as object)).toEqual(["kind", "spec", "status"]);
  });
});

describe("a light frame", () => {
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

  it("lacks managedFields and nothing else; its bytes are those that were sent", () => {
    const text = '{"kind":"Pod","metadata":{"name":"web","managedFields":[{"manager":"kubelet"}],"uid":"u"},"spec":{}}';
    const light = new LightFrames().of(frameOf(text));
    expect(light?.revision.object).toEqual({ kind: "Pod", metadata: { name: "web", uid: "u" }, spec: {} });
    expect(light?.revision.text).toBe(text);
  });

  it("has the status of another object by identity where both texts are the same, and its own where they are not", () => {
    const light = new LightFrames();
    const statusOf = (text: string) => light.of(frameOf(text))?.revision.object["status"];
    const first = statusOf('{"metadata":{"name":"a"},"status":{"phase":"Pending"}}');
    expect(statusOf('{"metadata":{"name":"b"},"status":{"phase":"Pending"}}')).toBe(first);
    expect(statusOf('{"metadata":{"name":"a"},"status":{"phase":"Running"}}')).toEqual({ phase: "Running" });
  });

  it.each([
    ["a name in managedFields holds a bracket", '{"metadata":{"name":"web","managedFields":[{"manager":"a]b"}]},"spec":{}}'],
    ["managedFields come first", '{"metadata":{"managedFields":[{"manager":"a"}],"name":"web"}}'],
    ["there is no metadata", '{"kind":"Pod"}'],
  ])("is the whole object where %s", (_, text) => {
    expect(new LightFrames().of(frameOf(text))?.revision.object).toEqual(Revision.ofText(text).object);
  });

  it.each(["", "[]", "null", '{"metadata":', '"text"'])("is none where the bytes are no object: %j", (text) => {
    expect(new LightFrames().of(frameOf(text))).toBeUndefined();
  });
});
