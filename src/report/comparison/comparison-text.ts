import type { Comparison } from "../../compare/comparison.js";
import { chartedMs } from "../../compare/differences/charts.js";
import type { EventPair } from "../../compare/differences/event-pairs.js";
import type { FinalState } from "../../compare/differences/final-states.js";
import type { Run } from "../../compare/run/run.js";
import { describeStage } from "../../compare/run/step-descriptions.js";
import { formatDuration } from "../../io/duration.js";
import { printable } from "../../io/printable.js";
import { counted } from "../overview/session-heading.js";
import { cut, padEnd, padStart, widthOf, wrap } from "../terminal/width.js";
import { type ComparisonLook, type SectionLook, sectionLook } from "./comparison-look.js";
import { divergenceLines, indentedChanges, otherPartingLines } from "./divergence-lines.js";
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
    `${side}  ${run.name}: ${targets}${counted(run.frames, "frame")} of ${counted(run.objects.length, "object")} in ${formatDuration(run.durationMs)}`,
    400,
  );
}

function lossWords(side: string, { possibleLosses }: Run): string | undefined {
  if (possibleLosses === 0) return undefined;
  return `${side} has ${counted(possibleLosses, "gap")} in which changes may be missing: what it seems to lack may only not have been seen.`;
}

function chartLines({ charts, a, b }: Comparison, look: SectionLook): readonly string[] {
  if (charts.length === 0) return [];
  const durationMs = { a: chartedMs(a), b: chartedMs(b) };
  const lines = charts.flatMap((chart) => [...pairChart(chart, { paint: look.paint, columns: look.columns, durationMs }), ""]);
  return [...lines, look.paint.dim(look.fit(`  ${pairChartLegend}`))];
}

/** Reasons with their counts in both runs: those that differ first, the others dimmed. */
function eventPairLines(pairs: readonly EventPair[], look: SectionLook): readonly string[] {
  if (pairs.length === 0) return [];
  const shown = pairs.slice(0, look.most(16));
  const names = shown.map(({ kind, reason }) => printable(`${kind}  ${reason}`, 60));
  const width = names.reduce((most, name) => Math.max(most, widthOf(name)), 0);
  const counts = shown.reduce((most, { a, b }) => Math.max(most, String(a).length, String(b).length), 5);
  const rows = shown.map((pair, i) => {
    const { a, b, warning } = pair;
    const line = `  ${padEnd(names[i] ?? "", width)}  ${padStart(String(a), counts)}  ${padStart(String(b), counts)}${warning ? "  Warning" : ""}`;
    return a === b ? look.paint.dim(look.fit(line)) : look.fit(line);
  });
  const left = pairs.length - shown.length;
  return [
    look.paint.dim(`  ${padEnd("", width)}  ${padStart("A", counts)}  ${padStart("B", counts)}`),
    ...rows,
    ...(left === 0 ? [] : [look.paint.dim(`  and ${counted(left, "more reason")}`)]),
  ];
}

/** How each role ended in both runs: those that differ with what differs in their status, then the others. */
function finalStateLines(finals: readonly FinalState[], look: SectionLook): readonly string[] {
  const differing = finals.filter(({ same }) => !same);
  const same = finals.filter((final) => final.same);
  const shownDiffering = differing.slice(0, look.most(16));
  const shownSame = same.slice(0, look.most(12));
  const shown = [...shownDiffering, ...shownSame];
  const width = Math.min(
    Math.floor(look.columns / 2),
    shown.reduce((most, { role }) => Math.max(most, widthOf(printable(role.title, 200))), 0),
  );
  const titleOf = ({ role }: FinalState) => padEnd(cut(printable(role.title, 200), width), width);
  const left = finals.length - shown.length;
  return [
    ...shownDiffering.flatMap((final) => [differingLine(final, titleOf(final), look), ...indentedChanges(final.changes, look)]),
    ...shownSame.map((final) => look.paint.dim(look.fit(`  ${titleOf(final)}  both ${words(final.a)}`))),
    ...(left === 0 ? [] : [look.paint.dim(`  and ${counted(left, "more object")}`)]),
  ];
}

function differingLine({ a, b }: FinalState, title: string, { paint, columns, terminalColumns }: SectionLook): string {
  const room = terminalColumns === undefined ? 200 : Math.max(8, columns - widthOf(title) - 11);
  const [left, right] = [words(a), words(b)];
  const shown =
    widthOf(left) + widthOf(right) <= room ? [left, right] : [cut(left, Math.floor(room / 2)), cut(right, Math.floor(room / 2))];
  return `  ${title}  ${paint.sideA(`A ${shown[0]}`)}   ${paint.sideB(`B ${shown[1]}`)}`;
}

function words(stage: FinalState["a"]): string {
  return stage === undefined ? "none" : printable(describeStage(stage), 100);
}
