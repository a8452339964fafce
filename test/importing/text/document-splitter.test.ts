import { describe, expect, it } from "vitest";
import { DocumentSplitter } from "../../../src/importing/text/document-splitter.js";

function split(text: string | Buffer, size = Number.POSITIVE_INFINITY, limits = {}) {
  const splitter = new DocumentSplitter(limits);
  const input = Buffer.from(text);
  const documents: string[] = [];
  const take = (found: Iterable<{ format: string; bytes: Uint8Array; line: number; startByte: number }>) => {
    for (const { format, bytes, line, startByte } of found)
      documents.push(`${format} ${line}:${startByte} ${Buffer.from(bytes).toString().replace(/\s+/g, " ").trim()}`);
  };
  for (let at = 0; at < input.length; at += size) take(splitter.push(input.subarray(at, at + size)));
  take(splitter.end());
  const { cut, isArrayOpen, report } = splitter;
  return { documents, cut: cut && `${cut.line}:${cut.startByte} ${cut.reason}`, isArrayOpen, warnings: report.warnings };
}

const klog = "E0301 10:00:00.123456   12345 memcache.go:287] couldn't get {group: metrics}\n";

describe("documents in JSON", () => {
  it.each<[situation: string, text: string, documents: readonly string[]]>([
    ["one a line", '{"a":1}\n{"b":2}\n', ['json 1:0 {"a":1}', 'json 2:8 {"b":2}']],
    ["without a line break between them", '{"a":1}{"b":2} {"c":"}"}', ['json 1:0 {"a":1}', 'json 1:7 {"b":2}', 'json 1:15 {"c":"}"}']],
    ["pretty-printed", '{\n    "a": {\n        "b": 1\n    }\n}\n{\n}\n', ['json 1:0 { "a": { "b": 1 } }', "json 6:36 { }"]],
    ["with carriage returns", '{\r\n  "a": 1\r\n}\r\n', ['json 1:0 { "a": 1 }']],
    ["in an array", '[\n  {"a":1},\n  {"b":2}\n]\n', ['json 2:4 {"a":1}', 'json 3:15 {"b":2}']],
    ["in arrays that were joined", '[{"a":1}]\n[{"b":2}]', ['json 1:1 {"a":1}', 'json 2:11 {"b":2}']],
    ["as a List with one item a line", '{"items":[\n{"a":1},\n{"b":2}\n]}\n', ['json 1:0 {"items":[ {"a":1}, {"b":2} ]}']],
    ["not indented at all", '{\n"a":1,\n"b":true\n}\n', ['json 1:0 { "a":1, "b":true }']],
  ])("%s", (_, text, documents) => {
    expect(split(text)).toEqual({ documents, cut: undefined, isArrayOpen: false, warnings: [] });
  });

  it("keep the bytes of their strings, whatever is in them", () => {
    const text = String.raw`{"a":"\" } { \\","b":"[]"}`;
    expect(split(`${text}\n`).documents).toEqual([`json 1:0 ${text}`]);
  });
});

describe("lines that are no document are counted, with the first", () => {
  it.each<[situation: string, text: string, documents: readonly string[], warning: string]>([
    ["klog first", `${klog}{"a":1}\n`, [`json 2:${klog.length} {"a":1}`], "1 line is no JSON and was skipped, in line 1"],
    [
      "an error between",
      '{"a":1}\nError from server {"x"}\n{"b":2}\n',
      ['json 1:0 {"a":1}', 'json 3:32 {"b":2}'],
      "1 line is no JSON and was skipped, in line 2",
    ],
    [
      "separators",
      '{"a":1}\n---\n{"b":2}\n---\n',
      ['json 1:0 {"a":1}', 'json 3:12 {"b":2}'],
      "2 lines are no JSON and were skipped, the first in line 2",
    ],
    [
      "NULs, as after a crash",
      `{"a":1}\n${"\0".repeat(500)}{"b":2}\n`,
      ['json 1:0 {"a":1}', 'json 2:508 {"b":2}'],
      "1 line is no JSON and was skipped, in line 2",
    ],
    ["text behind an object", '{"a":1} done {"b":2}\n', ['json 1:0 {"a":1}'], "1 line is no JSON and was skipped, in line 1"],
    ["a tag in brackets", '[web] {"a":1}\n{"b":2}\n', ['json 2:14 {"b":2}'], "1 line is no JSON and was skipped, in line 1"],
    [
      "within a pretty-printed object",
      `{\n  "a": 1,\n${klog}Warning: old\n  "b": 2\n}\n`,
      ['json 1:0 { "a": 1, "b": 2 }'],
      "2 lines are no JSON and were skipped, the first in line 3",
    ],
  ])("%s", (_, text, documents, warning) => {
    expect(split(text)).toMatchObject({ documents, warnings: [warning] });
  });
});

describe("a timestamp before each line is left out", () => {
  it.each([
    ["of ts", "Mar 01 10:00:00 "],
    ["of ts -s", "00:00:01 "],
    ["of ts '%.s'", "1772359200.123456 "],
    ["in RFC 3339", "2026-03-01T10:00:00.123456789Z "],
    ["in brackets", "[2026-03-01 10:00:00] "],
  ])("%s, before pretty-printed objects and objects of one line, in JSON and YAML", (_, stamp) => {
    const text = '{\n  "a": 1\n}\n{"b":2}\n---\nkind: Pod\nmetadata:\n  name: a\n'.replaceAll(/^(?=.)/gm, stamp);
    const { documents, warnings } = split(text);
    expect(documents.map((document) => document.replace(/\d+:\d+ /, ""))).toEqual([
      'json { "a": 1 }',
      'json {"b":2}',
      "yaml kind: Pod metadata: name: a",
    ]);
    expect(warnings).toContain("the timestamps before its documents were skipped, the first in line 1");
  });
});

