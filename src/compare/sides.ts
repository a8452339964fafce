/** One of the two runs that are compared. */
export type Side = "a" | "b";

/** Something of both; a side is missing where that run has none. */
export interface Both<T> {
  readonly a?: T;
  readonly b?: T;
}

export function otherSide(side: Side): Side {
  return side === "a" ? "b" : "a";
}

export const sides: readonly Side[] = ["a", "b"];
