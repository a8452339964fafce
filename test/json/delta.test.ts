import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyDelta, makeDelta } from "../../src/json/delta.js";
import { countWork } from "../support/count-work.js";

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (data: Uint8Array) => new TextDecoder("utf-8", { fatal: true }).decode(data);

describe("delta", () => {
  it("applied to the base gives the target, for any two texts", () => {
    const piece = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 12 }),
      fc.constantFrom('"name":"nginx",', '"ready":true', "日本語", "日中", "é", "è", '{"a":[', "0123456789012345"),
    );
    const anyText = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(""));
    fc.assert(
      fc.property(anyText, anyText, (a, b) => {
        const steps = makeDelta(bytes(a), bytes(b));
        expect(text(applyDelta(bytes(a), steps))).toBe(b);
        for (const step of steps) if (typeof step !== "number") text(step);
      }),
      { numRuns: 500 },
    );
  });

  it("never cuts a character, where a common run ends inside two that begin with the same byte", () => {
    const [before, after] = ['["a":1,"name":"nginx",é,"z":"0123456789012345"]', '["b":1,"name":"nginx",è,"z":"0123456789012345"]'];
    const steps = makeDelta(bytes(before), bytes(after));
    expect(steps.filter((step) => typeof step !== "number").map((step) => text(step))).toEqual(["b", "è"]);
    expect(text(applyDelta(bytes(before), steps))).toBe(after);
  });

  it("is small where an API object changed in two places", () => {
    const before = `{"kind":"Pod","metadata":{"name":"nginx","resourceVersion":"573","labels":${JSON.stringify({ app: "x".repeat(2000) })}},"status":{"phase":"Pending"}}`;
    const after = before.replace('"573"', '"574"').replace("Pending", "Running");
    expect(
      makeDelta(bytes(before), bytes(after)).reduce<number>((n, step) => n + (typeof step === "number" ? 1 : step.length), 0),
    ).toBeLessThan(20);
  });

  it.each([
    [
      "the same few tokens over and over, in another order",
      (seed: number, size: number) => Array.from({ length: size }, (_, i) => `${(i * seed) % 53},`).join(""),
    ],
    ["nothing in common", (seed: number, size: number) => Array.from({ length: size }, (_, i) => `"${Math.sin(i * seed)}":1,`).join("")],
    ["no punctuation at all", (seed: number, size: number) => `${seed}`.repeat(size)],
  ])("takes work that grows with the texts and not with their product, where they have %s", (_, make) => {
    const workOf = (size: number) => {
      const [a, b] = [bytes(make(7, size)), bytes(make(11, size))];
      return countWork("json/", () => expect(Buffer.compare(applyDelta(a, makeDelta(a, b)), b)).toBe(0));
    };
    expect(workOf(40_000)).toBeLessThan(2.5 * workOf(20_000));
  });

  it("refuses steps that reach beyond the base", () => {
    expect(() => applyDelta(bytes("abc"), [4])).toThrow(RangeError);
    expect(() => applyDelta(bytes("abc"), [2, -2])).toThrow(RangeError);
    expect(() => applyDelta(bytes("abc"), [Number.NaN])).toThrow(RangeError);
  });
});