describe("after damage reading goes on with the next document", () => {
  it.each<[situation: string, text: string, documents: readonly string[], warning: string]>([
    [
      "a line cut within a string",
      '{"a":"x\n{"b":2}\n',
      ['json 2:8 {"b":2}'],
      "line 1 (byte 0): a line break within a string; this line is lost",
    ],
    [
      "a line cut behind a value",
      '{"a":{"x":1\n{"b":2}\n',
      ['json 2:12 {"b":2}'],
      "line 1 (byte 0): it is cut short: another object begins in line 2; this line is lost",
    ],
    [
      "a pretty-printed object cut behind a comma",
      '{\n  "a": {\n  },\n{\n  "b": 2\n}\n',
      ['json 4:16 { "b": 2 }'],
      "line 1 (byte 0): it is cut short: another object begins in line 4; 3 lines are lost",
    ],
    [
      "the rest of a lost object, with objects in it",
      '{\n  "a": "x\n  "c": [\n    {\n      "d": 1\n    }\n  ]\n}\n{"b":2}\n',
      ['json 9:52 {"b":2}'],
      "line 1 (byte 0): a line break within a string; 8 lines are lost",
    ],
    [
      "deeper than any object",
      `${'{"a":'.repeat(20_000)}\n{"b":2}\n`,
      ['json 2:100001 {"b":2}'],
      "line 1 (byte 0): nested more than 12000 deep; this line is lost",
    ],
  ])("%s", (_, text, documents, warning) => {
    expect(split(text)).toMatchObject({ documents, warnings: [warning], cut: undefined });
  });

  it("an object larger than the limit", () => {
    const { documents, warnings } = split(`{"a":"${"x".repeat(3_000_000)}"}\n{"b":2}\n`, 65_536, { maxBytes: 1024 * 1024 });
    expect(documents).toEqual(['json 2:3000009 {"b":2}']);
    expect(warnings).toEqual(["line 1 (byte 0): an object is larger than 1 MiB; this line is lost"]);
  });
});

describe("a cut end is said", () => {
  it.each([
    ["within an object", '{"a":1}\n{"b":', "2:8 the input ends in the middle of an object"],
    [
      "within a document in YAML that lacks what one of its kind has",
      "kind: A\nspec: 1\nstatus: 2\n---\nkind: A\nspec: 1",
      "5:30 the input ends in the middle of an object",
    ],
    ["not within the last line of YAML, which pasted text may leave open", "kind: A\nspec: 1\n---\nkind: B\nmetadata: 1", undefined],
  ])("%s", (_, text, cut) => {
    expect(split(text).cut).toBe(cut);
  });

  it("and so is an array that is not closed", () => {
    expect(split('[\n{"a":1},\n')).toMatchObject({ isArrayOpen: true, cut: undefined });
  });
});

describe("documents in YAML", () => {
  it.each<[situation: string, text: string, documents: readonly string[]]>([
    ["one after the other", "kind: A\n---\nkind: B\n", ["yaml 1:0 kind: A", "yaml 3:12 kind: B"]],
    [
      "without separators",
      "apiVersion: v1\nkind: A\napiVersion: v1\nkind: B\n",
      ["yaml 1:0 apiVersion: v1 kind: A", "yaml 3:23 apiVersion: v1 kind: B"],
    ],
    ["with comments and an end", "# Source: x\n---\nkind: A\n# more\nspec:\n- a: 1\n...\n", ["yaml 3:16 kind: A # more spec: - a: 1"]],
    [
      "as a List",
      "apiVersion: v1\nitems:\n- apiVersion: v1\n  kind: A\n- apiVersion: v1\n  kind: B\nkind: List\n",
      ["yaml 1:0 apiVersion: v1 items: - apiVersion: v1 kind: A - apiVersion: v1 kind: B kind: List"],
    ],
    ["mixed with JSON", 'kind: A\n{"b":2}\nkind: C\n', ["yaml 1:0 kind: A", 'json 2:8 {"b":2}', "yaml 3:16 kind: C"]],
    ["with log lines in it", `kind: A\n${klog}error: gone\nWarning: x\nspec:\n  a: 1\n`, ["yaml 1:0 kind: A spec: a: 1"]],
  ])("%s", (_, text, documents) => {
    expect(split(text).documents).toEqual(documents);
  });

  it("are whole where nothing more came for a while, but not within a line", () => {
    const splitter = new DocumentSplitter();
    expect([...splitter.push(Buffer.from("kind: A\nmeta"))]).toEqual([]);
    expect(splitter.isUnsettled).toBe(false);
    expect([...splitter.push(Buffer.from("data: 1\n"))]).toEqual([]);
    expect(splitter.isUnsettled).toBe(true);
    expect([...splitter.settle()].map(({ format, line }) => [format, line])).toEqual([["yaml", 1]]);
    expect([...splitter.end()]).toEqual([]);
  });
});

it("what is read does not depend on the pieces that it comes in", () => {
  const text = `${klog}{"a":1}\n[\n  {"b":"}\\n"},\n{\n "c": 2\nWarning: x\n}\n]\nMar 01 10:00:00 {\nMar 01 10:00:00  "d": 1\nMar 01 10:00:00 }\n---\nkind: A\nspec:\n  x: |\n    {"no": 1}\n${klog}---\nkind: B\n{"e":"cut\n{"f":1} tail\n\0\0{"g":2}\n{"h":`;
  const whole = split(text);
  expect(whole.documents).toHaveLength(8);
  for (const size of [1, 2, 3, 5, 7, 64, 159, 160, 161]) expect(split(text, size)).toEqual(whole);
});
