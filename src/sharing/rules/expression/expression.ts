/** A regular expression, as far as it can be searched for in time that grows with the length of the text. */
export type Expression =
  | { readonly is: "character"; readonly matches: (code: number) => boolean }
  | { readonly is: "position"; readonly where: Position }
  | { readonly is: "sequence"; readonly parts: readonly Expression[] }
  | { readonly is: "choice"; readonly parts: readonly Expression[] }
  /** `max`: Infinity for `*` and `+`. */
  | { readonly is: "repeat"; readonly part: Expression; readonly min: number; readonly max: number };

/** `^`, `$`, `\b`, `\B`. */
export type Position = "start" | "end" | "boundary" | "no boundary";
