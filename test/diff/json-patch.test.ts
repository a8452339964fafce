import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deepEqual } from "../../src/diff/deep-equal.js";
import { applyPatch, fromPointer, makePatch, toPointer } from "../../src/diff/json-patch.js";

const key = fc.constantFrom("a", "b", "a/b", "~", "", "__proto__", "constructor", "0");
const anyValue: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom(null, true, 0, 1, "", "x"),
    fc.array(tie("value"), { maxLength: 5 }),
    fc.array(fc.tuple(key, tie("value")), { maxLength: 5 }).map((entries) => Object.fromEntries(entries)),
  ),
})).value;

describe("a patch", () => {
  it("turns the one document into the other: apply(a, makePatch(a, b)) = b", () => {
    fc.assert(
      fc.property(anyValue, anyValue, (a, b) => {
        expect(deepEqual(applyPatch(a, makePatch(a, b)), b)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it("is empty between equal documents", () => {
    fc.assert(
      fc.property(anyValue, (a) => {
        expect(makePatch(a, JSON.parse(JSON.stringify(a)))).toEqual([]);
      }),
    );
  });

  it("is applied to a copy", () => {
    fc.assert(
      fc.property(anyValue, anyValue, (a, b) => {
        const text = JSON.stringify(a);
        applyPatch(a, makePatch(a, b));
        expect(JSON.stringify(a)).toBe(text);
      }),
    );
  });

  it("holds a small change and nothing else", () => {
    expect(makePatch({ spec: { image: "a", replicas: 1 } }, { spec: { image: "b", replicas: 1 } })).toEqual([
      { op: "replace", path: "/spec/image", value: "b" },
    ]);
  });

  it("that does not fit is refused, and changes no prototype", () => {
    expect(() => applyPatch({}, [{ op: "replace", path: "/a/b", value: 1 }])).toThrow(RangeError);
    expect(() => applyPatch([1], [{ op: "remove", path: "/3" }])).toThrow(RangeError);
    applyPatch({}, [{ op: "add", path: "/__proto__", value: { polluted: true } }]);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});

it("a JSON Pointer reads back as the tokens it was made of", () => {
  fc.assert(
    fc.property(fc.array(fc.string()), (tokens) => {
      expect(fromPointer(toPointer(tokens))).toEqual(tokens);
    }),
  );
});
