import type { Comparison } from "../../compare/comparison.js";
import type { SpecDifference } from "../../compare/differences/spec-differences.js";
import { formatOffset } from "../../io/duration.js";
import { printable } from "../../io/printable.js";
import { assertNever } from "../../model/assert-never.js";
import { indentedChanges } from "./divergence-lines.js";
import type { SectionLayout } from "./section-layout.js";

/** The differences between desired states, object by object. */
export function specDifferenceLines(comparison: Comparison, layout: SectionLayout): readonly string[] {
  const shown = comparison.specs.slice(0, layout.limit(3));
  return [
    ...shown.flatMap((difference) => [
      layout.fit(`  ${printable(difference.role.title, 200)}, ${specTime(difference, comparison)}`),
      ...indentedChanges(difference.changes, layout, 4),
    ]),
    ...layout.more(comparison.specs.length - shown.length, "difference"),
  ];
}

/** "changed only in B at +50.195s (after the divergence)". */
export function specTime(difference: SpecDifference, comparison: Comparison): string {
  return `${changeTime(difference)}${isAfterDivergence(difference, comparison) ? " (after the divergence)" : ""}`;
}

function changeTime({ when, frames: { a, b } }: SpecDifference): string {
  const [atA, atB] = [formatOffset(a?.atMs ?? 0), formatOffset(b?.atMs ?? 0)];
  switch (when) {
    case "created":
      return "from the start";
    case "changed":
      return `changed in A at ${atA}, in B at ${atB}`;
    case "changed-a":
      return `changed only in A at ${atA}`;
    case "changed-b":
      return `changed only in B at ${atB}`;
    default:
      return assertNever(when);
  }
}

/** A later difference cannot have caused the divergence. */
function isAfterDivergence({ frames }: SpecDifference, { divergence }: Comparison): boolean {
  const [atA, atB] = [divergence?.frames.a, divergence?.frames.b];
  const isAfter = (own: { sequence: number } | undefined, at: { sequence: number; stayed?: true } | undefined) =>
    own === undefined || (at !== undefined && at.stayed !== true && own.sequence > at.sequence);
  return divergence !== undefined && isAfter(frames.a, atA) && isAfter(frames.b, atB);
}
