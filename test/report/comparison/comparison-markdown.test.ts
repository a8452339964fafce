import { describe, expect, it } from "vitest";
import { comparisonMarkdown, trendMarkdown } from "../../../src/report/comparison/comparison-markdown.js";
import { compareBundled } from "../../compare/runs.js";
import { groups } from "./groups.js";

describe("a comparison as Markdown", () => {
  it("leads with the headline and the divergence, and folds the long sections", async () => {
    const markdown = comparisonMarkdown(await compareBundled("pod-nginx", "pod-bad-image-tag"));
    await expect(markdown).toMatchFileSnapshot("__snapshots__/pod-bad-image-tag.md");
    expect(markdown.match(/<details>/g)).toHaveLength(3);
    expect(markdown.match(/<\/details>/g)).toHaveLength(3);
  });

  it("of several runs lists the sentences, the runs that diverged and a table of trends", async () => {
    await expect(trendMarkdown(await groups())).toMatchFileSnapshot("__snapshots__/groups.md");
  });
});
