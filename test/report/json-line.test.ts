import { expect, it } from "vitest";
import { printable } from "../../src/io/printable.js";
import { jsonLine } from "../../src/report/terminal/json-line.js";

it("JSON for a terminal steers it no more than text does, and reads back as it was", () => {
  const value = { "\u009b31m": "\u001b[2J\u202e\u2028\u007f", list: [1, null] };
  const line = jsonLine(value);
  expect(printable(line)).toBe(line);
  expect(JSON.parse(line)).toEqual(value);
});
