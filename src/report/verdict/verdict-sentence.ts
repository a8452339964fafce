/** One statement of a verdict; plain text, printable. */
export interface VerdictSentence {
  /**
   * `problem`: the effect of the worst failure, or the failure itself. `cause`: why. `time`: since when, and what resolved it. `outcome`: how far
   * the target objects came. `count`: how many findings there are. `coverage`: what was not seen, without which "no findings" would reassure falsely; or that all was.
   */
  readonly kind: "problem" | "cause" | "time" | "outcome" | "count" | "coverage";
  readonly text: string;
  /** The frame that shows it. */
  readonly sequence?: number;
}
