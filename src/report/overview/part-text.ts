import { formatDuration } from "../../io/duration.js";
import { momentFormat, type TimeFormat } from "../../io/moment-format.js";
import { printable } from "../../io/printable.js";
import { capital, plural } from "../../lifecycle/narration/words.js";
import type { SessionPart } from "../../model/session-part.js";
import { listedRecorded } from "./listed-recorded.js";

const maxNamed = 8;
/** Characters. */
const maxWord = 100;

/**
 * "part of web-3 (140 frames of 58 objects in 14.4s), +5.000s to +7.176s, only deploy/web and what belongs to it, only kinds po and rs". Recorded words are
 * bounded and printable. `time`: how its bounds are shown; they are moments of the whole.
 */
export function partWords(part: SessionPart, time: TimeFormat = "offset"): string {
  const { of } = part;
  const inner = of.part === undefined ? "" : `, itself a part of ${nameOf(of.part)},`;
  const size = `${plural(of.frames, "frame")} of ${plural(of.objects, "object")} in ${formatDuration(of.durationMs)}`;
  return [`part of ${nameOf(part)}${inner} (${size})`, ...whatIsKept(part, time)].join(", ");
}

/** The same as a sentence. */
export function partSentence(part: SessionPart, time?: TimeFormat): string {
  return `${capital(partWords(part, time))}.`;
}

/** "part of web-3: deploy/web", for a cell of a table. */
export function partLabel(part: SessionPart): string {
  const chosen = [...(part.objects ?? []), ...(part.kinds ?? [])];
  return `part of ${nameOf(part)}${chosen.length === 0 ? "" : `: ${listedRecorded(chosen, maxNamed, maxWord)}`}`;
}

function whatIsKept({ of, fromMs, toMs, objects, kinds }: SessionPart, time: TimeFormat): readonly string[] {
  const moments = momentFormat(time, { startMs: Date.parse(of.startedAt), durationMs: of.durationMs });
  const isWholeTime = fromMs <= 0 && toMs >= of.durationMs;
  return [
    isWholeTime ? "its whole time" : `${moments.text(fromMs)} to ${moments.text(toMs)}`,
    ...(objects === undefined
      ? []
      : [`only ${listedRecorded(objects, maxNamed, maxWord)} and what belongs to ${objects.length === 1 ? "it" : "them"}`]),
    ...(kinds === undefined ? [] : [`only ${kinds.length === 1 ? "kind" : "kinds"} ${listedRecorded(kinds, maxNamed, maxWord)}`]),
  ];
}

function nameOf({ of }: SessionPart): string {
  return printable(of.name, maxWord);
}
