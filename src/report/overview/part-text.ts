import { formatDuration, formatOffset } from "../../io/duration.js";
import { printable } from "../../io/printable.js";
import { capital, plural } from "../../lifecycle/narration/words.js";
import type { SessionPart } from "../../model/session-part.js";
import { listedRecorded } from "./listed-recorded.js";

const maxNamed = 8;
/** Characters. */
const maxWord = 100;

/**
 * "part of web-3 (140 frames of 58 objects in 14.4s), +5.000s to +7.176s, only deploy/web and what belongs to it, only kinds po and rs". Recorded words are
 * bounded and printable.
 */
export function partWords(part: SessionPart): string {
  const { of } = part;
  const inner = of.part === undefined ? "" : `, itself a part of ${nameOf(of.part)},`;
  const size = `${plural(of.frames, "frame")} of ${plural(of.objects, "object")} in ${formatDuration(of.durationMs)}`;
  return [`part of ${nameOf(part)}${inner} (${size})`, ...whatIsKept(part)].join(", ");
}

/** The same as a sentence. */
export function partSentence(part: SessionPart): string {
  return `${capital(partWords(part))}.`;
}

/** "part of web-3: deploy/web", for a cell of a table. */
export function partLabel(part: SessionPart): string {
  const chosen = [...(part.objects ?? []), ...(part.kinds ?? [])];
  return `part of ${nameOf(part)}${chosen.length === 0 ? "" : `: ${listedRecorded(chosen, maxNamed, maxWord)}`}`;
}

function whatIsKept({ of, fromMs, toMs, objects, kinds }: SessionPart): readonly string[] {
  const isWholeTime = fromMs <= 0 && toMs >= of.durationMs;
  return [
    isWholeTime ? "its whole time" : `${formatOffset(fromMs)} to ${formatOffset(toMs)}`,
    ...(objects === undefined
      ? []
      : [`only ${listedRecorded(objects, maxNamed, maxWord)} and what belongs to ${objects.length === 1 ? "it" : "them"}`]),
    ...(kinds === undefined ? [] : [`only ${kinds.length === 1 ? "kind" : "kinds"} ${listedRecorded(kinds, maxNamed, maxWord)}`]),
  ];
}

function nameOf({ of }: SessionPart): string {
  return printable(of.name, maxWord);
}
