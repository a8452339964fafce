import type { Comparison } from "../../compare/comparison.js";
import type { SpecDifference } from "../../compare/spec-differences.js";
import { formatOffset } from "../../io/duration.js";
import { printable } from "../../io/printable.js";
import { plural } from "../../lifecycle/narration/words.js";
import { assertNever } from "../../model/assert-never.js";
import type { SectionLook } from "./comparison-look.js";
import { indentedChanges } from "./divergence-lines.js";

/** What was asked for differently, object by object. */
export function specDifferenceLines(comparison: Comparison, look: SectionLook): readonly string[] {
  const shown = comparison.specs.slice(0, look.most(8));
  const left = comparison.specs.length - shown.length;
  return [
    ...shown.flatMap((difference) => [
      look.fit(
        `  ${printable(difference.role.title, 200)}, ${whenWords(difference)}${isLater(difference, comparison) ? " (after they parted)" : ""}`,
      ),
      ...indentedChanges(difference.changes, look),
    ]),
    ...(left === 0 ? [] : [look.paint.dim(`  and ${plural(left, "more difference")}`)]),
  ];
}

export function whenWords({ when, frames: { a, b } }: SpecDifference): string {
  const [atA, atB] = [formatOffset(a?.atMs ?? 0), formatOffset(b?.atMs ?? 0)];
  switch (when) {
    case "created":
      return "from the beginning";
    case "changed":
      return `changed in A at ${atA}, in B at ${atB}`;
    case "changed-a":
      return `changed only in A, at ${atA}`;
    case "changed-b":
      return `changed only in B, at ${atB}`;
    default:
      return assertNever(when);
  }
}

/** It cannot have led to what came before it. */
export function isLater({ frames }: SpecDifference, { divergence }: Comparison): boolean {
  const [partA, partB] = [divergence?.frames.a, divergence?.frames.b];
  const after = (mine: { sequence: number } | undefined, part: { sequence: number; stayed?: true } | undefined) =>
    mine === undefined || (part !== undefined && part.stayed !== true && mine.sequence > part.sequence);
  return divergence !== undefined && after(frames.a, partA) && after(frames.b, partB);
}
