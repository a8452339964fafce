import type { GroupComparison } from "../../compare/compare-groups.js";
import type { Comparison } from "../../compare/comparison.js";
import { chartedMs } from "../../compare/differences/charts.js";
import type { Run } from "../../compare/run/run.js";
import { describeStage } from "../../compare/run/step-descriptions.js";
import { sideName, sides } from "../../compare/sides.js";
import type { Change } from "../../diff/diff-objects.js";
import { formatDuration } from "../../io/duration.js";
import { bothEnds, inShort, plural } from "../../lifecycle/narration/words.js";
import type { Stage } from "../../lifecycle/stage.js";
import { displayName } from "../../model/kube-object.js";
import { mdDiff } from "../replay/markdown-diff.js";
import { mdBlock, mdCode, mdDetails, mdTable, mdText } from "../terminal/markdown.js";
import { paintWith } from "../terminal/paint.js";
import { findingSubject, findingTime, onlyIn } from "./finding-pair-lines.js";
import { milestoneCells, milestoneName, milestonesTitle } from "./milestone-pair-lines.js";
import { pairChart, pairChartLegend } from "./pair-chart.js";
import { reasonText } from "./reason-lines.js";
import { type RunMoments, runMoment } from "./section-layout.js";
import { specTime } from "./spec-difference-lines.js";
import { sampleCell } from "./trend-text.js";
import { describeVerdict, formatP, trendSentences } from "./trend-words.js";

/** What is pasted into an issue must stay readable. */
const maxRows = 40;
const maxTrendRows = 60;
const maxDiffLines = 60;

/** `kubespy compare -o markdown`: to paste into an issue or a pull request. Long sections are folded. Ends in a newline. */
export function comparisonMarkdown(comparison: Comparison, moments?: RunMoments): string {
  const { headline, a, b } = comparison;
  const sections = [
    findings(comparison, moments),
    milestones(comparison),
    divergence(comparison, moments),
    events(comparison),
    specs(comparison, moments),
    finals(comparison),
    charts(comparison),
  ];
  const head = [
    `**${mdText(headline)}**`,
    ...comparison.reasons.flatMap((reason) => ["", mdText(reasonText(reason, 600))]),
    "",
    ...mdTable(["", "run", "targets", "frames", "objects", "duration"], [runRow("A (baseline)", a), runRow("B (candidate)", b)]),
  ];
  return `${[head, ...sections.filter((lines) => lines.length > 0)].map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function runRow(side: string, run: Run): readonly string[] {
  return [
    side,
    mdCode(run.name),
    mdCode(run.targets.join(" ")),
    String(run.frames),
    String(run.objects.length),
    formatDuration(run.durationMs),
  ];
}

function divergence({ divergence: found, divergenceChanges }: Comparison, moments: RunMoments | undefined): readonly string[] {
  if (found === undefined) return [];
  const role = found.kind === "step" ? found.pathDivergence.role : found.role;
  const rows = sides.map((side) => {
    const frame = found.frames[side];
    const name = mdCode(role?.[side]?.object.ref.name ?? "");
    return frame === undefined
      ? [sideName(side), name, "", "", ""]
      : [sideName(side), name, `${frame.sequence}`, runMoment(side, frame, moments), mdCode(frame.stage)];
  });
  return [
    `### First divergence: ${mdText(role?.title ?? (found.kind === "finding" ? displayName(found.finding.object) : ""))}`,
    "",
    ...mdTable(["", "object", "frame", moments === undefined ? "since created" : "at", "stage"], rows, [2, 3]),
    ...diff(divergenceChanges),
  ];
}

function diff(changes: readonly Change[]): readonly string[] {
  return changes.length === 0 ? [] : ["", ...mdDiff(changes, maxDiffLines)];
}

function milestones(comparison: Comparison): readonly string[] {
  const { milestones: pairs } = comparison;
  const rows = pairs.slice(0, maxRows).map((pair) => [mdCode(pair.role.title), mdCode(milestoneName(pair)), ...milestoneCells(pair)]);
  if (rows.length === 0) return [];
  return mdDetails(
    `${milestonesTitle(comparison)} (${plural(pairs.length, "milestone")})`,
    mdTable(["object", "milestone", "A", "B", "B - A"], rows, [2, 3, 4]),
  );
}

