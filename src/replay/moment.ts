import { UsageError } from "../errors.js";
import { parseDuration } from "../io/duration.js";
import type { SessionReader } from "../model/session.js";

/** A moment of a session, as typed. */
export type Moment =
  | { readonly kind: "offset"; readonly offsetMs: number }
  | { readonly kind: "sequence"; readonly sequence: number }
  /** Of the session's duration, 0 to 100. */
  | { readonly kind: "percent"; readonly percent: number };

/** Reads "1.4s", "+1m02.345s", "#12" or "12" (a sequence), "50%". Throws `UsageError` naming the flag. */
export function parseMoment(text: string, flag: string): Moment {
  const percent = /^(\d+(?:\.\d+)?)%$/.exec(text)?.[1];
  if (percent !== undefined && Number(percent) <= 100) return { kind: "percent", percent: Number(percent) };
  const sequence = /^#?(\d{1,15})$/.exec(text)?.[1];
  if (sequence !== undefined) return { kind: "sequence", sequence: Number(sequence) };
  const offsetMs = parseDuration(text.replace(/^\+/, ""));
  if (offsetMs !== undefined) return { kind: "offset", offsetMs };
  throw new UsageError(`invalid ${flag} "${text}"`, {
    hint: `use an offset ("${flag} 1.4s"), a sequence ("${flag} 12") or a share ("${flag} 50%")`,
  });
}

/** What is said of a moment typed on a screen that is none. */
export function notAMoment(text: string): string {
  return `invalid moment "${text}": use 12 (a sequence), 1.4s (an offset) or 50%`;
}

/** An offset in place of a percentage: of this duration. */
export function inSession(moment: Moment, durationMs: number): Exclude<Moment, { kind: "percent" }> {
  return moment.kind === "percent" ? { kind: "offset", offsetMs: (durationMs * moment.percent) / 100 } : moment;
}

/** The sequence of the last frame at or before this moment; 0 when the moment is before the first. */
export async function sequenceAt(reader: Pick<SessionReader, "summary" | "lastSequenceBy">, moment: Moment): Promise<number> {
  const { frames, durationMs } = reader.summary;
  const point = inSession(moment, durationMs);
  if (point.kind === "sequence") return Math.min(point.sequence, frames);
  return reader.lastSequenceBy(point.offsetMs);
}
