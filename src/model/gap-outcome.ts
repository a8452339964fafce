import type { GapFrame } from "./frame.js";

/** What is known of the changes in a gap: none was missed, all that were missed were read back from history, or some may be missing. */
export type GapOutcome = "empty" | "repaired" | "possible-loss";

export function gapOutcome({ possibleLoss, repairedRevisions = 0 }: Pick<GapFrame, "possibleLoss" | "repairedRevisions">): GapOutcome {
  if (possibleLoss) return "possible-loss";
  return repairedRevisions > 0 ? "repaired" : "empty";
}
