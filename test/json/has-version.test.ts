import { describe, expect, it } from "vitest";
import { hasVersion } from "../../src/json/has-version.js";
import { Revision } from "../../src/model/revision.js";

const usual =
  '{"kind":"Pod","apiVersion":"v1","metadata":{"name":"web","annotations":{"a":"{\\"metadata\\":{}}"},"resourceVersion":"7"},"spec":{}}';

describe("a resourceVersion is recognised without a full scan", () => {
  it.each([
    ["of a usual object", usual],
    ["with white space anywhere", usual.replaceAll(":", " : ").replaceAll(",", "\n, ")],
    [
      "that comes after what is nested",
      '{"spec":{"a":[{"metadata":{"resourceVersion":"8"}}]},"metadata":{"a":[{}],"resourceVersion":"7"}}',
    ],
  ])("%s", (_, text) => {
    expect(hasVersion(Buffer.from(text), "7")).toBe(true);
  });

  it.each([
    ["another version", usual.replace('"7"', '"8"')],
    ["none", usual.replace('"resourceVersion":"7"', '"generation":7')],
    ["a number", usual.replace('"7"', "7")],
    ["a later one in metadata, which overrides it", usual.replace('"7"', '"7","resourceVersion":"8"')],
    ["a later metadata, which overrides it", usual.replace('"spec"', '"metadata"')],
    ["a later one spelled with escapes, which overrides it", usual.replace('"7"', '"7","resource\\u0056ersion":"8"')],
    ["a later metadata spelled with escapes, which overrides it", usual.replace('"spec"', '"metad\\u0061ta"')],
    ["one elsewhere", '{"spec":{"metadata":{"resourceVersion":"7"}}}'],
    ["one in a list", '{"metadata":[{"resourceVersion":"7"}]}'],
    ["one with the same beginning", usual.replace('"7"', '"77"')],
    ["an end in the middle", usual.slice(0, usual.indexOf('"7"') + 1)],
    ["nothing", ""],
  ])("but not where there is %s", (_, text) => {
    expect(hasVersion(Buffer.from(text), "7")).toBe(false);
  });

  it("and where it is not, the parsed object decides", () => {
    for (const text of [usual.replace('"7"', '"8","resourceVersion":"7"'), usual.replace('"resourceV', '"resource\\u0056'), usual])
      expect([text, new Revision(Buffer.from(text)).hasVersion("7")]).toEqual([text, true]);
    expect(new Revision(Buffer.from(usual.replace('"7"', '"7","resourceVersion":"8"'))).hasVersion("7")).toBe(false);
  });
});
