import { UsageError } from "../errors.js";
import { formatDuration, formatOffset, parseDuration } from "../io/duration.js";
import { isClockTime, type TimeFormat, type TimeSpan, zoneOf } from "../io/moment-format.js";
import { assertNever } from "../model/assert-never.js";
import type { SessionReader, SessionSummary } from "../model/session.js";
import { absoluteSpan, type TypedTime, typedTime } from "./typed-time.js";

/** A moment of a session. */
export type Moment =
  | { readonly kind: "sequence"; readonly sequence: number }
  /** From one offset to another, both included, in ms. What is typed with a grain means all that is printed alike: "4.588s" is from 4587.5 to below 4588.5. */
  | OffsetMoment;

interface OffsetMoment {
  readonly kind: "offset";
  readonly fromMs: number;
  readonly toMs: number;
  /** Where no frame is in this range, it ends here instead: JSON has times cut to ms, all else rounds them. Resolved by `settledMoment` and `lastAtMoment`. */
  readonly orToMs?: number;
}

/** What was typed in place of a moment, and where. */
interface Typed {
  readonly text: string;
  /** As errors name it: "--at". */
  readonly flag: string;
}

/** A moment as typed; which one of a session it is, says `inSession`. */
export type TypedMoment = Typed &
  (
    | Moment
    /** Of the session's duration, 0 to 100. */
    | { readonly kind: "percent"; readonly percent: number }
    | ({ readonly kind: "time" } & TypedTime)
  );

interface MomentOptions {
  /** As errors name it: "--at". */
  readonly flag: string;
  /** How times are shown: in which zone a time of day without one is. */
  readonly time?: TimeFormat | undefined;
}

/** All ways to type one, for the help of commands. */
export const momentForms = "an offset (1.4s), a sequence (#12), a share (50%) or a time (2026-11-22T10:57:39Z)";

/**
 * Reads "1.4s", "+1m02.345s", "#12" or "12" (a sequence), "50%", "2026-11-22T10:57:39.123Z", "10:57:39" (in the zone of the times shown), "10:57:39Z"; 0 is the
 * beginning. Throws `UsageError` naming the flag.
 */
export function parseMoment(text: string, { flag, time }: MomentOptions): TypedMoment {
  const typed = { text, flag };
  // As lists and headings print one: "~+1.2s" and "≤+1.2s" are offsets known to be no better.
  const bare = text.replace(/^[~≤]\s?/, "");
  if (/^-\d/.test(bare) && parseDuration(bare.slice(1)) !== undefined)
    throw new UsageError(`invalid ${flag} "${text}": the session begins at +0s`, { hint: hintFor(flag) });
  const percent = /^(\d{1,3}(?:\.\d{1,15})?)%$/.exec(bare)?.[1];
  if (percent !== undefined && Number(percent) <= 100) return { ...typed, kind: "percent", percent: Number(percent) };
  const sequence = /^#?(\d{1,15})$/.exec(bare)?.[1];
  if (sequence !== undefined && bare !== "0") return { ...typed, kind: "sequence", sequence: Number(sequence) };
  const offsetMs = bare === "0" ? 0 : parseDuration(bare.replace(/^\+/, ""));
  if (offsetMs !== undefined) return { ...typed, ...printedAs(offsetMs) };
  const clock = typedTime(bare, zoneOf(time), flag === screenMoment ? "show UTC or local times first" : "add --time utc or --time local");
  if (clock === undefined) throw new UsageError(`invalid ${flag} "${text}"`, { hint: hintFor(flag) });
  if (clock.kind === "problem") throw new UsageError(`invalid ${flag} "${text}": ${clock.problem}`, { hint: clock.hint });
  return { ...typed, ...clock };
}

function hintFor(flag: string): string {
  const lead = flag === screenMoment ? "" : `${flag} `;
  return `use an offset ("${lead}1.4s"), a sequence ("${lead}12"), a share ("${lead}50%") or a time ("${lead}2026-11-22T10:57:39Z")`;
}

/** The name of a moment that is typed on a screen, in errors. */
export const screenMoment = "moment";

/** The offsets that are printed as this one; of one with digits beyond ms, as JSON has it, up to itself. */
function printedAs(offsetMs: number): OffsetMoment {
  // To microseconds: 4.588 * 1000 need not be 4588.
  const wholeMs = Math.floor(Math.round(offsetMs * 1000) / 1000);
  return upTo(offsetMs, offsetsBetween(wholeMs, wholeMs));
}

/** Offsets that reach to what was typed at least: also where a sum of its parts is a little below the microsecond that is meant. */
function upTo(offsetMs: number, { toMs, ...offsets }: OffsetMoment): OffsetMoment {
  return { ...offsets, toMs: Math.max(toMs, offsetMs, Math.round(offsetMs * 1000) / 1000) };
}

/** The offsets that are printed as one from this whole ms to that one. */
function offsetsBetween(firstMs: number, lastMs: number): OffsetMoment {
  // Half a ms is rounded up, so the upper end is the number just below it.
  return { kind: "offset", fromMs: firstMs - 0.5, toMs: justBelow(lastMs + 0.5) };
}

function justBelow(ms: number): number {
  return ms - Math.abs(ms) * (Number.EPSILON / 2);
}

/** Exactly this offset, in ms: of what is not typed, as a marker. */
export function exactMoment(offsetMs: number): OffsetMoment {
  return { kind: "offset", fromMs: offsetMs, toMs: offsetMs };
}

