import { chartedMs } from "../../compare/charts.js";
import type { Comparison } from "../../compare/comparison.js";
import type { Run } from "../../compare/run.js";
import { formatDuration } from "../../io/duration.js";
import { printable } from "../../io/printable.js";
import { plural } from "../../lifecycle/narration/words.js";
import { wrap } from "../terminal/width.js";
import { type ComparisonLook, type SectionLook, sectionLook } from "./comparison-look.js";
import { divergenceLines, otherPartingLines } from "./divergence-lines.js";
import { eventPairLines } from "./event-pair-lines.js";
import { finalStateLines } from "./final-state-lines.js";
import { findingPairLines } from "./finding-pair-lines.js";
import { milestonePairLines, milestonesTitle } from "./milestone-pair-lines.js";
import { pairChart, pairChartLegend } from "./pair-chart.js";
import { specDifferenceLines } from "./spec-difference-lines.js";

/** A comparison from the sentence that sums it up down to the charts. Ends in a newline. */
export function comparisonText(comparison: Comparison, options: ComparisonLook): string {
  const look = sectionLook(options);
  const sections: readonly (readonly [string, readonly string[]])[] = [
    ["First divergence", divergenceLines(comparison, look)],
    ["Other differences on the way", otherPartingLines(comparison, look)],
    [milestonesTitle(comparison), milestonePairLines(comparison.milestones, look)],
    ["Findings", findingPairLines(comparison, look)],
    ["Kubernetes Events by reason", eventPairLines(comparison.events, look)],
    ["Asked for differently (- only A, + only B, ~ A → B)", specDifferenceLines(comparison, look)],
    ["How they ended", finalStateLines(comparison.finals, look)],
    ["Charts, since each run began", chartLines(comparison, look)],
  ];
  const told = sections.filter(([, lines]) => lines.length > 0);
  const bodies = told.map(([title, lines]) => `\n${look.paint.bold(look.fit(title))}\n${lines.join("\n")}\n`);
  return `${headLines(comparison, look).join("\n")}\n${bodies.join("")}`;
}

function headLines({ a, b, headline }: Comparison, look: SectionLook): readonly string[] {
  const { paint, terminalColumns } = look;
  const words = printable(headline, 2000);
  const lines = terminalColumns === undefined ? [words] : wrap(words, Math.min(terminalColumns, 110));
  const losses = [lossWords("A", a), lossWords("B", b)].filter((words) => words !== undefined);
  return [
    ...lines.map(paint.bold),
    "",
    paint.sideA(look.fit(runWords("A", a))),
    paint.sideB(look.fit(runWords("B", b))),
    ...losses.map((line) => paint.warning(look.fit(line))),
  ];
}

function runWords(side: string, run: Run): string {
  const targets = run.targets.length === 0 ? "" : `${run.targets.join(" ")}, `;
  return printable(
    `${side}  ${run.name}: ${targets}${plural(run.frames, "frame")} of ${plural(run.objects.length, "object")} in ${formatDuration(run.durationMs)}`,
    400,
  );
}

function lossWords(side: string, { possibleLosses }: Run): string | undefined {
  if (possibleLosses === 0) return undefined;
  return `${side} has ${plural(possibleLosses, "gap")} in which changes may be missing: what it seems to lack may only not have been seen.`;
}

function chartLines({ charts, a, b }: Comparison, look: SectionLook): readonly string[] {
  if (charts.length === 0) return [];
  const durationMs = { a: chartedMs(a), b: chartedMs(b) };
  const lines = charts.flatMap((chart) => [...pairChart(chart, { paint: look.paint, columns: look.columns, durationMs }), ""]);
  return [...lines, look.paint.dim(look.fit(`  ${pairChartLegend}`))];
}
