import type { Comparison } from "../../compare/comparison.js";
import { chartedMs } from "../../compare/differences/charts.js";
import type { EventPair } from "../../compare/differences/event-pairs.js";
import type { FinalState } from "../../compare/differences/final-states.js";
import type { Run } from "../../compare/run/run.js";
import { describeStage } from "../../compare/run/step-descriptions.js";
import { type Side, sideName } from "../../compare/sides.js";
import { formatDuration } from "../../io/duration.js";
import { printable } from "../../io/printable.js";
import { plural } from "../../lifecycle/narration/words.js";
import { cut, padEnd, padStart, widthOf, wrap } from "../terminal/width.js";
import { divergenceLines, indentedChanges, laterFailureLines, otherDivergenceLines } from "./divergence-lines.js";
import { findingPairLines } from "./finding-pair-lines.js";
import { lossWarnings, shareWarnings } from "./loss-warnings.js";
import { milestonePairLines, milestonesTitle } from "./milestone-pair-lines.js";
import { pairChart, pairChartLegend } from "./pair-chart.js";
import { reasonLines } from "./reason-lines.js";
import { type ComparisonOptions, type RunMoments, type SectionLayout, sectionLayout } from "./section-layout.js";
import { specDifferenceLines } from "./spec-difference-lines.js";

/** A comparison from its headline down to the charts: what matters most comes first, and fits on the first screen. Ends in a newline. */
export function comparisonText(comparison: Comparison, options: ComparisonOptions): string {
  const layout = sectionLayout(options);
  const sections: readonly (readonly [string, readonly string[]])[] = [
    ["Findings", findingPairLines(comparison, layout)],
    [milestonesTitle(comparison), milestonePairLines(comparison, layout)],
    ["First divergence", divergenceLines(comparison, layout)],
    ["Other divergences", otherDivergenceLines(comparison, layout)],
    ["After the end of the other recording", laterFailureLines(comparison, layout)],
    ["Kubernetes Events by reason", eventPairLines(comparison.events, layout)],
    ["Spec differences (- only A, + only B, ~ A → B)", specDifferenceLines(comparison, layout)],
    ["Final stages", finalStateLines(comparison.finals, layout)],
    ["Charts since the first change of each run", chartLines(comparison, layout)],
  ];
  const shown = sections.filter(([, lines]) => lines.length > 0);
  const bodies = shown.map(([title, lines]) => `\n${layout.paint.bold(layout.fit(title))}\n${lines.join("\n")}\n`);
  return `${headLines(comparison, layout).join("\n")}\n${bodies.join("")}`;
}

function headLines(comparison: Comparison, layout: SectionLayout): readonly string[] {
  const { a, b, headline } = comparison;
  const { paint, terminalColumns } = layout;
  const words = printable(headline, 2000);
  const lines = terminalColumns === undefined ? [words] : wrap(words, Math.min(terminalColumns, 110));
  const reasons = reasonLines(comparison, layout);
  const losses = [
    ...lossWarnings("a", a, layout.moments?.a.format),
    ...lossWarnings("b", b, layout.moments?.b.format),
    ...shareWarnings("a", a, b),
    ...shareWarnings("b", b, a),
  ];
  return [
    ...lines.map(paint.bold),
    ...reasons,
    "",
    paint.sideA(layout.fit(describeRun("a", a, layout.moments))),
    paint.sideB(layout.fit(describeRun("b", b, layout.moments))),
    ...losses.map((line) => paint.warning(layout.fit(line))),
  ];
}

function describeRun(side: Side, run: Run, moments: RunMoments | undefined): string {
  const shared = run.shared === undefined ? "" : `, shared at level ${run.shared.level}`;
  const targets = run.targets.length === 0 ? "" : ` (${run.targets.join(" ")})`;
  const from = moments === undefined || moments[side].format === "offset" ? "" : `, from ${moments[side].dated(0)}`;
  return printable(
    `${padEnd(`${sideName(side)} (${roleOf[side]})`, 13)}  ${run.name}: ${formatDuration(run.durationMs)}${from}, ${plural(run.frames, "frame")}, ${plural(run.objects.length, "object")}${targets}${shared}`,
    400,
  );
}