/** The offset of a moment itself, where it means all that is printed alike; in ms. */
export function lastWholeMs({ fromMs, toMs }: OffsetMoment): number {
  return fromMs === toMs ? toMs : Math.floor(toMs);
}

/**
 * The moment of a session that was typed. Throws `UsageError` where the session has none such. In a recording in progress what comes after its last
 * frame is its newest state: nothing has changed since.
 */
export function inSession(typed: TypedMoment, summary: SessionSummary): Moment {
  switch (typed.kind) {
    case "percent":
      return exactMoment(typed.percent === 100 ? summary.durationMs : (summary.durationMs * typed.percent) / 100);
    case "sequence":
      return sequenceIn(typed, summary);
    case "offset":
      return offsetIn(typed, summary);
    case "time":
      return timeIn(typed, summary);
    default:
      return assertNever(typed);
  }
}

/** What was typed as a moment of this session. Throws `UsageError`. */
export function momentOf(text: string, summary: SessionSummary, options: MomentOptions): Moment {
  return inSession(parseMoment(text, options), summary);
}

function sequenceIn({ sequence, ...typed }: Typed & { readonly sequence: number }, { frames, state }: SessionSummary): Moment {
  if (sequence >= 1 && sequence <= frames) return { kind: "sequence", sequence };
  const soFar = state === "recording" ? " so far" : "";
  const count = frames === 0 ? "no frames" : frames === 1 ? "1 frame" : `${frames} frames`;
  const hint = frames === 0 ? undefined : frames === 1 ? "use #1" : `use #1 to #${frames}`;
  throw outOfRange(typed, `the session has ${count}${soFar}`, hint);
}

function offsetIn({ fromMs, toMs, ...typed }: Typed & OffsetMoment, summary: SessionSummary): Moment {
  const { durationMs } = summary;
  // The duration as it is printed, in three figures, is the end as well.
  const isEnd = formatDuration(Math.floor(toMs)) === formatDuration(durationMs);
  if (!isAfterEnd(fromMs, summary) || isEnd) return { kind: "offset", fromMs: isEnd ? Math.min(fromMs, durationMs) : fromMs, toMs };
  throw outOfRange(typed, `the session ends at ${formatOffset(durationMs)}`, `use an offset up to ${formatOffset(durationMs).slice(1)}`);
}

function timeIn(typed: Extract<TypedMoment, { kind: "time" }>, summary: SessionSummary): Moment {
  const session = timeSpan(summary);
  if (!isClockTime(session.startMs) || !isClockTime(session.startMs + session.durationMs))
    throw outOfRange(typed, "the start time is unknown", "use an offset, a sequence or a share");
  const span = absoluteSpan(typed, session);
  if (span.kind === "problem") throw outOfRange(typed, span.problem, span.hint);
  const lastMs = span.lastMs - session.startMs;
  const rounded = offsetsBetween(span.firstMs - session.startMs, lastMs);
  const offsets: OffsetMoment =
    typed.beyondMs === undefined
      ? { ...rounded, orToMs: offsetsBetween(lastMs, lastMs + 0.5).toMs }
      : upTo(lastMs + typed.beyondMs, rounded);
  if (offsets.toMs >= 0 && !isAfterEnd(offsets.fromMs, summary)) return offsets;
  throw outOfRange(typed, `the session runs from ${span.textOf(0)} to ${span.textOf(session.durationMs)}`);
}

function isAfterEnd(offsetMs: number, { durationMs, state }: SessionSummary): boolean {
  return offsetMs > durationMs && state !== "recording";
}

function outOfRange({ flag, text }: Typed, why: string, hint?: string): UsageError {
  return new UsageError(`invalid ${flag} "${text}": ${why}`, hint === undefined ? {} : { hint });
}

/** When a session began, by the recorder's clock, and how long it is. */
export function timeSpan({ header, durationMs }: SessionSummary): TimeSpan {
  return { startMs: Date.parse(header.startedAt), durationMs };
}

/** The last frame or step by this moment, of those that `find` searches by an offset in ms. */
export function lastAtMoment<T extends { readonly offsetMs: number }>(
  { fromMs, toMs, orToMs }: OffsetMoment,
  find: (offsetMs: number) => T | undefined,
): T | undefined {
  const last = find(toMs);
  return orToMs === undefined || (last !== undefined && last.offsetMs >= fromMs) ? last : find(orToMs);
}

/** The same for a session: a moment whose range ends where it ends there. */
export async function settledMoment(reader: Pick<SessionReader, "lastSequenceBy">, moment: Moment): Promise<Moment> {
  if (moment.kind === "sequence" || moment.orToMs === undefined) return moment;
  const { orToMs, ...offsets } = moment;
  const isEmpty = (await reader.lastSequenceBy(offsets.toMs)) === (await reader.lastSequenceBy(justBelow(offsets.fromMs)));
  return isEmpty ? { ...offsets, toMs: orToMs } : offsets;
}

/** The sequence of the last frame at or before this moment; 0 when the moment is before the first. */
export async function sequenceAt(reader: Pick<SessionReader, "lastSequenceBy">, moment: Moment): Promise<number> {
  const settled = await settledMoment(reader, moment);
  return settled.kind === "sequence" ? settled.sequence : await reader.lastSequenceBy(settled.toMs);
}

/** An error about a moment on one line, for a screen. */
export function momentErrorText({ message, hint }: UsageError): string {
  if (hint === undefined) return message;
  return `${message}${message.endsWith('"') ? ": " : "; "}${hint}`;
}
