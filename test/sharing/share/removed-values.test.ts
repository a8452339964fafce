import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RemovedValues } from "../../../src/sharing/share/removed-values.js";

const isWord = (character: string | undefined) => character !== undefined && /[A-Za-z0-9]/.test(character);

/** The longest value that begins here, ends there behind all before, and is not part of a longer word; slow and plain. */
function plainSpans(values: readonly string[], text: string): readonly (readonly [number, number])[] {
  const spans: [number, number][] = [];
  for (let at = 0; at < text.length; at++) {
    const here = values.filter((value) => text.startsWith(value, at));
    const whole = here.filter(
      (value) => !(isWord(text[at - 1]) && isWord(text[at])) && !(isWord(text[at + value.length - 1]) && isWord(text[at + value.length])),
    );
    const longest = whole.sort((a, b) => b.length - a.length)[0];
    if (longest === undefined || at + longest.length <= (spans.at(-1)?.[1] ?? 0)) continue;
    spans.push([at, at + longest.length]);
  }
  return spans;
}

describe("removed values", () => {
  it("are found wherever they stand as words, the longest where several begin", () => {
    const value = fc
      .array(fc.constantFrom("postgres", "-", "abcdefgh", "1"), { minLength: 1, maxLength: 4 })
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(fc.array(value, { maxLength: 5 }), fc.array(value, { maxLength: 8 }), (removed, texts) => {
        const values = new RemovedValues();
        for (const each of removed) values.add(each);
        const text = texts.join(" ");
        const searched = removed.filter(({ length }) => length >= 8);
        expect(values.spansIn(text).map(({ start, end }) => [start, end])).toEqual(plainSpans(searched, text));
      }),
    );
  });

  it("are found where they overlap, and beside the characters of any script", () => {
    const values = new RemovedValues();
    for (const each of ["abcd3fgh-ijk7", "ijk7-mnopqrst"]) values.add(each);
    const spansIn = (text: string) => values.spansIn(text).map(({ start, end }) => text.slice(start, end));
    expect(spansIn("x abcd3fgh-ijk7-mnopqrst y")).toEqual(["abcd3fgh-ijk7", "ijk7-mnopqrst"]);
    for (const text of ["“ijk7-mnopqrst”", "密码：ijk7-mnopqrst。", "密码是ijk7-mnopqrst了", "\ud800ijk7-mnopqrst\udc00"])
      expect(spansIn(text)).toEqual(["ijk7-mnopqrst"]);
    expect(spansIn("xijk7-mnopqrst ijk7-mnopqrsty")).toEqual([]);
  });

  it("that begin alike, thousands of them, are each found", () => {
    const values = new RemovedValues();
    const all = Array.from({ length: 30_000 }, (_, i) => `postgres://user:${i}@db`);
    for (const each of all) values.add(each);
    expect(values.size).toBe(30_000);
    expect(all.filter((each) => values.spansIn(`dial ${each} failed`).length !== 1)).toEqual([]);
  });
});
