import { describe, expect, it } from "vitest";
import { mdBlock, mdCode, mdTable, mdText } from "../../src/report/terminal/markdown.js";

describe("recorded text in Markdown stays text", () => {
  it.each([
    ["<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)&gt;"],
    ["@somebody see #12 and [this](http://evil)", "@&#8203;somebody see \\#&#8203;12 and \\[this\\](http&#58;//evil)"],
    ["GH-12 a/b#3 !4 $5 %6 ~7 &8", "GH&#8203;-12 a/b\\#&#8203;3 !&#8203;4 \\$&#8203;5 %&#8203;6 \\~&#8203;7 &amp;&#8203;8"],
    [":100: :stuck_out_tongue: nginx:1.27 11:14:01", ":100&#8203;: :stuck\\_out\\_tongue&#8203;: nginx:1.27 11:14:01"],
    ["nginx@sha256:0123 mail@example.org @sha256:x", "nginx@sha256:0123 mail@&#8203;example.org @&#8203;sha256:x"],
    ["1. item", "1\\. item"],
    ["- item", "\\- item"],
    ["    code", "code"],
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
