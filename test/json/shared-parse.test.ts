import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ParsedParts, parseSharing, SharedValues } from "../../src/json/json.js";

/** The parsed value, or that it is not JSON. */
function outcomeOf(parse: () => unknown): unknown {
  try {
    return { value: parse() };
  } catch (error) {
    return error instanceof SyntaxError ? "not JSON" : error;
  }
}

describe("parsing with shared values", () => {
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

  it("gives what JSON.parse gives, for any texts and any limit", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(text, damaged), { maxLength: 8 }), fc.nat(80), (texts, maxCharacters) => {
        const shared = sharedOf(maxCharacters);
        let before: ParsedParts | undefined;
        for (const each of texts) {
          const outcome = outcomeOf(() => {
            const { value, parts } = parseSharing(each, shared, before);
            before = parts;
            return value;
          });
          expect(outcome).toStrictEqual(outcomeOf(() => JSON.parse(each)));
        }
      }),
      { numRuns: 4000 },
    );
  });

  it("gives the identical spec and status for a text that was parsed before, and new ones for a new text", () => {
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

  it("parses a text again after its value was dropped", () => {
    const shared = sharedOf(8);
    const read = (name: string) => parseSharing(`{"kind":"Pod","spec":{"n":"${name}"}}`, shared).value as Record<string, unknown>;
    const first = read("a");
    read("b");
    expect(read("a")["spec"]).toEqual(first["spec"]);
    expect(read("a")["spec"]).not.toBe(first["spec"]);
  });

  const sharedOf = (maxCharacters: number) => ({ specs: new SharedValues(maxCharacters), statuses: new SharedValues(maxCharacters) });
});
