import { type Side, sides } from "../../../compare/sides.js";
import type { ComparisonData, RoleData } from "./comparison-data.js";

/** Which moments of two runs are 0 on their common axis. */
export type Alignment = "created" | "divergence";

/** What is 0 on the axis of each run, in ms since its session start. */
type Origins = Readonly<Record<Side, number>>;

/** The alignments that two runs have: only those that diverge can be aligned there. */
export function alignmentsOf({ divergence }: ComparisonData): readonly Alignment[] {
  return divergence === null || sides.every((side) => divergence.frames[side] === undefined) ? ["created"] : ["created", "divergence"];
}

/**
 * `created`: the first object that both runs have and of which both show when it began; owners come first. `divergence`: the frames at which
 * they diverge; a run that has none there is aligned as by creation, from the other one.
 */
export function originsOf(comparison: ComparisonData, alignment: Alignment): Origins {
  const created = createdOrigins(comparison);
  const { divergence } = comparison;
  if (alignment === "created" || divergence === null) return created;
  const { a, b } = divergence.frames;
  const [atA, atB] = [a?.offsetMs, b?.offsetMs];
  if (atA === undefined && atB === undefined) return created;
  return { a: atA ?? created.a + (atB ?? 0) - created.b, b: atB ?? created.b + (atA ?? 0) - created.a };
}

function createdOrigins({ roles }: ComparisonData): Origins {
  const shared = roles.find(isShared) ?? roles.find(({ a, b }) => a !== undefined && b !== undefined);
  const zeroOf = (side: Side) => shared?.[side]?.zeroMs ?? roles.find((role) => role[side] !== undefined)?.[side]?.zeroMs ?? 0;
  return { a: zeroOf("a"), b: zeroOf("b") };
}

/** Both runs saw it begin. */
function isShared({ a, b }: RoleData): boolean {
  return a !== undefined && b !== undefined && a.zeroMs >= 0 && b.zeroMs >= 0 && a.found !== true && b.found !== true;
}

/** What 0 is, for the label of the axis. Can hold recorded text. */
export function originText(comparison: ComparisonData, alignment: Alignment): string {
  if (alignment === "divergence") return `the first divergence (${comparison.divergence?.text.object ?? ""})`;
  const shared = comparison.roles.find(isShared) ?? comparison.roles.find(({ a, b }) => a !== undefined && b !== undefined);
  if (shared === undefined) return "the first change of each run";
  return isShared(shared) ? `the creation of ${shared.title}` : `the first change of ${shared.title}`;
}
