import type { Comparison } from "../../compare/comparison.js";
import { differInReason, type FindingPair } from "../../compare/differences/finding-pairs.js";
import { type Side, sideName, sides } from "../../compare/sides.js";
import type { Finding, Severity } from "../../diagnosis/engine/finding.js";
import { formatDuration } from "../../io/duration.js";
import { printable } from "../../io/printable.js";
import { bothEnds } from "../../lifecycle/narration/words.js";
import { cut, cutMiddle, widthOf, wrap } from "../terminal/width.js";
import { type RunMoments, runMoment, type SectionLayout } from "./section-layout.js";

/** Findings of one run only, each with its message, the worst first; those of both, one line each. In short the first few failures. */
export function findingPairLines(comparison: Comparison, layout: SectionLayout): readonly string[] {
  const { findings } = comparison;
  const only = findings.filter((pair) => onlyIn(pair) !== undefined);
  const both = findings.filter((pair) => onlyIn(pair) === undefined);
  const failures = only.filter(({ a, b }) => (a ?? b)?.severity !== "info");
  const shown = layout.short ? (failures.length === 0 ? only : failures).slice(0, maxOnlyInShort) : only.slice(0, layout.limit(0));
  const shownBoth = both.slice(0, layout.limit(shown.length === 0 ? maxOnlyInShort : 0));
  return [
    ...shown.flatMap((pair) => onlyLines(pair, onlyIn(pair) ?? "a", comparison, layout)),
    ...shownBoth.flatMap((pair) => bothLines(pair, layout)),
    ...layout.more(findings.length - shown.length - shownBoth.length, "finding"),
  ];
}

/** Characters. */
const maxMessage = 2000;
const maxOnlyInShort = 2;

export function onlyIn({ a, b }: FindingPair): Side | undefined {
  return a === undefined ? "b" : b === undefined ? "a" : undefined;
}

const tones: Readonly<Record<Severity, "bad" | "progress" | "neutral">> = { critical: "bad", warning: "bad", info: "neutral" };

function onlyLines(pair: FindingPair, side: Side, comparison: Comparison, layout: SectionLayout): readonly string[] {
  const finding = pair[side];
  if (finding === undefined) return [];
  const head = printable(`${pair.class} (${finding.severity})  ${findingSubject(pair, finding)}`, 300);
  const time = findingTime(pair, finding, side, { ...comparison, moments: layout.moments });
  const message = printable(`${time}: ${bothEnds(finding.message, maxMessage)}`);
  const lines = layout.terminalColumns === undefined ? [message] : wrap(message, layout.terminalColumns - 10);
  const text = layout.short ? inTwoLines(time, printable(finding.message), layout.columns - 10) : lines;
  const columns = layout.terminalColumns === undefined ? 400 : layout.columns - 10;
  return [
    `  only ${sideName(side)}  ${layout.paint.tone(tones[finding.severity], cut(head, columns))}`,
    ...text.map((line) => `          ${line}`),
  ];
}

/** The message on a line of its own where it does not fit behind the time. */
function inTwoLines(time: string, message: string, columns: number): readonly string[] {
  const line = `${time}: ${message}`;
  return widthOf(line) <= columns ? [line] : [cut(time, columns), cutMiddle(message, columns)];
}

/** With the message of each where their reasons differ, as with two different probes of a container. */
function bothLines(pair: FindingPair, layout: SectionLayout): readonly string[] {
  const head = layout.paint.dim(layout.fit(`  both    ${bothWords(pair)}`));
  if (!differInReason(pair)) return [head];
  return [head, ...sides.flatMap((side) => messageLines(pair[side]?.message ?? "", side, layout))];
}

/** Hardly cut: the difference is often at the end of the messages. */
function messageLines(message: string, side: Side, { paint, terminalColumns }: SectionLayout): readonly string[] {
  const safe = printable(bothEnds(message, maxMessage));
  const lines = terminalColumns === undefined ? [safe] : wrap(safe, terminalColumns - 13);
  return lines.map((line, i) => paint.dim(`          ${i === 0 ? `${sideName(side)} ` : "  "} ${line}`));
}

function bothWords(pair: FindingPair): string {
  const { a, b, counts } = pair;
  const finding = a ?? b;
  if (finding === undefined) return "";
  const times = counts.a === counts.b ? "" : `  ${counts.a} in A, ${counts.b} in B`;
  const severity = a === undefined || b === undefined || a.severity === b.severity ? finding.severity : `A ${a.severity}, B ${b.severity}`;
  return printable(`${pair.class} (${severity})  ${findingSubject(pair, finding)}${times}`, 300);
}

export function findingSubject({ role }: FindingPair, { object, container }: Finding): string {
  return `${role?.title ?? `${object.kind}/${object.name}`}${container === undefined ? "" : `, container ${container}`}`;
}

/** The time of a finding, where times are shown. Else since the times of its object begin; for an object that the run does not have, since the first change of the run. */
export function findingTime(
  { role, unfinished }: FindingPair,
  { sinceMs, durationMs, resolved }: Finding,
  side: Side,
  { moments, ...runs }: Pick<Comparison, Side> & { readonly moments?: RunMoments | undefined },
): string {
  const originMs = role?.[side]?.object.timeOriginMs ?? runs[side].firstChangeMs;
  const at = runMoment(side, { offsetMs: sinceMs, atMs: sinceMs - originMs }, moments);
  const lasted = durationMs === null ? "open at the end" : `${resolved ? "resolved after" : "for"} ${formatDuration(durationMs)}`;
  return `at ${at}, ${lasted}${unfinished === undefined ? "" : ` (${sideName(unfinished)} was not recorded for as long)`}`;
}
