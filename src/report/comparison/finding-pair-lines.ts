import type { Comparison } from "../../compare/comparison.js";
import type { FindingPair } from "../../compare/finding-pairs.js";
import { differInReason } from "../../compare/reasons.js";
import { type Side, sides } from "../../compare/sides.js";
import type { Finding, Severity } from "../../diagnosis/engine/finding.js";
import { formatDuration, formatOffset } from "../../io/duration.js";
import { printable } from "../../io/printable.js";
import { plural } from "../../lifecycle/narration/words.js";
import { cut, wrap } from "../terminal/width.js";
import type { SectionLook } from "./comparison-look.js";
import { letterOf } from "./divergence-lines.js";

/** What went wrong in one run and not in the other, each with its sentence; what both have, one line each. */
export function findingPairLines(comparison: Comparison, look: SectionLook): readonly string[] {
  const { findings } = comparison;
  const only = sides.flatMap((side) => findings.filter((pair) => onlyIn(pair) === side).map((pair) => ({ pair, side })));
  const both = findings.filter((pair) => onlyIn(pair) === undefined);
  const shown = only.slice(0, look.most(12));
  const left = only.length - shown.length;
  return [
    ...shown.flatMap(({ pair, side }) => onlyLines(pair, side, comparison, look)),
    ...(left === 0 ? [] : [look.paint.dim(`  and ${plural(left, "more finding")} in one run only`)]),
    ...both.slice(0, look.most(12)).flatMap((pair) => bothLines(pair, look)),
  ];
}

export function onlyIn({ a, b }: FindingPair): Side | undefined {
  return a === undefined ? "b" : b === undefined ? "a" : undefined;
}

const tones: Readonly<Record<Severity, "bad" | "progress" | "neutral">> = { critical: "bad", warning: "bad", info: "neutral" };

function onlyLines(pair: FindingPair, side: Side, comparison: Comparison, look: SectionLook): readonly string[] {
  const finding = pair[side];
  if (finding === undefined) return [];
  const head = printable(`${pair.class} (${finding.severity})  ${subjectOf(pair, finding)}`, 300);
  const message = printable(`${whenWords(pair, finding, side, comparison)}: ${finding.message}`, 2000);
  const text = look.terminalColumns === undefined ? [message] : wrap(message, look.terminalColumns - 10);
  return [
    `  only ${letterOf(side)}  ${look.paint.tone(tones[finding.severity], cut(head, look.terminalColumns === undefined ? 400 : look.columns - 10))}`,
    ...text.map((line) => `          ${line}`),
  ];
}

/** Of one class and yet another matter, as two probes of a container: then each says its own. */
function bothLines(pair: FindingPair, look: SectionLook): readonly string[] {
  const head = look.paint.dim(look.fit(`  both    ${bothWords(pair)}`));
  if (!differInReason(pair)) return [head];
  return [head, ...sides.flatMap((side) => ownWords(pair[side]?.message ?? "", side, look))];
}

/** Whole: how they differ often stands at their end. */
function ownWords(message: string, side: Side, { paint, terminalColumns }: SectionLook): readonly string[] {
  const safe = printable(message, 2000);
  const lines = terminalColumns === undefined ? [safe] : wrap(safe, terminalColumns - 13);
  return lines.map((line, i) => paint.dim(`          ${i === 0 ? `${letterOf(side)} ` : "  "} ${line}`));
}

function bothWords(pair: FindingPair): string {
  const { a, b, counts } = pair;
  const finding = a ?? b;
  if (finding === undefined) return "";
  const times = counts.a === counts.b ? "" : `  ${counts.a} in A, ${counts.b} in B`;
  return printable(`${pair.class} (${finding.severity})  ${subjectOf(pair, finding)}${times}`, 300);
}

export function subjectOf({ role }: FindingPair, { object, container }: Finding): string {
  return `${role?.title ?? `${object.kind}/${object.name}`}${container === undefined ? "" : `, container ${container}`}`;
}

/** Since its object was created; of what is missing altogether, since the run began. */
export function whenWords({ role }: FindingPair, { sinceMs, durationMs, resolved }: Finding, side: Side, runs: Comparison): string {
  const at = formatOffset(sinceMs - (role?.[side]?.object.zeroMs ?? runs[side].originMs));
  return `at ${at}, ${durationMs === null ? "to the end" : `for ${formatDuration(durationMs)}${resolved ? ", resolved" : ""}`}`;
}
