import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyDelta, deltaAlong, JsonScanner, type ScannedText } from "../../src/json/json.js";
import { countWork } from "../support/count-work.js";

const plainKeys = ["labels", "a", "é", "lastTransitionTime"];
const keys = [...plainKeys, "name", "namespace", "uid", "resourceVersion", "kind", "metadata", 'b"\\'];
const scalar = fc.oneof(
  fc.constantFrom("", "日本語", '\\"{', "2026-11-22T10:57:17Z", "nginx"),
  fc.string(),
  fc.integer(),
  fc.constant(null),
);
const { value: anyValue } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    scalar,
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...keys), tie("value"), { maxKeys: 5 }),
  ),
}));
const anyObject = fc
  .record({
    rest: fc.dictionary(fc.constantFrom(...plainKeys), anyValue),
    metadata: fc.dictionary(fc.constantFrom("labels", "annotations", "managed"), anyValue),
    status: fc.dictionary(fc.constantFrom(...keys), anyValue),
    resourceVersion: fc.nat().map(String),
  })
  .map(({ rest, metadata, status, resourceVersion }) => ({
    ...rest,
    kind: "Thing",
    apiVersion: "v1",
    metadata: { name: "a", uid: "u", resourceVersion, ...metadata },
    spec: { status },
    status: { conditions: [], ...status },
  }));

/** Anything that a server or a proxy might do to a text. */
const edit = fc.record({
  at: fc.nat(),
  cut: fc.nat({ max: 12 }),
  put: fc.oneof(
    fc.constantFrom('"', "}", "]", ",", "\\", '"x":{},', '"resourceVersion":"7",', '"uid":"w",', '{"a":1},', "é", " "),
    fc.string(),
  ),
});

function edited(text: string, edits: readonly { at: number; cut: number; put: string }[]): string {
  return edits.reduce((left, { at, cut, put }) => left.slice(0, at % left.length) + put + left.slice((at % left.length) + cut), text);
}

const scanner = new JsonScanner();

function scanWhole(text: string): ScannedText {
  const scanned = scanner.scan(Buffer.from(text))?.text;
  if (scanned === undefined) throw new Error(`not scanned: ${text}`);
  return scanned;
}

function tokensOf({ tokens }: ScannedText) {
  return Array.from({ length: tokens.count }, (_, i) => [tokens.at(i), tokens.open(i)]);
}

/** Scans each of a chain of texts along the last one that allowed it, and checks the result against a scan of the whole. Returns how many allowed it. */
function scanAlong(first: string, texts: readonly string[]): number {
  const previous = scanWhole(first);
  let count = 0;
  for (const text of texts) {
    const before = previous.bytes;
    const bytes = Buffer.from(text);
    const runs = scanner.scan(bytes, previous)?.runs;
    if (runs === undefined) {
      expect(previous.bytes).toBe(before);
      continue;
    }
    count++;
    JSON.parse(text);
    expect(Buffer.compare(applyDelta(before, deltaAlong(before, bytes, runs)), bytes)).toBe(0);
    const whole = scanWhole(text);
    expect(whole.head).toMatchObject(previous.head);
    expect(previous.versionAt).toBe(whole.versionAt);
    expect(tokensOf(previous)).toEqual(tokensOf(whole));
  }
  return count;
}

describe("an incremental scan", () => {
  it("gives what a whole scan gives, for any edits of the text", () => {
    fc.assert(
      fc.property(anyObject, fc.array(fc.array(edit, { maxLength: 3 }), { maxLength: 4 }), (object, steps) => {
        const text = JSON.stringify(object);
        scanAlong(
          text,
          steps.map((edits) => edited(text, edits)),
        );
      }),
      { numRuns: 1000 },
    );
  });

  it("gives what a whole scan gives, for any next revision", () => {
    fc.assert(
      fc.property(anyObject, fc.array(anyObject, { maxLength: 4 }), fc.constantFrom(undefined, 1), (first, rest, indent) => {
        scanAlong(
          JSON.stringify(first, undefined, indent),
          rest.map(({ metadata, status }) => JSON.stringify({ ...first, metadata, status }, undefined, indent)),
        );
      }),
      { numRuns: 1000 },
    );
  });

  const pod = (version: string, more: string, status: string) =>
    `{"kind":"Pod","apiVersion":"v1","metadata":{"name":"a","namespace":"b","uid":"c","resourceVersion":"${version}"${more}},"spec":{"nodeName":"n","containers":[{"name":"x","image":"nginx:1.27"}]},"status":{${status}}}`;
  const waiting = '"phase":"Pending","conditions":[{"type":"PodScheduled","status":"True"}]';

  it.each([
    ["another version and phase", pod("10", "", waiting.replace("Pending", "Running"))],
    ["a condition put in", pod("1000", "", waiting.replace("[", '[{"type":"Ready","status":"False"},'))],
    ["a label", pod("7", ',"labels":{"app":"web"}', waiting)],
    ["nothing", pod("9", "", waiting)],
  ])("is possible where the next revision brings %s", (_what, text) => {
    expect(scanAlong(pod("9", "", waiting), [text])).toBe(1);
  });

  it("keeps each token once where a member was removed before one that stays", () => {
    const first = pod("9", ',"labels":[],"managed":{"labels":{}}', waiting);
    expect(scanAlong(first, [pod("9", ',"managed":{"labels":""}', waiting)])).toBe(1);
  });

  it.each([
    ["another name", pod("10", "", waiting).replace('"a"', '"z"')],
    ["another uid", pod("10", "", waiting).replace('"c"', '"z"')],
    ["its version twice", pod("10", ',"resourceVersion":"11"', waiting)],
    ["a key that is written with an escape", pod("10", ',"n\\u0061me":"z"', waiting)],
    ["a version elsewhere than in metadata", pod("9", "", `${waiting},"resourceVersion":"7"`)],
    ["its metadata twice", pod("10", "", waiting).replace("}}", '},"metadata":{}}')],
    ["an end too early", pod("10", "", waiting).slice(0, -1)],
    ["more behind its end", `${pod("10", "", waiting)}x`],
    ["a bracket of another kind", pod("10", "", waiting.replace("]", "}"))],
  ])("is refused where the next revision brings %s", (_what, text) => {
    expect(scanAlong(pod("9", "", waiting), [text])).toBe(0);
  });

  it.each([
    [
      "the same few members over and over, in another order",
      (seed: number, size: number) => Array.from({ length: size }, (_, i) => `"${(i * seed) % 53}":1`),
    ],
    [
      "members that begin alike",
      (seed: number, size: number) => Array.from({ length: size }, (_, i) => `"aaaaaaaaaaaaaaa${(i * seed) % 9973}":1`),
    ],
  ])("takes work that grows with the texts and not with their product, where they have %s", (_, members) => {
    const workOf = (size: number) => {
      const [one, other] = [7, 11].map((seed) => pod("9", "", `"x":{${members(seed, size).join()}}`));
      return countWork("json/", () => scanAlong(one as string, [other as string]));
    };
    expect(workOf(40_000)).toBeLessThan(2.5 * workOf(20_000));
  });
});
