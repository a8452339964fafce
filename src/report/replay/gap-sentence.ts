import { formatDuration } from "../../io/duration.js";
import type { GapFrame } from "../../model/frame.js";

/** A gap in words: what was not seen, from when to when, why, and what is known about it all the same. Can hold recorded text. */
export function gapSentence(gap: GapFrame): string {
  const blind = formatDuration(Math.max(0, gap.to.offsetMs - gap.from.offsetMs));
  return `For ${blind} nothing was seen of ${gap.stream} (${gap.reason}). ${lossText(gap)}${repairText(gap)}${unrepairedText(gap)}${unchangedText(gap)}`;
}

function lossText(gap: GapFrame): string {
  if (gap.possibleLoss) return "Changes in that time may be missing here.";
  return (gap.repairedRevisions ?? 0) > 0 ? "Nothing is missing here:" : "It is proven that nothing was missed.";
}

function repairText({ repairedRevisions }: GapFrame): string {
  if (repairedRevisions === undefined || repairedRevisions === 0) return "";
  return ` ${repairedRevisions} revision${repairedRevisions === 1 ? " was" : "s were"} read back from history.`;
}

function unrepairedText({ unrepaired, possibleLoss }: GapFrame): string {
  return possibleLoss && unrepaired !== undefined ? ` Not everything could be read back: ${unrepaired}.` : "";
}

function unchangedText({ unchanged, possibleLoss }: GapFrame): string {
  if (!possibleLoss || unchanged === undefined || unchanged.length === 0) return "";
  return ` ${unchanged.length} object${unchanged.length === 1 ? " is" : "s are"} proven unchanged across it.`;
}
