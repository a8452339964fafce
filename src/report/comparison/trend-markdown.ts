import type { GroupComparison } from "../../compare/compare-groups.js";
import { mdCode, mdTable, mdText } from "../terminal/markdown.js";
import { milestoneName } from "./milestone-pair-lines.js";
import { sampleWords } from "./trend-text.js";
import { formatP, trendSentences, verdictWords } from "./trend-words.js";

const maxRows = 60;

/** Several runs against several, to paste. Ends in a newline. */
export function trendMarkdown(groups: GroupComparison): string {
  const { baseline, candidate, trends, diverged } = groups;
  const rows = trends
    .slice(0, maxRows)
    .map((trend) => [
      mdCode(trend.role),
      mdCode(milestoneName(trend)),
      sampleWords(trend.baseline),
      sampleWords(trend.candidate),
      formatP(trend.p),
      verdictWords(trend),
    ]);
  const names = (runs: GroupComparison["baseline"]) => runs.map(({ name }) => mdCode(name)).join(", ");
  const sections = [
    trendSentences(groups).map((sentence) => `- **${mdText(sentence)}**`),
    [`Baseline: ${names(baseline)}  `, `Candidate: ${names(candidate)}`],
    diverged.length === 0
      ? []
      : [
          "### Went another way than the first baseline",
          "",
          ...diverged.map(({ group, run, comparison }) => `- ${mdCode(run)} (${group}): ${mdText(comparison.headline)}`),
        ],
    rows.length === 0 ? [] : mdTable(["object", "milestone", "baseline: median (range)", "candidate", "p", "verdict"], rows, [2, 3, 4]),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}
