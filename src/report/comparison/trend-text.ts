import type { GroupComparison } from "../../compare/compare-groups.js";
import type { Run } from "../../compare/run.js";
import type { Sample } from "../../compare/sample.js";
import type { Trend } from "../../compare/trends.js";
import { printable } from "../../io/printable.js";
import { plural } from "../../lifecycle/narration/words.js";
import { cut, padEnd, padStart, widthOf, wrap } from "../terminal/width.js";
import { type ComparisonLook, type SectionLook, sectionLook } from "./comparison-look.js";
import { nameOf } from "./milestone-pair-lines.js";
import { seconds, shortP, trendSentences, verdictWords } from "./trend-words.js";

/** Several runs against several: what can be said in sentences, then the numbers. Ends in a newline. */
export function trendText(groups: GroupComparison, options: ComparisonLook): string {
  const look = sectionLook(options);
  const sentences = trendSentences(groups).flatMap((sentence) =>
    look.terminalColumns === undefined ? [sentence] : wrap(sentence, look.terminalColumns),
  );
  const sections: readonly (readonly [string, readonly string[]])[] = [
    ["Went another way than the first baseline", partedLines(groups, look)],
    ["Milestones, since each object was created: median, from the fastest to the slowest run", trendLines(groups.trends, look)],
  ];
  const bodies = sections
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => `\n${look.paint.bold(look.fit(title))}\n${lines.join("\n")}\n`);
  const runs = [
    look.paint.sideA(look.fit(runsWords("baseline", groups.baseline))),
    look.paint.sideB(look.fit(runsWords("candidate", groups.candidate))),
  ];
  return `${[...sentences.map(look.paint.bold), "", ...runs].join("\n")}\n${bodies.join("")}`;
}

function runsWords(group: string, runs: readonly Run[]): string {
  return printable(`${padEnd(group, 9)}  ${plural(runs.length, "run")}: ${runs.map(({ name }) => name).join(", ")}`, 1000);
}

function partedLines({ parted }: GroupComparison, look: SectionLook): readonly string[] {
  const shown = parted.slice(0, look.most(10));
  const left = parted.length - shown.length;
  return [
    ...shown.flatMap(({ group, run, comparison }) => {
      const words = printable(comparison.headline, 1000);
      const lines = look.terminalColumns === undefined ? [words] : wrap(words, look.terminalColumns - 6);
      return [look.fit(`  ${printable(run, 100)} (${group})`), ...lines.map((line) => `      ${line}`)];
    }),
    ...(left === 0 ? [] : [look.paint.dim(`  and ${plural(left, "more run")}`)]),
  ];
}

function trendLines(trends: readonly Trend[], look: SectionLook): readonly string[] {
  if (trends.length === 0) return [];
  const most = look.most(60);
  const shown = trends.length <= most ? trends : [...trends].sort((x, y) => x.p - y.p).slice(0, most);
  const rows = shown.map((trend) => ({ trend, cells: [sampleWords(trend.baseline), sampleWords(trend.candidate), shortP(trend.p)] }));
  const names = Math.min(
    Math.floor(look.columns * 0.3),
    rows.reduce((widest, { trend }) => Math.max(widest, widthOf(nameOf(trend))), 0),
  );
  const widths = [0, 1, 2].map((i) => rows.reduce((widest, { cells }) => Math.max(widest, widthOf(cells[i] ?? "")), 5));
  const line = (name: string, cells: readonly string[], verdict: string) =>
    look.fit(
      `    ${padEnd(cut(name, names), names)}  ${cells.map((cell, i) => padStart(cell, widths[i] ?? 0)).join("  ")}  ${verdict}`.trimEnd(),
    );
  let role: string | undefined;
  const lines = rows.flatMap(({ trend, cells }) => {
    const heading = trend.role === role ? [] : [look.fit(`  ${printable(trend.role, 300)}`)];
    role = trend.role;
    const tone = trend.verdict === "slower" ? "bad" : trend.verdict === "faster" ? "good" : "ended";
    return [...heading, look.paint.tone(tone, line(nameOf(trend), cells, verdictWords(trend)))];
  });
  const left = trends.length - shown.length;
  return [
    look.paint.dim(line("", ["baseline", "candidate", "p"], "")),
    ...lines,
    ...(left === 0 ? [] : [look.paint.dim(`  and ${plural(left, "more milestone")}`)]),
  ];
}

/** "0.554s (0.51-0.61)"; how many of the runs got there where not all did. */
export function sampleWords({ runs, reached, medianMs, leastMs, mostMs }: Sample): string {
  if (medianMs === undefined || leastMs === undefined || mostMs === undefined) return `- 0/${runs}`;
  const some = reached === runs ? "" : ` ${reached}/${runs}`;
  return `${seconds(medianMs)} (${seconds(leastMs)}-${seconds(mostMs)})${some}`;
}
