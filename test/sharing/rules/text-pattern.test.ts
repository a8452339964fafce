import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseTextPattern } from "../../../src/sharing/rules/text-pattern.js";

function found(pattern: string, text: string): readonly string[] {
  return parseTextPattern(pattern)
    .rangesIn(text)
    .map(({ start, end }) => text.slice(start, end));
}

/** Every offset that is part of some match, by trying each stretch of the text with the engine. */
function partsOfMatches(source: string, flags: string, text: string): readonly boolean[] {
  const parts = Array.from({ length: text.length }, () => false);
  for (let end = 1; end <= text.length; end++) {
    const toEnd = new RegExp(`(?:${source})(?=[^]{${text.length - end}}$)`, `${flags}y`);
    for (let start = 0; start < end; start++) {
      toEnd.lastIndex = start;
      if (toEnd.test(text)) parts.fill(true, start, end);
    }
  }
  return parts;
}

const atoms = fc.constantFrom("a", "b", ".", "[ab]", "[^a]", "\\d", "\\w", "\\W", "\\b", "\\B", "^", "$", "[a-c1-]", "\\x61", " ", "B");
const quantifiers = fc.constantFrom("", "", "*", "+", "?", "{2}", "{1,2}", "{2,}");
const simple = fc.tuple(atoms, quantifiers).map(([atom, quantifier]) => (/^(\\b|\\B|\^|\$)$/.test(atom) ? atom : `${atom}${quantifier}`));
const sequence = fc.array(simple, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(""));
const choice = fc.tuple(sequence, sequence, quantifiers).map(([a, b, quantifier]) => `(${a}|${b})${quantifier}`);
const sources = fc.array(fc.oneof(sequence, choice), { minLength: 1, maxLength: 3 }).map((parts) => parts.join(""));
const empty = "the pattern matches the empty text, so it is found everywhere";

describe("a pattern that is removed from texts", () => {
  it("finds every character of every match, and no other", () => {
    const texts = fc.array(fc.constantFrom("a", "b", "A", "1", " ", "-", "\n"), { maxLength: 7 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(sources, fc.constantFrom("", "i"), texts, (source, flags, text) => {
        let pattern: ReturnType<typeof parseTextPattern>;
        try {
          pattern = parseTextPattern(`/${source}/${flags}`);
        } catch (error) {
          expect(error).toMatchObject({ message: empty });
          return;
        }
        const parts = Array.from({ length: text.length }, () => false);
        for (const { start, end } of pattern.rangesIn(text)) parts.fill(true, start, end);
        expect(parts).toEqual(partsOfMatches(source, flags, text));
      }),
      { numRuns: 1000 },
    );
  });

  it.each<[pattern: string, text: string, found: readonly string[]]>([
    ["/ACME-\\d+/", "order ACME-17 and ACME-4711 of acme-1", ["ACME-17", "ACME-4711"]],
    ["/acme-\\d+/i", "order ACME-17", ["ACME-17"]],
    ["/\\bcust_[a-z0-9]{4}\\b/", "cust_ab12 cust_ab123 xcust_ab12", ["cust_ab12"]],
    ["/a/b/", "a/b", ["a/b"]],
    ["/a\\/b/", "a/b", ["a/b"]],
    ["/^Failed/", "Failed: Failed", ["Failed"]],
    ["/(?:x|yy)z/", "xz yyz yz", ["xz", "yyz"]],
    ["/(?<team>blue|red)-team/", "the red-team", ["red-team"]],
    ["/\\u00e9t\\u00e9/i", "ÉTÉ", ["ÉTÉ"]],
    ["/aba/", "ababa", ["ababa"]],
    ["/x{,2}]/", "x{,2}]", ["x{,2}]"]],
  ])("%s is searched for as by JavaScript", (pattern, text, expected) => {
    expect(found(pattern, text)).toEqual(expected);
  });

  it.each([
    ["/(/", "unterminated group"],
    ["/a", 'the closing "/" is missing'],
    ["//", empty],
    ["/a*/", empty],
    ["/\\b/", empty],
    ["/a/g", 'the flag "g" is not supported, only "i"'],
    ["/a+?/", '"+?" is not supported: every match is removed, also the longest'],
    ["/(a)\\1/", "back references are not supported"],
    ["/a(?=b)/", "lookahead and lookbehind are not supported"],
    ["/(?<!b)a/", "lookahead and lookbehind are not supported"],
    ["/\\p{L}/", '"\\p" is not supported'],
    ["/a{501}/", "the pattern is too large: more than 500 characters with its repetitions"],
    ["/((a{30}){30}){30}/", "the pattern is too large: more than 500 characters with its repetitions"],
    ["/a(((((){400}){400}){400}){400})/", "the pattern is too large: more than 500 characters with its repetitions"],
    [`/${"a".repeat(1001)}/`, "the pattern is longer than 1000 characters"],
  ])("%s is refused with the reason: %s", (pattern, reason) => {
    expect(() => parseTextPattern(pattern)).toThrow(expect.objectContaining({ name: "InvalidRule", message: reason }));
  });

  // The engine of JavaScript needs 2^n or n² steps for each: this test would not end.
  it.each(["/(a+)+b/", "/(a|a)*b/", "/(a*)*b/", "/a+b/", "/.*a.*a.*b/", "/(a|b|ab)*c/", "/a{1,400}b/", "/a.{200}b/"])(
    "%s is searched for in a text of a million characters",
    (pattern) => {
      expect(found(pattern, "a".repeat(1_000_000))).toEqual([]);
      expect(found(pattern, `${"a".repeat(1_000_000)}bc`)).toHaveLength(1);
    },
  );
});
