import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkedValueEnd } from "../../src/json/check.js";
import { scanHead } from "../../src/json/head.js";
import { refOf } from "../../src/model/kube-object.js";
import { Revision } from "../../src/model/revision.js";

/** Text that is JSON, or nearly: pieces of it in any order, so that every rule is broken somewhere. */
const almostJson = fc
  .array(
    fc.constantFrom(
      ...'{}[],:"\\ \n\t',
      "\r",
      "\u0001",
      "{}",
      "[]",
      '"a"',
      '"b":',
      "true",
      "null",
      "fals",
      "0",
      "-",
      "1",
      ".5",
      "e+",
      "\\u00e9",
      "\\x",
      "é",
    ),
    { maxLength: 12 },
  )
  .map((pieces) => pieces.join(""));

/** Values as a server might send them in the place of names; nested ones too. */
const anyValue = fc.oneof(fc.string(), fc.jsonValue({ maxDepth: 3 }));
const metadata = fc.record(
  { name: anyValue, namespace: anyValue, uid: anyValue, resourceVersion: anyValue, labels: anyValue },
  { requiredKeys: [] },
);
const anyObject = fc.record(
  { apiVersion: anyValue, kind: anyValue, metadata: fc.oneof(metadata, anyValue), spec: anyValue },
  { requiredKeys: [] },
);

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** What a revision says without the scan. */
function parsedHead(text: string) {
  const { object } = Revision.ofText(text);
  const version: unknown = object.metadata.resourceVersion;
  return { ref: refOf(object), resourceVersion: typeof version === "string" ? version : "" };
}

describe("the head of a revision", () => {
  it("is what parsing says, in any order of keys and any layout", () => {
    fc.assert(
      fc.property(anyObject, fc.constantFrom(undefined, 1), fc.boolean(), (object, indent, reversed) => {
        const entries = Object.entries(object);
        const text = JSON.stringify(Object.fromEntries(reversed ? entries.reverse() : entries), undefined, indent);
        expect(new Revision(Buffer.from(text)).head).toEqual(parsedHead(text));
      }),
    );
  });

  it.each([
    [
      "as servers send it",
      '{"kind":"Pod","apiVersion":"v1","metadata":{"name":"a","namespace":"b","uid":"c","resourceVersion":"5"},"spec":{}}',
      true,
    ],
    [
      "with the same names elsewhere",
      '{"spec":{"metadata":{"name":"x"},"kind":"y"},"metadata":{"labels":{"uid":"x"},"name":"a"},"kind":"Pod"}',
      true,
    ],
    ["with a repeated key", '{"metadata":{"name":"a","name":"b"}}', false],
    ["with repeated metadata", '{"metadata":{"name":"a","uid":"u"},"metadata":{"name":"b"}}', false],
    ["with an escaped key", '{"metadata":{"n\\u0061me":"a"},"k\\u0069nd":"Pod"}', false],
    ["with an escaped name", '{"metadata":{"name":"\\u0061\\"b"}}', false],
    ["with a name that is no string", '{"metadata":{"name":7,"uid":null}}', false],
    ["without metadata", '{"kind":"Pod"}', false],
  ])("is read without parsing where it is plain: %s", (_how, text, scanned) => {
    expect(scanHead(Buffer.from(text)) !== undefined).toBe(scanned);
    expect(new Revision(Buffer.from(text)).head).toEqual(parsedHead(text));
  });

  it("is not found in what is no JSON: the same text as for JSON.parse", () => {
    fc.assert(
      fc.property(almostJson, (text) => {
        const bytes = Buffer.from(`{"metadata":{"name":"a"},"x":${text}}`);
        expect(scanHead(bytes) !== undefined && !parses(bytes.toString())).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  it("of bytes that are no UTF-8 is that of their decoding", () => {
    const bytes = Buffer.concat([Buffer.from('{"metadata":{"name":"'), Buffer.from([0xff, 0xc3]), Buffer.from('","uid":"u"}}')]);
    expect(new Revision(bytes).scan()).toEqual(parsedHead(bytes.toString()));
  });
});

describe("going over JSON", () => {
  it("ends where the value ends, for any value in any layout", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(undefined, 2), (value, indent) => {
        const text = Buffer.from(JSON.stringify(value, undefined, indent));
        expect(checkedValueEnd(Buffer.concat([text, Buffer.from(" ,")]), 0)).toBe(text.length);
      }),
    );
  });

  it("passes no text that JSON.parse refuses", () => {
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

  it.each(["0", "-0.10e+5", "1E9", "true", "null", '"\\ud800\\"\\\\"', "[ ]", '{ "a" : [ { } , 1 ] }'])("passes %s", (text) => {
    expect(checkedValueEnd(Buffer.from(text), 0)).toBe(text.length);
  });
});
