import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scanHead } from "../../src/json/json.js";
import { refOf } from "../../src/model/kube-object.js";
import { Revision } from "../../src/model/revision.js";
import { almostJson, parses } from "./almost-json.js";

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

/** What parsing the whole text gives. */
function parsedHead(text: string) {
  const { object } = Revision.ofText(text);
  const version: unknown = object.metadata.resourceVersion;
  return { ref: refOf(object), resourceVersion: typeof version === "string" ? version : "" };
}

describe("the head of a revision", () => {
  it("is the one that parsing gives, for any order of keys and any layout", () => {
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
  ])("is read without parsing where the text is plain: %s", (_how, text, scanned) => {
    expect(scanHead(Buffer.from(text)) !== undefined).toBe(scanned);
    expect(new Revision(Buffer.from(text)).head).toEqual(parsedHead(text));
  });

  it("is not found in text that JSON.parse refuses", () => {
    fc.assert(
      fc.property(almostJson, (text) => {
        const bytes = Buffer.from(`{"metadata":{"name":"a"},"x":${text}}`);
        expect(scanHead(bytes) !== undefined && !parses(bytes.toString())).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  it("of bytes that are not UTF-8 is that of the decoded text", () => {
    const bytes = Buffer.concat([Buffer.from('{"metadata":{"name":"'), Buffer.from([0xff, 0xc3]), Buffer.from('","uid":"u"}}')]);
    expect(new Revision(bytes).scan()).toEqual(parsedHead(bytes.toString()));
  });
});
