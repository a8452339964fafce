import type { GroupComparison } from "../../compare/compare-groups.js";
import { alpha, fewest } from "../../compare/runs-needed.js";
import type { Trend } from "../../compare/trends.js";
import { formatOffset } from "../../io/duration.js";
import { printable } from "../../io/printable.js";
import { plural } from "../../lifecycle/narration/words.js";
import { nameOf } from "./milestone-pair-lines.js";

/** What the numbers mean, in sentences: which steps got slower or faster, what follows from them, what is chance, what cannot be told. */
export function trendSentences({ baseline, candidate, trends }: GroupComparison): readonly string[] {
  const told = trends.filter(({ verdict }) => verdict !== "too-few");
  const changed = told.filter(({ verdict }) => verdict === "slower" || verdict === "faster");
  const own = trends.filter(({ step }) => step?.verdict === "slower" || step?.verdict === "faster");
  return [
    ...own.map(stepSentence),
    ...consequences(changed, own),
    ...(changed.length === 0 && own.length === 0 && told.length > 0
      ? [`No milestone can be told to have become slower or faster: all ${plural(told.length, "difference")} may be chance.`]
      : []),
    ...tooFew(trends, baseline.length, candidate.length),
    ...(changed.length === 0 ? [] : [chanceSentence(told.length)]),
  ];
}

function stepSentence({ role, name, container, step }: Trend): string {
  if (step === undefined) return "";
  const [before, after] = [step.baseline.medianMs ?? 0, step.candidate.medianMs ?? 0];
  const share = before <= 0 ? "" : `, ${Math.round(Math.abs(after / before - 1) * 100)} %`;
  const what = `${printable(role, 200)}: the step to ${nameOf({ name, ...(container === undefined ? {} : { container }) })}`;
  return `${what} got ${step.verdict} by ${seconds(after - before)}${share}: ${seconds(before)} before, ${seconds(after)} now (p = ${shortP(step.p)}).`;
}

/** Later or earlier only because a step before it was. */
function consequences(changed: readonly Trend[], own: readonly Trend[]): readonly string[] {
  const rest = changed.filter((trend) => !own.includes(trend));
  if (rest.length === 0) return [];
  const names = rest.slice(0, 6).map(({ name }) => printable(name, 60));
  const more = rest.length > names.length ? ` and ${rest.length - names.length} more` : "";
  return [
    `${own.length === 0 ? "Shifted as a whole, although no single step stands out" : "Shifted by what is before them"}: ${names.join(", ")}${more}.`,
  ];
}

function tooFew(trends: readonly Trend[], n: number, m: number): readonly string[] {
  const open = trends.filter(({ verdict }) => verdict === "too-few");
  if (open.length === 0) return [];
  if (open.length === trends.length)
    return [`${n} runs against ${m} cannot tell any difference from chance, however clear: it takes at least ${fewest} of each.`];
  return [`${plural(open.length, "milestone")} reached in too few runs to tell anything.`];
}

function chanceSentence(tests: number): string {
  const expected = tests * alpha;
  return `Of ${plural(tests, "milestone")}, about ${expected < 1 ? "one in twenty" : Math.round(expected)} would look different by chance alone.`;
}

/** What is to be said of one row in few words. */
export function verdictWords({ verdict, step, runsNeeded }: Trend): string {
  switch (verdict) {
    case "slower":
    case "faster":
      return step?.verdict === verdict ? `${verdict}, by this step` : `${verdict}, after what is before it`;
    case "noise":
      return runsNeeded === undefined ? "noise" : `noise; ${runsNeeded} of each to tell`;
    case "too-few":
      return runsNeeded === undefined ? "too few runs" : `too few; ${runsNeeded} of each to tell`;
  }
}

export function seconds(ms: number): string {
  return formatOffset(Math.abs(ms)).slice(1);
}

export function shortP(p: number): string {
  return p < 0.001 ? "<0.001" : p.toFixed(3);
}