function findings(comparison: Comparison, moments: RunMoments | undefined): readonly string[] {
  const { findings: pairs } = comparison;
  const rows = pairs.slice(0, maxRows).flatMap((pair) => {
    const side = onlyIn(pair);
    const finding = pair.a ?? pair.b;
    if (finding === undefined) return [];
    const where = side === undefined ? "both" : `only ${sideName(side)}`;
    const when = side === undefined ? countsOf(pair) : findingTime(pair, finding, side, { ...comparison, moments });
    return [
      [where, mdCode(pair.class), finding.severity, mdCode(findingSubject(pair, finding)), when, mdText(bothEnds(messageOf(pair), 600))],
    ];
  });
  return rows.length === 0 ? [] : ["### Findings", "", ...mdTable(["", "class", "severity", "object", "when", "message"], rows)];
}

/** Each run's own, where they differ. */
function messageOf({ a, b }: Comparison["findings"][number]): string {
  if (a === undefined || b === undefined || a.message === b.message) return (a ?? b)?.message ?? "";
  return `A: ${inShort(a.message, 500)}. B: ${inShort(b.message, 500)}.`;
}

/** Each run's own count, where they differ. */
function countsOf({ counts: { a, b } }: Comparison["findings"][number]): string {
  return a === b ? "" : `${a} in A, ${b} in B`;
}

function events({ events: pairs }: Comparison): readonly string[] {
  const differing = pairs.filter(({ a, b }) => a !== b).slice(0, maxRows);
  if (differing.length === 0) return [];
  const rows = differing.map(({ kind, reason, a, b, warning }) => [
    mdCode(kind),
    mdCode(reason),
    warning ? "Warning" : "",
    String(a),
    String(b),
  ]);
  return ["### Kubernetes Events that differ in number", "", ...mdTable(["about", "reason", "", "A", "B"], rows, [3, 4])];
}

function specs(comparison: Comparison, moments: RunMoments | undefined): readonly string[] {
  if (comparison.specs.length === 0) return [];
  const lines = comparison.specs
    .slice(0, 8)
    .flatMap((difference) => [
      "",
      `${mdText(difference.role.title)}, ${specTime(difference, comparison, moments)}:`,
      ...diff(difference.changes),
    ]);
  return ["### Spec differences (`-` only A, `+` only B, `!` A → B)", ...lines];
}

function finals({ finals: states }: Comparison): readonly string[] {
  const rows = states
    .slice(0, maxRows)
    .map(({ role, a, b, same }) => [mdCode(role.title), stageCell(a), stageCell(b), same ? "" : "differs"]);
  return rows.length === 0 ? [] : mdDetails("Final stages", mdTable(["object", "A", "B", ""], rows));
}

function stageCell(stage: Stage | undefined): string {
  return stage === undefined ? "" : mdCode(describeStage(stage));
}

function charts({ charts: all, a, b }: Comparison): readonly string[] {
  if (all.length === 0) return [];
  const options = { paint: paintWith(false), columns: 100, durationMs: { a: chartedMs(a), b: chartedMs(b) } };
  const lines = all.flatMap((chart) => [...pairChart(chart, options), ""]);
  return mdDetails("Charts since the first change of each run", mdBlock([...lines, pairChartLegend]));
}

/** Several runs against several, to paste. Ends in a newline. */
export function trendMarkdown(groups: GroupComparison): string {
  const { baseline, candidate, trends, diverged } = groups;
  const rows = trends
    .slice(0, maxTrendRows)
    .map((trend) => [
      mdCode(trend.role),
      mdCode(milestoneName(trend)),
      sampleCell(trend.baseline),
      sampleCell(trend.candidate),
      formatP(trend.p),
      describeVerdict(trend),
    ]);
  const names = (runs: GroupComparison["baseline"]) => runs.map(({ name }) => mdCode(name)).join(", ");
  const sections = [
    trendSentences(groups).map((sentence) => `- **${mdText(sentence)}**`),
    [`Baseline: ${names(baseline)}  `, `Candidate: ${names(candidate)}`],
    diverged.length === 0
      ? []
      : [
          "### Diverged from the first baseline",
          "",
          ...diverged.map(({ group, run, comparison: { headline, reasons } }) => {
            const [reason] = reasons;
            return `- ${mdCode(run)} (${group}): ${mdText(headline)}${reason === undefined ? "" : ` ${mdText(reasonText(reason, 300))}`}`;
          }),
        ],
    rows.length === 0 ? [] : mdTable(["object", "milestone", "baseline: median (range)", "candidate", "p", "verdict"], rows, [2, 3, 4]),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}
