import type { GroupComparison } from "../../compare/compare-groups.js";
import { significance } from "../../compare/heuristics.js";
import { minRuns } from "../../compare/rank-test.js";
import type { Trend } from "../../compare/trends.js";
import { formatOffset } from "../../io/duration.js";
import { printable } from "../../io/printable.js";
import { plural } from "../../lifecycle/narration/words.js";
import { assertNever } from "../../model/assert-never.js";
import { milestoneName } from "./milestone-pair-lines.js";

/** What the numbers mean, in sentences: which steps changed, what follows from them, what may be chance, what needs more runs. */
export function trendSentences({ baseline, candidate, trends }: GroupComparison): readonly string[] {
  const judged = trends.filter(({ verdict }) => verdict !== "too-few");
  const changed = judged.filter(({ verdict }) => verdict === "slower" || verdict === "faster");
  const own = trends.filter(({ step }) => step?.verdict === "slower" || step?.verdict === "faster");
  return [
    ...own.map(stepSentence),
    ...shifted(changed, own),
    ...(changed.length === 0 && own.length === 0 && judged.length > 0 ? [noChange(judged.length)] : []),
    ...tooFew(trends, baseline.length, candidate.length),
    ...(changed.length === 0 ? [] : [chanceSentence(judged.length)]),
  ];
}

function stepSentence({ role, name, container, step }: Trend): string {
  if (step === undefined) return "";
  const [before, after] = [step.baseline.medianMs ?? 0, step.candidate.medianMs ?? 0];
  const share = before <= 0 ? "" : ` (${Math.round(Math.abs(after / before - 1) * 100)}%)`;
  const what = `${printable(role, 200)}: the step to ${milestoneName({ name, ...(container === undefined ? {} : { container }) })}`;
  const medians = `baseline ${formatSeconds(before)}, candidate ${formatSeconds(after)}`;
  return `${what} became ${step.verdict} by ${formatSeconds(after - before)}${share}: ${medians} (p = ${formatP(step.p)}).`;
}

/** Later or earlier only because a step before it was. */
function shifted(changed: readonly Trend[], own: readonly Trend[]): readonly string[] {
  const rest = changed.filter((trend) => !own.includes(trend));
  if (rest.length === 0) return [];
  const names = rest.slice(0, 6).map(({ name }) => printable(name, 60));
  const more = rest.length > names.length ? ` and ${rest.length - names.length} more` : "";
  return [
    `${own.length === 0 ? "Shifted, although no single step changed significantly" : "Shifted by earlier steps"}: ${names.join(", ")}${more}.`,
  ];
}

function noChange(milestones: number): string {
  return milestones === 1
    ? "The milestone is not significantly slower or faster: its difference may be chance."
    : `No milestone is significantly slower or faster: all ${milestones} differences may be chance.`;
}

function tooFew(trends: readonly Trend[], n: number, m: number): readonly string[] {
  const open = trends.filter(({ verdict }) => verdict === "too-few");
  if (open.length === 0) return [];
  if (open.length === trends.length)
    return [
      `${n} baseline and ${plural(m, "candidate run")} are too few: no difference, however clear, can be significant. Record at least ${minRuns} of each.`,
    ];
  return [`${plural(open.length, "milestone")} cannot be judged: too few runs reached ${open.length === 1 ? "it" : "them"}.`];
}

function chanceSentence(tests: number): string {
  const expected = tests * significance;
  return `Of ${plural(tests, "milestone")}, about ${expected < 1 ? "one in twenty" : Math.round(expected)} would look different by chance alone.`;
}

/** The conclusion about one milestone, in a few words. */
export function describeVerdict({ verdict, step, runsNeeded }: Trend): string {
  switch (verdict) {
    case "slower":
    case "faster":
      return step?.verdict === verdict ? `${verdict} in this step` : `${verdict} because of earlier steps`;
    case "noise":
      return runsNeeded === undefined ? "noise" : `noise; needs ${runsNeeded} of each`;
    case "too-few":
      return runsNeeded === undefined ? "too few runs" : `too few runs; needs ${runsNeeded} of each`;
    default:
      return assertNever(verdict);
  }
}

export function formatSeconds(ms: number): string {
  return formatOffset(Math.abs(ms)).slice(1);
}

export function formatP(p: number): string {
  return p < 0.001 ? "<0.001" : p.toFixed(3);
}
