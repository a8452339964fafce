import type { Finding } from "../../diagnosis/engine/finding.js";
import { formatDuration, formatOffset } from "../../io/duration.js";
import type { MomentFormat } from "../../io/moment-format.js";

/** "Open since +3.373s.", or "From +4.588s for 33.9s. Resolved: the Pod was deleted." Can hold recorded text. `moment`: how times are shown. */
export function findingTimeText(
  { sinceMs, durationMs, resolved, resolution }: Finding,
  moment: (offsetMs: number) => string = findingMoment,
): string {
  if (durationMs === null) return `Open since ${moment(sinceMs)}.`;
  const end = resolved && resolution !== undefined ? ` Resolved: ${lowerCased(resolution)}` : "";
  return `From ${moment(sinceMs)}${sinceMs < 0 ? "," : ""} for ${formatDuration(durationMs)}.${end}`;
}

/** An Event can report what began before the recording. */
export function findingMoment(offsetMs: number): string {
  return offsetMs < 0 ? `${formatDuration(-offsetMs)} before the recording began` : formatOffset(offsetMs);
}

/** How the moments of findings are shown: an absolute time can be before the recording as well. */
export function findingMomentIn(moments: MomentFormat): (offsetMs: number) => string {
  return moments.format === "offset" ? findingMoment : moments.text;
}

/** A sentence continues after a colon in lower case, unless it begins with a name. */
function lowerCased(sentence: string): string {
  return sentence.replace(/^(?:The|It|A|An|No|Its)\b/, (word) => word.toLowerCase());
}
