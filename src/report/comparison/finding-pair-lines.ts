import type { Comparison } from "../../compare/comparison.js";
import { differInReason, type FindingPair } from "../../compare/differences/finding-pairs.js";
import { type Side, sideName, sides } from "../../compare/sides.js";
import type { Finding, Severity } from "../../diagnosis/engine/finding.js";
import { formatDuration, formatOffset } from "../../io/duration.js";
import { printable } from "../../io/printable.js";
import { bothEnds, plural } from "../../lifecycle/narration/words.js";
import { cut, wrap } from "../terminal/width.js";
import type { SectionLayout } from "./section-layout.js";

/** Findings of one run only, each with its message; those of both, one line each. */
export function findingPairLines(comparison: Comparison, layout: SectionLayout): readonly string[] {
  const { findings } = comparison;
  const only = sides.flatMap((side) => findings.filter((pair) => onlyIn(pair) === side).map((pair) => ({ pair, side })));
  const both = findings.filter((pair) => onlyIn(pair) === undefined);
  const shown = only.slice(0, layout.limit(12));
  const left = only.length - shown.length;
  return [
    ...shown.flatMap(({ pair, side }) => onlyLines(pair, side, comparison, layout)),
    ...(left === 0 ? [] : [layout.paint.dim(`  and ${plural(left, "more finding")} in one run only`)]),
    ...both.slice(0, layout.limit(12)).flatMap((pair) => bothLines(pair, layout)),
  ];
}

/** Characters. */
const maxMessage = 2000;

export function onlyIn({ a, b }: FindingPair): Side | undefined {
  return a === undefined ? "b" : b === undefined ? "a" : undefined;
}

const tones: Readonly<Record<Severity, "bad" | "progress" | "neutral">> = { critical: "bad", warning: "bad", info: "neutral" };

function onlyLines(pair: FindingPair, side: Side, comparison: Comparison, layout: SectionLayout): readonly string[] {
  const finding = pair[side];
  if (finding === undefined) return [];
  const head = printable(`${pair.class} (${finding.severity})  ${findingSubject(pair, finding)}`, 300);
  const message = printable(`${findingTime(pair, finding, side, comparison)}: ${bothEnds(finding.message, maxMessage)}`);
  const text = layout.terminalColumns === undefined ? [message] : wrap(message, layout.terminalColumns - 10);
  const columns = layout.terminalColumns === undefined ? 400 : layout.columns - 10;
  return [
    `  only ${sideName(side)}  ${layout.paint.tone(tones[finding.severity], cut(head, columns))}`,
    ...text.map((line) => `          ${line}`),
  ];
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
  return printable(`${pair.class} (${finding.severity})  ${findingSubject(pair, finding)}${times}`, 300);
}

export function findingSubject({ role }: FindingPair, { object, container }: Finding): string {
  return `${role?.title ?? `${object.kind}/${object.name}`}${container === undefined ? "" : `, container ${container}`}`;
}

/** Since the times of its object begin; for an object that the run does not have, since the first change of the run. */
export function findingTime({ role }: FindingPair, { sinceMs, durationMs, resolved }: Finding, side: Side, runs: Comparison): string {
  const at = formatOffset(sinceMs - (role?.[side]?.object.timeOriginMs ?? runs[side].firstChangeMs));
  return `at ${at}, ${durationMs === null ? "open at the end" : `${resolved ? "resolved after" : "for"} ${formatDuration(durationMs)}`}`;
}
