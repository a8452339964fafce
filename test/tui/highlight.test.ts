import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { highlighted } from "../../src/tui/view/highlight.js";
import { SearchPattern } from "../../src/tui/view/search-pattern.js";
import { plainOf } from "../../src/tui/view/styled.js";

const mark = (text: string) => `\u001b[0m\u001b[30m\u001b[43m${text}\u001b[0m`;
const marked = (lines: readonly string[], text: string, more: { from?: number; isContinued?: () => boolean } = {}) =>
  highlighted(lines, { pattern: new SearchPattern(text), colour: true, ...more });

describe("what matches a search", () => {
  it("is marked in any case, wherever it is, and as itself, not as a regular expression", () => {
    expect(marked(["Pod web, pod db", "none"], "pod")).toEqual([`${mark("Pod")} web, ${mark("pod")} db`, "none"]);
    expect(marked(["a.b axb"], "a.b")).toEqual([`${mark("a.b")} axb`]);
    expect(marked(["日本語 ΩΣ"], "ωσ")).toEqual([`日本語 ${mark("ΩΣ")}`]);
  });

  it("keeps the colours around it", () => {
    expect(marked(["\u001b[31mbad pod here\u001b[39m"], "pod")).toEqual([`\u001b[31mbad ${mark("pod")}\u001b[31m here\u001b[39m`]);
    expect(marked(["\u001b[1mpo\u001b[22md x"], "pod")).toEqual([
      `\u001b[1m${mark("po")}\u001b[1m\u001b[22m${mark("d")}\u001b[1m\u001b[22m x`,
    ]);
    expect(marked(["\u001b[2mx\u001b[0m pod"], "pod")).toEqual([`\u001b[2mx\u001b[0m ${mark("pod")}`]);
  });

  it("is marked where a line was broken at a space, and not where two lines meet", () => {
    const lines = ["the kubelet is", "  backing off"];
    expect(marked(lines, "is backing", { isContinued: () => true })).toEqual([`the kubelet ${mark("is")}`, `${mark("  backing")} off`]);
    expect(marked(lines, "is backing")).toEqual(lines);
  });

  it("is not marked before the column from which lines are searched", () => {
    expect(marked(["#12 12"], "12", { from: 4 })).toEqual([`#12 ${mark("12")}`]);
  });

  it("changes no character of any line, and marks what contains the text in lower case", () => {
    const line = fc.string({ unit: fc.constantFrom("a", "b", "A", " ", ".", "é", "日", "👩", "\u001b[31m", "\u001b[0m"), maxLength: 30 });
    const text = fc.string({ unit: fc.constantFrom("a", "b", "é", "日", "."), minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 4 }), text, fc.boolean(), (lines, term, colour) => {
        const result = highlighted(lines, { pattern: new SearchPattern(term), colour });
        expect(result.map(plainOf)).toEqual(lines.map(plainOf));
        for (const [i, each] of lines.entries())
          expect(result[i] !== each, `${each} ${term}`).toBe(plainOf(each).toLowerCase().includes(term));
      }),
    );
  });
});
