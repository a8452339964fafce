import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sessionData } from "../../../src/app/page/report-to-file.js";
import { packJson } from "../../../src/web/file/pack-json.js";
import { unpackJson } from "../../../src/web/file/unpack-json.js";
import { bundled } from "../../app/support.js";

/** Objects of few shapes, whose values are like those of an analysis. */
const word = fc.constantFrom(
  "web-17",
  "web-018",
  "pod/web-17 in 5s",
  "2026-11-22T10:57:09Z",
  "10.0.0.1",
  "578cb7c3-5046-410b-99d9",
  "007",
  "-1",
  "",
);
const number = fc.oneof(
  fc.integer(),
  fc.double({ noDefaultInfinity: true, noNaN: true }),
  fc.integer().map((n) => n / 1000),
  fc.maxSafeInteger(),
);
const row = fc.record(
  { a: fc.oneof(word, number, fc.constant(null)), b: fc.array(number, { maxLength: 3 }), c: fc.boolean() },
  { requiredKeys: ["a"] },
);
const table = fc.array(fc.oneof(row, row, fc.record({ c: row, a: word, d: row }, { requiredKeys: ["c"] })), { maxLength: 30 });

const text = (value: unknown) => JSON.stringify(value);

describe("packed JSON", () => {
  it("unpacks to the same JSON, with keys in the same order", () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue({ maxDepth: 6 }), fc.object({ withNullPrototype: true }), table), (value) => {
        const json: unknown = JSON.parse(text(value));
        expect(text(unpackJson(packJson(json)))).toBe(text(json));
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ["keys that objects have by themselves", JSON.parse('{"__proto__":{"a":1},"constructor":2,"toString":[3]}')],
    ["numbers that are no sum of units", [0.1, 0.2, 0.30000000000000004, 918.3483430000001, 1e300, -1e-300, 2 ** 60, -4503599627.370497]],
    ["halves of characters", ["\ud800", { "\udfff": "\u0000\u2028" }]],
    ["texts that look like other values", ["1", 1, "null", null, "[]", [], "{}", {}]],
  ])("keeps %s", (_, value: unknown) => {
    expect(text(unpackJson(packJson(value)))).toBe(text(value));
    expect(({} as { a?: number }).a).toBeUndefined();
  });

  it("keeps the analysis of a session", async () => {
    const data = await sessionData({ session: await bundled("deployment-bad-rollout") });
    expect(unpackJson(packJson(data))).toEqual(JSON.parse(text(data)));
  });

  it("stores equal parts once", () => {
    const part = { kind: "Pod", name: "web-17", labels: ["a", "b"] };
    const one = packJson([part]).length;
    expect(packJson(new Array(1000).fill(part)).length).toBeLessThan(one + 20);
  });
});
