import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findJsonSpan } from "../../src/serve/json-span.js";
import { onOneLine, withResourceVersion } from "../../src/serve/watch-line.js";

describe("finding one value in JSON", () => {
  it("gives the value that parsing gives, in any object however it is laid out", () => {
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

  it("is not fooled by the same name elsewhere, nor by quotes inside strings", () => {
    const text = Buffer.from(
      '{"a":{"metadata":{"resourceVersion":"1"}},"b":"}\\",\\"metadata\\":{","metadata":{"x":[{}],"resourceVersion":"2"}}',
    );
    const span = findJsonSpan(text, ["metadata", "resourceVersion"]);
    expect(text.toString("utf8", span?.start, span?.end)).toBe('"2"');
  });
});

describe("an object that leaves a selection", () => {
  it("is said with the new version, all other bytes as recorded", () => {
    const text = '{"kind":"Pod", "metadata":{"name":"é","resourceVersion":"5","n":12345678901234567890},"x":{"resourceVersion":"5"}}';
    const changed = Buffer.from(withResourceVersion(Buffer.from(text), "77")).toString();
    expect(changed).toBe(text.replace('"resourceVersion":"5","n"', '"resourceVersion":"77","n"'));
  });
});

it("an object recorded over several lines becomes one line of the same JSON", () => {
  const pretty = Buffer.from(JSON.stringify({ a: ["x\ny"] }, undefined, 2));
  const line = Buffer.from(onOneLine(pretty)).toString();
  expect(line).not.toContain("\n");
  expect(JSON.parse(line)).toEqual({ a: ["x\ny"] });
});
