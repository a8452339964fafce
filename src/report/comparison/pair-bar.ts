import { isTimeKnown, type MilestonePair } from "../../compare/differences/milestone-pairs.js";
import type { Paint } from "../terminal/paint.js";

/**
 * Both times on one line of so many columns: `··A──────────B`, with `X` where they fall together. What lies between the two is what
 * one run took longer.
 */
export function pairBar({ a, b }: Pick<MilestonePair, "a" | "b">, endMs: number, columns: number, paint: Paint): string {
  const columnOf = (ms: number) => Math.max(0, Math.min(columns - 1, Math.round((ms / endMs) * (columns - 1))));
  const [left, right] = [a, b].map((time) => (isTimeKnown(time) ? columnOf(time.atMs) : undefined));
  if (left === undefined || right === undefined) {
    const only = left ?? right;
    if (only === undefined) return "";
    return `${paint.dim("·".repeat(only))}${left === undefined ? paint.sideB("B") : paint.sideA("A")}`;
  }
  if (left === right) return `${paint.dim("·".repeat(left))}X`;
  const [first, second] = left < right ? [paint.sideA("A"), paint.sideB("B")] : [paint.sideB("B"), paint.sideA("A")];
  const longer = left < right ? paint.sideB : paint.sideA;
  return `${paint.dim("·".repeat(Math.min(left, right)))}${first}${longer("─".repeat(Math.abs(left - right) - 1))}${second}`;
}
