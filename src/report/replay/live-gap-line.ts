import { formatDuration, formatOffset } from "../../io/duration.js";
import { printable } from "../../io/printable.js";
import type { GapFrame } from "../../model/frame.js";
import { paintWith } from "../terminal/paint.js";
import { cut, padStart } from "../terminal/width.js";
import type { LiveLineOptions } from "./live-line.js";

/** A gap on one line: what was blind, for how long, why, and whether something may be missing. */
export function liveGapLine(gap: GapFrame, options: LiveLineOptions): string {
  const paint = paintWith(options.colour);
  const blindMs = gap.to.offsetMs - gap.from.offsetMs;
  const loss = gap.possibleLoss ? "changes may be missing" : "nothing was missed";
  const read = gap.repairedRevisions === undefined ? "" : `, ${gap.repairedRevisions} read back from history`;
  const text = printable(`GAP of ${formatDuration(blindMs)} on ${gap.stream}: ${gap.reason}; ${loss}${read}`, 400);
  const line = options.columns === undefined ? text : cut(text, Math.max(0, options.columns - 12));
  return `${paint.dim(padStart(formatOffset(gap.offsetMs), 10))}  ${paint.tone(gap.possibleLoss ? "bad" : "neutral", line)}`;
}
