import type { GroupComparison } from "../../compare/compare-groups.js";
import type { Run } from "../../compare/run/run.js";
import type { Sample, Trend } from "../../compare/trends.js";
import { printable } from "../../io/printable.js";
import { plural } from "../../lifecycle/narration/words.js";
import { cut, padEnd, padStart, widthOf, wrap } from "../terminal/width.js";
import { milestoneName } from "./milestone-pair-lines.js";
import { reasonText } from "./reason-lines.js";
import { type ComparisonOptions, type SectionLayout, sectionLayout } from "./section-layout.js";
import { describeVerdict, formatP, formatSeconds, trendSentences } from "./trend-words.js";

/** Several runs against several: the conclusions in sentences, then the numbers. Ends in a newline. */
export function trendText(groups: GroupComparison, options: ComparisonOptions): string {
  const layout = sectionLayout(options);
  const sentences = trendSentences(groups).flatMap((sentence) =>
    layout.terminalColumns === undefined ? [sentence] : wrap(sentence, layout.terminalColumns),
  );
  const sections: readonly (readonly [string, readonly string[]])[] = [
    ["Diverged from the first baseline", divergedLines(groups, layout)],
    ["Milestones since each object was created: median (fastest-slowest run)", trendLines(groups.trends, layout)],
  ];
  const bodies = sections
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => `\n${layout.paint.bold(layout.fit(title))}\n${lines.join("\n")}\n`);
  const runs = [
    layout.paint.sideA(layout.fit(describeRuns("baseline", groups.baseline))),
    layout.paint.sideB(layout.fit(describeRuns("candidate", groups.candidate))),
  ];
  return `${[...sentences.map(layout.paint.bold), "", ...runs].join("\n")}\n${bodies.join("")}`;
}

function describeRuns(group: string, runs: readonly Run[]): string {
  return printable(`${padEnd(group, 9)}  ${plural(runs.length, "run")}: ${runs.map(({ name }) => name).join(", ")}`, 1000);
}

function divergedLines({ diverged }: GroupComparison, layout: SectionLayout): readonly string[] {
  const shown = diverged.slice(0, layout.limit(10));
  return [
    ...shown.flatMap(({ group, run, comparison }) => {
      const [reason] = comparison.reasons;
      const words = [printable(comparison.headline, 1000), ...(reason === undefined ? [] : [reasonText(reason, 240)])];
      const lines = layout.terminalColumns === undefined ? words : words.flatMap((each) => wrap(each, layout.columns - 6));
      return [layout.fit(`  ${printable(run, 100)} (${group})`), ...lines.map((line) => `      ${line}`)];
    }),
    ...layout.more(diverged.length - shown.length, "run"),
  ];
}

function trendLines(trends: readonly Trend[], layout: SectionLayout): readonly string[] {
  if (trends.length === 0) return [];
  const most = layout.limit(60);
  const shown = trends.length <= most ? trends : [...trends].sort((x, y) => x.p - y.p).slice(0, most);
  const rows = shown.map((trend) => ({ trend, cells: [sampleCell(trend.baseline), sampleCell(trend.candidate), formatP(trend.p)] }));
  const names = Math.min(
    Math.floor(layout.columns * 0.3),
    rows.reduce((widest, { trend }) => Math.max(widest, widthOf(milestoneName(trend))), 0),
  );
  const widths = [0, 1, 2].map((i) => rows.reduce((widest, { cells }) => Math.max(widest, widthOf(cells[i] ?? "")), 5));
  const line = (name: string, cells: readonly string[], verdict: string) =>
    layout.fit(
      `    ${padEnd(cut(name, names), names)}  ${cells.map((cell, i) => padStart(cell, widths[i] ?? 0)).join("  ")}  ${verdict}`.trimEnd(),
    );
  let role: string | undefined;
  const lines = rows.flatMap(({ trend, cells }) => {
    const heading = trend.role === role ? [] : [layout.fit(`  ${printable(trend.role, 300)}`)];
    role = trend.role;
    const tone = trend.verdict === "slower" ? "bad" : trend.verdict === "faster" ? "good" : "ended";
    return [...heading, layout.paint.tone(tone, line(milestoneName(trend), cells, describeVerdict(trend)))];
  });
  return [
    layout.paint.dim(line("", ["baseline", "candidate", "p"], "")),
    ...lines,
    ...layout.more(trends.length - shown.length, "milestone"),
  ];
}

/** "0.554s (0.510s-0.610s)"; "3/4" behind it where only 3 of 4 runs reached it. */
export function sampleCell({ runs, reached, medianMs, leastMs, mostMs }: Sample): string {
  if (medianMs === undefined || leastMs === undefined || mostMs === undefined) return `- 0/${runs}`;
  const some = reached === runs ? "" : ` ${reached}/${runs}`;
  return `${formatSeconds(medianMs)} (${formatSeconds(leastMs)}-${formatSeconds(mostMs)})${some}`;
}
