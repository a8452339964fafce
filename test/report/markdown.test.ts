import { describe, expect, it } from "vitest";
import { mdBlock, mdCode, mdTable, mdText } from "../../src/report/terminal/markdown.js";

describe("recorded text in Markdown stays text", () => {
  it.each([
    ["<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)&gt;"],
    ["@somebody see #12 and [this](http://evil)", "&#64;somebody see &#35;12 and \\[this\\](http&#58;//evil)"],
    ["*bold* _it_ `code` ~~gone~~ a|b", "\\*bold\\* \\_it\\_ \\`code\\` \\~\\~gone\\~\\~ a\\|b"],
    ["two\nlines \u001b[31mred", "two\\\\nlines \\\\e\\[31mred"],
  ])("%j", (recorded, shown) => {
    expect(mdText(recorded)).toBe(shown);
  });

  it("a backtick or a bar ends neither the code nor the cell", () => {
    expect(mdCode("a`b|c")).toBe("``a`b\\|c``");
    expect(mdCode("`")).toBe("`` ` ``");
    expect(mdTable(["x"], [[mdCode("a|b")]])).toEqual(["| x |", "| --- |", "| `a\\|b` |"]);
  });

  it("a fence inside a block does not end it", () => {
    expect(mdBlock(["```", "# heading"], "diff")).toEqual(["````diff", "```", "# heading", "````"]);
  });
});
