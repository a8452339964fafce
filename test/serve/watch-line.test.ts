import { describe, expect, it } from "vitest";
import { onOneLine, withResourceVersion } from "../../src/serve/watch/watch-line.js";

describe("an object that leaves a selection", () => {
  it("is sent with the new version and all other bytes as recorded", () => {
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
