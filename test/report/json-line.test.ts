import { expect, it } from "vitest";
import { printable } from "../../src/io/printable.js";
import { jsonLine } from "../../src/report/terminal/json-line.js";
import { nested } from "../support/hostile-values.js";

it("JSON for a terminal steers it no more than text does, and reads back as it was", () => {
  const value = { "\u009b31m": "\u001b[2J\u202e\u2028\u007f\u{e0041}\u2800", list: [1, null] };
  const line = jsonLine(value);
  expect(printable(line)).toBe(line);
  expect(JSON.parse(line)).toEqual(value);
});

it("JSON holds what is nested as deep as the API server accepts, the same as it holds anything", () => {
  const deep = { a: [1, "x", null, true, { "": {} }, []], lost: undefined, deep: nested(10_000) };
  const shallow = nested(10, { a: [1, "x", null, true, { "": {} }, [], undefined, Number.NaN], lost: undefined, "\n": -0 });
  const line = jsonLine(deep);
  expect(jsonLine(JSON.parse(line))).toBe(line);
  expect(line).toContain(jsonLine({ a: deep.a }).slice(1, -1));
  expect(jsonLine(shallow)).toBe(JSON.stringify(shallow));
});
