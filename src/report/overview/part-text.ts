import { formatDuration, formatOffset } from "../../io/duration.js";
import { printable } from "../../io/printable.js";
import { listed, plural } from "../../lifecycle/narration/words.js";
import type { SessionPart } from "../../model/session-part.js";

const maxNamed = 8;
const maxWord = 100;

/**
 * "Part of web-3 (140 frames of 58 objects in 14.4s): +5.000s to +7.176s; only deploy/web and what belongs to it; only kinds po, rs." Recorded words are
 * bounded and printable.
 */
export function partSentence(part: SessionPart): string {
  const { of } = part;
  const inner = of.part === undefined ? "" : `, itself a part of ${nameOf(of.part)}`;
  const size = `${plural(of.frames, "frame")} of ${plural(of.objects, "object")} in ${formatDuration(of.durationMs)}`;
  return `Part of ${nameOf(part)}${inner} (${size}): ${whatIsKept(part).join("; ")}.`;
}

/** "part of web-3: deploy/web", for a cell of a table. */
export function partLabel(part: SessionPart): string {
  const words = [...(part.objects ?? []), ...(part.kinds ?? [])].map((word) => printable(word, maxWord));
  return `part of ${nameOf(part)}${words.length === 0 ? "" : `: ${listed(words, maxNamed)}`}`;
}

function whatIsKept({ of, fromMs, toMs, objects, kinds }: SessionPart): readonly string[] {
  const isWholeTime = fromMs <= 0 && toMs >= of.durationMs;
  return [
    isWholeTime ? "its whole time" : `${formatOffset(fromMs)} to ${formatOffset(toMs)}`,
    ...(objects === undefined ? [] : [`only ${words(objects)} and what belongs to ${objects.length === 1 ? "it" : "them"}`]),
    ...(kinds === undefined ? [] : [`only ${kinds.length === 1 ? "kind" : "kinds"} ${words(kinds)}`]),
  ];
}

function words(all: readonly string[]): string {
  return listed(
    all.map((word) => printable(word, maxWord)),
    maxNamed,
  );
}

function nameOf({ of }: SessionPart): string {
  return printable(of.name, maxWord);
}
