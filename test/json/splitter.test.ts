import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type JsonSplitError, JsonSplitter } from "../../src/json/splitter.js";

/** Objects with strings that look like structure. */
const objects = fc.array(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })), { maxLength: 8 });

function split(text: Buffer, cuts: readonly number[], limits = {}) {
  const splitter = new JsonSplitter(limits);
  const places = [0, ...[...cuts].map((cut) => cut % (text.length + 1)).sort((a, b) => a - b), text.length];
  const values = places.slice(1).flatMap((end, i) => [...splitter.push(text.subarray(places[i], end))]);
  return { values, end: splitter.end() };
}

describe("a stream of JSON objects", () => {
  it.each([
    ["one a line", (texts: readonly string[]) => texts.join("\n")],
    ["one after the other without anything between", (texts: readonly string[]) => texts.join("")],
    ["as an array", (texts: readonly string[]) => `[\n  ${texts.join(",\n  ")}\n]\n`],
    ["as an array that was never closed", (texts: readonly string[]) => `[\n  ${texts.join(",\n  ")}`],
  ])("is split into the same objects whatever its pieces are: %s", (form, join) => {
    fc.assert(
      fc.property(objects, fc.constantFrom(0, 4), fc.array(fc.nat(), { maxLength: 12 }), (expected, indent, cuts) => {
        const text = Buffer.from(join(expected.map((object) => JSON.stringify(object, undefined, indent))));
        const { values, end } = split(text, cuts);
        expect(values.map(({ bytes }) => JSON.parse(bytes.toString()) as unknown)).toEqual(
          expected.map((object) => JSON.parse(JSON.stringify(object)) as unknown),
        );
        for (const { bytes, startByte, line } of values) {
          expect(text.subarray(startByte, startByte + bytes.length).equals(bytes)).toBe(true);
          expect(line).toBe(text.subarray(0, startByte).toString().split("\n").length);
        }
        expect(end.unclosed).toBe(form.includes("never closed"));
      }),
    );
  });

  it.each([
    ['{"a":1}\n{"b":2}\nError: x', "line 3 (byte 16)", "neither an object nor white space"],
    ['{"a":1}\n  {"b":[', "line 2 (byte 10)", "the input ends in the middle of an object"],
    [`{"a":1}{"b":${"[".repeat(20)}`, "line 1 (byte 21)", "nested more than 10 deep"],
    [`{"a":1}\n{"b":"${"x".repeat(1000)}`, "line 2 (byte 8)", "an object is larger than 0 MiB"],
  ])("gives what precedes the damage, and names its place: %s", (text, place, problem) => {
    const splitter = new JsonSplitter({ maxNesting: 10, maxBytes: 500 });
    const seen: string[] = [];
    const read = () => {
      for (const { bytes } of splitter.push(Buffer.from(text))) seen.push(bytes.toString());
      splitter.end();
    };
    expect(read).toThrow(expect.objectContaining({ message: problem, place }) as JsonSplitError);
    expect(seen[0]).toBe('{"a":1}');
  });
});
