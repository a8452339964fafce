import { formatDuration } from "../../io/duration.js";
import { plural } from "../../lifecycle/narration/words.js";
import { type GapFrame, unrecordableStream } from "../../model/frame.js";

/** A gap in words: which stream received nothing, for how long, why, and what is known about that time. Can hold recorded text. */
export function gapSentence(gap: GapFrame): string {
  if (gap.stream === unrecordableStream) return `${gap.reason}.`;
  const blind = formatDuration(Math.max(0, gap.to.offsetMs - gap.from.offsetMs));
  return `Nothing was received from ${gap.stream} for ${blind} (${gap.reason}). ${lossText(gap)}${repairText(gap)}${unrepairedText(gap)}${unchangedText(gap)}`;
}

function lossText(gap: GapFrame): string {
  if (gap.possibleLoss) return "Changes during that time may be missing.";
  return (gap.repairedRevisions ?? 0) > 0 ? "No change is missing:" : "No change was missed (verified).";
}

function repairText({ repairedRevisions }: GapFrame): string {
  if (repairedRevisions === undefined || repairedRevisions === 0) return "";
  return ` ${plural(repairedRevisions, "revision")} ${repairedRevisions === 1 ? "was" : "were"} read back from history.`;
}

function unrepairedText({ unrepaired, possibleLoss }: GapFrame): string {
  return possibleLoss && unrepaired !== undefined ? ` Some changes could not be read back: ${unrepaired}.` : "";
}

function unchangedText({ unchanged, possibleLoss }: GapFrame): string {
  if (!possibleLoss || unchanged === undefined || unchanged.length === 0) return "";
  return ` ${plural(unchanged.length, "object")} did not change (verified).`;
}
