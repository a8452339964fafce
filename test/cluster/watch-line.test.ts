import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LineSplitter, LinesUnreadable } from "../../src/cluster/watch/line-splitter.js";
import { readWatchLine } from "../../src/cluster/watch/watch-line.js";
import { memberSpans } from "../../src/json/spans.js";

const objectText = '{"apiVersion":"v1","metadata":{"name":"a}\\"{","n":12345678901234567890,"x":1.0,"é":"\\u00e9"} , "kind":"Pod"}';

describe("a line of a watch", () => {
  it.each([
    ["as servers send it", `{"type":"MODIFIED","object":${objectText}}`],
    ["with the object first", `{"object":${objectText},"type":"MODIFIED"}`],
    ["with white space", ` { "type" : "MODIFIED" ,\t"object" : ${objectText} } `],
    ["with a further field", `{"type":"MODIFIED","object":${objectText},"extra":{"object":{}}}`],
    ["with an escaped key", `{"type":"MODIFIED","obj\\u0065ct":${objectText}}`],
    ["with a key twice", `{"type":"MODIFIED","object":{},"object":${objectText}}`],
  ])("keeps the object's bytes as they were sent: %s", (_how, line) => {
    const event = readWatchLine(Buffer.from(line));
    expect(event).toMatchObject({ type: "MODIFIED" });
    expect("revision" in event && event.revision.text).toBe(objectText);
  });

  it("keeps bytes that are not UTF-8", () => {
    const object = Buffer.concat([Buffer.from('{"metadata":{"name":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}}')]);
    const event = readWatchLine(Buffer.concat([Buffer.from('{"type":"ADDED","object":'), object, Buffer.from("}")]));
    expect("revision" in event && Buffer.compare(Buffer.from(event.revision.bytes), object)).toBe(0);
  });

  it.each([
    ["{", "not JSON"],
    ['{"type":"ADDED","object":{bad}}', "not JSON"],
    ['{"type":"ADDED","object":{}}]', "not JSON"],
    ['{"type":"ADDED","object":{}}{"type":"ADDED","object":{', "not JSON"],
    ["[]", "not a JSON object"],
    ['{"object":{}}', "no type"],
    ['{"type":"ADDED"}', "ADDED without an object"],
    ['{"type":"ADDED","object":[1]}', "ADDED without an object"],
    ['{"type":"RENAMED","object":{}}', 'unknown type "RENAMED"'],
    ['{"type":"BOOKMARK","object":{"metadata":{}}}', "BOOKMARK without a resourceVersion"],
  ])("that is not a watch event is MALFORMED, with its text: %s", (line, problem) => {
    expect(readWatchLine(Buffer.from(line))).toEqual({ type: "MALFORMED", problem, line: Buffer.from(line) });
  });

  it("may be a bookmark with other empty fields, as real servers send", () => {
    const object = {
      kind: "Pod",
      metadata: { resourceVersion: "5005", annotations: { "k8s.io/initial-events-end": "true" } },
      spec: { containers: null },
    };
    expect(readWatchLine(Buffer.from(JSON.stringify({ type: "BOOKMARK", object })))).toEqual({
      type: "BOOKMARK",
      resourceVersion: "5005",
      initialEventsEnd: true,
    });
  });

  it("may be an ERROR with anything as its Status", () => {
    for (const object of [null, "boom", 7, []])
      expect(readWatchLine(Buffer.from(JSON.stringify({ type: "ERROR", object })))).toEqual({ type: "ERROR", status: {} });
  });

  it("never throws, whatever it contains", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        readWatchLine(Buffer.from(text));
        readWatchLine(Buffer.from(`{"type":"ADDED","object":${text}}`));
      }),
    );
  });
});

describe("a stream of bytes", () => {
  it("yields the same lines wherever it is split", () => {
    const lines = ['{"a":"ünïcödé 🚢"}', "plain", '{"b":1}'];
    const bytes = Buffer.from(`${lines.join("\r\n")}\n\n\r\n`);
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length)), (cuts) => {
        const splitter = new LineSplitter();
        const edges = [0, ...cuts.sort((a, b) => a - b), bytes.length];
        const got = edges.slice(1).flatMap((end, index) => splitter.push(bytes.subarray(edges[index], end)));
        expect(got.map(String)).toEqual(lines);
        expect(splitter.rest()).toHaveLength(0);
      }),
    );
  });

  it("returns an unfinished line only as the rest", () => {
    const splitter = new LineSplitter();
    expect(splitter.push(Buffer.from("whole\nha")).map(String)).toEqual(["whole"]);
    expect(splitter.push(Buffer.from("lf")).map(String)).toEqual([]);
    expect(String(splitter.rest())).toBe("half");
  });

  it("with an endless line fails at the limit, after the lines before it", () => {
    const splitter = new LineSplitter(100);
    const lines: Buffer[] = [];
    expect(() => splitter.push(Buffer.from(`whole\n${"x".repeat(200)}`), lines)).toThrow(LinesUnreadable);
    expect(lines.map(String)).toEqual(["whole"]);
  });
});

describe("spans of JSON", () => {
  it("cut out what JSON.parse reads, for any object", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.constantFrom(0, 2), (object, indent) => {
        const text = Buffer.from(JSON.stringify(object, null, indent));
        const spans = memberSpans(text);
        const read = [...spans].map(([key, { start, end }]) => [key, JSON.parse(text.subarray(start, end).toString())]);
        expect(read).toEqual(Object.entries(JSON.parse(text.toString())));
      }),
    );
  });

  it("go through any depth without running out of stack", () => {
    const depth = 1_000_000;
    const text = Buffer.from(`{"a":${"[".repeat(depth)}${"]".repeat(depth)}}`);
    expect(memberSpans(text).get("a")).toEqual({ start: 5, end: 5 + 2 * depth });
  });
});
