import type { Comparison } from "../../compare/comparison.js";
import type { SpecDifference } from "../../compare/differences/spec-differences.js";
import { sides } from "../../compare/sides.js";
import { printable } from "../../io/printable.js";
import { assertNever } from "../../model/assert-never.js";
import { indentedChanges } from "./divergence-lines.js";
import { type RunMoments, runMoment, type SectionLayout } from "./section-layout.js";

/** The differences between desired states, object by object. */
export function specDifferenceLines(comparison: Comparison, layout: SectionLayout): readonly string[] {
  const shown = comparison.specs.slice(0, layout.limit(3));
  return [
    ...shown.flatMap((difference) => [
      layout.fit(`  ${printable(difference.role.title, 200)}, ${specTime(difference, comparison, layout.moments)}`),
      ...indentedChanges(difference.changes, layout, 4),
    ]),
    ...layout.more(comparison.specs.length - shown.length, "difference"),
  ];
}

/** "changed only in B at +50.195s (after the divergence)". */
export function specTime(difference: SpecDifference, comparison: Comparison, moments?: RunMoments): string {
  return `${changeTime(difference, moments)}${isAfterDivergence(difference, comparison) ? " (after the divergence)" : ""}`;
}

function changeTime({ role, when, frames }: SpecDifference, moments: RunMoments | undefined): string {
  const [atA, atB] = sides.map((side) => {
    const frame = frames[side];
    const state = role[side]?.object.desiredStates.find(({ sequence }) => sequence === frame?.sequence);
    return runMoment(side, { atMs: frame?.atMs ?? 0, offsetMs: state?.offsetMs ?? 0 }, moments);
  });
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
