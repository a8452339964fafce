import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkedValueEnd, malformed } from "../../src/json/check.js";
import { almostJson, parses } from "./almost-json.js";

describe("checking JSON", () => {
  it("ends where the value ends, for any value in any layout", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(undefined, 2), (value, indent) => {
        const text = Buffer.from(JSON.stringify(value, undefined, indent));
        expect(checkedValueEnd(Buffer.concat([text, Buffer.from(" ,")]), 0)).toBe(text.length);
      }),
    );
  });

  it("accepts no text that JSON.parse refuses", () => {
    fc.assert(
      fc.property(almostJson, (text) => {
        const bytes = Buffer.from(text);
        if (checkedValueEnd(bytes, 0) === bytes.length) expect(parses(text)).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });

  it.each([
    "01",
    "-",
    "1.",
    ".5",
    "1e",
    "+1",
    "tru",
    "nul",
    '"\\x"',
    '"\\u12g4"',
    '"\n"',
    '{"a"}',
    '{"a":1,}',
    "[1,]",
    "[1}",
    "{]",
    "{,}",
    "[,1]",
    "{1:2}",
    "\ufeff1",
  ])("refuses %j", (text) => {
    const bytes = Buffer.from(text);
    expect(checkedValueEnd(bytes, 0) === bytes.length).toBe(false);
  });

  it.each(["0", "-0.10e+5", "1E9", "true", "null", '"\\ud800\\"\\\\"', "[ ]", '{ "a" : [ { } , 1 ] }'])("accepts %s", (text) => {
    expect(checkedValueEnd(Buffer.from(text), 0)).toBe(text.length);
  });

  it("accepts the nesting that API servers accept, finds each bracket that does not fit, and ends the search far beyond", () => {
    for (const depth of [28, 30, 32, 60, 62, 10_000]) {
      const bytes = Buffer.from(`${'{"a":['.repeat(depth / 2)}1${"]}".repeat(depth / 2)}`);
      expect(checkedValueEnd(bytes, 0)).toBe(bytes.length);
      const wrong = bytes.length - Math.floor(depth / 3);
      bytes[wrong] = (bytes[wrong] ?? 0) ^ 0x20;
      expect(checkedValueEnd(bytes, 0)).toBe(malformed);
    }
    expect(checkedValueEnd(Buffer.from(`${"[".repeat(13_000)}${"]".repeat(13_000)}`), 0)).toBe(malformed);
  });
});
