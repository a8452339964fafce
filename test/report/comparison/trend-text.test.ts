import { describe, expect, it } from "vitest";
import { compareGroups } from "../../../src/compare/compare-groups.js";
import { trendText } from "../../../src/report/comparison/trend-text.js";
import { trendSentences } from "../../../src/report/comparison/trend-words.js";
import { widthOf } from "../../../src/report/terminal/width.js";
import { groups, significantGroups } from "./groups.js";
import { withoutColour } from "./without-colour.js";

describe("several runs against several as text", () => {
  it("is complete in a pipe", async () => {
    await expect(trendText(await groups(), { colour: false })).toMatchFileSnapshot("__snapshots__/groups.pipe.txt");
    await expect(trendText(await significantGroups(), { colour: false })).toMatchFileSnapshot("__snapshots__/groups-significant.pipe.txt");
  });

  it.each([80, 200])("fits a terminal of %i columns, and colour changes no character", async (columns) => {
    const compared = await groups();
    const plain = trendText(compared, { colour: false, columns });
    await expect(plain).toMatchFileSnapshot(`__snapshots__/groups.${columns}.txt`);
    expect(withoutColour(trendText(compared, { colour: true, columns }))).toBe(plain);
    for (const line of plain.split("\n")) expect(widthOf(line), line).toBeLessThanOrEqual(columns);
  });
});

describe("the sentences of a trend", () => {
  it("name the steps that became slower, then what only shifted because of them, then what chance alone would show", async () => {
    const sentences = trendSentences(await significantGroups());
    expect(sentences[0]).toMatch(/^Pod\/nginx: the step to .* became slower by .*: baseline .*, candidate .* \(p = 0\.\d+\)\.$/);
    expect(sentences.find((sentence) => sentence.startsWith("Shifted by earlier steps: "))).toContain("Ready");
    expect(sentences.at(-1)).toMatch(/^Of \d+ milestones, about .* would look different by chance alone\.$/);
  });

  it("say how many runs it takes where no difference can be significant", async () => {
    const { baseline, candidate } = await groups();
    const few = (runs: typeof baseline) =>
      runs.slice(0, 2).map((run) => ({ run, object: () => Promise.resolve(undefined), findings: () => Promise.resolve([]) }));
    expect(trendSentences(await compareGroups(few(baseline), few(candidate)))).toEqual([
      "2 baseline and 2 candidate runs are too few: no difference, however clear, can be significant. Record at least 4 of each.",
    ]);
  });
});