const roleOf = { a: "baseline", b: "candidate" } as const;

function chartLines({ charts, a, b }: Comparison, layout: SectionLayout): readonly string[] {
  if (charts.length === 0) return [];
  const durationMs = { a: chartedMs(a), b: chartedMs(b) };
  const shown = charts.slice(0, layout.limit(1));
  const lines = shown.flatMap((chart) => [...pairChart(chart, { paint: layout.paint, columns: layout.columns, durationMs }), ""]);
  return [...lines, layout.paint.dim(layout.fit(`  ${pairChartLegend}`)), ...layout.more(charts.length - shown.length, "chart")];
}

/** Reasons with their counts in both runs: those that differ first, the others dimmed; in short only those that differ. */
function eventPairLines(pairs: readonly EventPair[], layout: SectionLayout): readonly string[] {
  const wanted = layout.short ? pairs.filter(({ a, b }) => a !== b) : pairs;
  const shown = wanted.slice(0, layout.limit(5));
  const names = shown.map(({ kind, reason }) => printable(`${kind}  ${reason}`, 60));
  const width = names.reduce((most, name) => Math.max(most, widthOf(name)), 0);
  const counts = shown.reduce((most, { a, b }) => Math.max(most, String(a).length, String(b).length), 5);
  const rows = shown.map((pair, i) => {
    const { a, b, warning } = pair;
    const line = `  ${padEnd(names[i] ?? "", width)}  ${padStart(String(a), counts)}  ${padStart(String(b), counts)}${warning ? "  Warning" : ""}`;
    return a === b ? layout.paint.dim(layout.fit(line)) : layout.fit(line);
  });
  const heading = layout.paint.dim(`  ${padEnd("", width)}  ${padStart("A", counts)}  ${padStart("B", counts)}`);
  return [...(rows.length === 0 ? [] : [heading]), ...rows, ...layout.more(pairs.length - shown.length, "reason")];
}

/** The final stage of each role in both runs: those that differ with the diff of their status, then the others; in short only the first. */
function finalStateLines(finals: readonly FinalState[], layout: SectionLayout): readonly string[] {
  const differing = finals.filter(({ same }) => !same);
  const same = finals.filter((final) => final.same);
  const shownDiffering = differing.slice(0, layout.limit(4));
  const shownSame = same.slice(0, layout.limit(2));
  const shown = [...shownDiffering, ...shownSame];
  const width = Math.min(
    Math.floor(layout.columns / 2),
    shown.reduce((most, { role }) => Math.max(most, widthOf(printable(role.title, 200))), 0),
  );
  const titleOf = ({ role }: FinalState) => padEnd(cut(printable(role.title, 200), width), width);
  const changesOf = ({ changes }: FinalState) => (layout.short ? [] : indentedChanges(changes, layout));
  return [
    ...shownDiffering.flatMap((final) => [sidesLine(final, titleOf(final), layout), ...changesOf(final)]),
    ...shownSame.map((final) =>
      stageCell(final.a) === stageCell(final.b)
        ? layout.paint.dim(layout.fit(`  ${titleOf(final)}  both ${stageCell(final.a)}`))
        : sidesLine(final, titleOf(final), layout),
    ),
    ...layout.more(finals.length - shown.length, "object"),
  ];
}

/** Each run with its own stage and counts: "A Available (2/2)   B Available (1/1)". */
function sidesLine({ a, b }: FinalState, title: string, { paint, columns, terminalColumns }: SectionLayout): string {
  const room = terminalColumns === undefined ? 200 : Math.max(8, columns - widthOf(title) - 11);
  const [left, right] = [stageCell(a), stageCell(b)];
  const shown =
    widthOf(left) + widthOf(right) <= room ? [left, right] : [cut(left, Math.floor(room / 2)), cut(right, Math.floor(room / 2))];
  return `  ${title}  ${paint.sideA(`A ${shown[0]}`)}   ${paint.sideB(`B ${shown[1]}`)}`;
}

function stageCell(stage: FinalState["a"]): string {
  return stage === undefined ? "absent" : printable(describeStage(stage), 100);
}
