import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findJsonSpan, nestingOf } from "../../src/json/spans.js";

describe("the span of a value in JSON", () => {
  it("holds the value that parsing gives, in any object and any layout", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), fc.json()), fc.constantFrom(0, 2), (members, indent) => {
        const object = Object.fromEntries(Object.entries(members).map(([key, json]) => [key, JSON.parse(json) as unknown]));
        const text = Buffer.from(JSON.stringify({ metadata: object, tail: 1 }, undefined, indent));
        for (const key of [...Object.keys(object), "absent"]) {
          const span = findJsonSpan(text, ["metadata", key]);
          const found = span && (JSON.parse(text.toString("utf8", span.start, span.end)) as unknown);
          expect(found).toEqual(Object.hasOwn(object, key) ? JSON.parse(JSON.stringify(object[key])) : undefined);
        }
      }),
    );
  });

  it("is not that of the same name elsewhere, or of one inside a string", () => {
    const text = Buffer.from(
      '{"a":{"metadata":{"resourceVersion":"1"}},"b":"}\\",\\"metadata\\":{","metadata":{"x":[{}],"resourceVersion":"2"}}',
    );
    const span = findJsonSpan(text, ["metadata", "resourceVersion"]);
    expect(text.toString("utf8", span?.start, span?.end)).toBe('"2"');
  });
});

it("nesting counts the brackets outside strings, to any depth", () => {
  expect(nestingOf(Buffer.from('{"a":"[[[\\"","b":[{}]}'))).toBe(3);
  expect(nestingOf(Buffer.from("[".repeat(1_000_000)))).toBe(1_000_000);
  expect(nestingOf(Buffer.from('"cut short'))).toBe(0);
});
