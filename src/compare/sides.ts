/** One of the two runs: `a` is the baseline, `b` the candidate. */
export type Side = "a" | "b";

/** Something of both runs; a side is missing where that run has none. */
export interface Sided<T> {
  readonly a?: T;
  readonly b?: T;
}

export function otherSide(side: Side): Side {
  return side === "a" ? "b" : "a";
}

export const sides: readonly Side[] = ["a", "b"];

/** How a sentence or a table names a run. */
export function sideName(side: Side): "A" | "B" {
  return side === "a" ? "A" : "B";
}
