import { UsageError } from "../errors.js";
import { formatDuration } from "../io/duration.js";
import type { SessionReader } from "../model/session.js";
import { inSession, parseMoment } from "../replay/moment.js";
import type { Cut } from "./cut.js";

/** From when to when a part lasts, by the offsets and sequences of the whole. */
export interface PartSpan {
  /** In whole ms, so that the wall clock at its beginning is exact. */
  readonly fromMs: number;
  readonly toMs: number;
  /** The first frame of its time; one more than there are when its time has none. */
  readonly fromSequence: number;
  /** The last frame of its time; one less than the first when its time has none. */
  readonly toSequence: number;
  /** It lasts to the end of the whole. */
  readonly reachesEnd: boolean;
}

type Reader = Pick<SessionReader, "summary" | "frames" | "lastSequenceBy">;

/** Rejects with `UsageError` for an invalid moment, one outside of the session, and an end before the beginning. */
export async function partSpan(session: Reader, { from, to }: Pick<Cut, "from" | "to">): Promise<PartSpan> {
  const start = from === undefined ? { fromMs: 0, fromSequence: 1 } : await startAt(session, from);
  const end = to === undefined ? endOf(session) : await endAt(session, to);
  if (end.toMs < start.fromMs || end.toSequence < start.fromSequence - 1)
    throw new UsageError(`--from ${from ?? ""} is after --to ${to ?? ""}`, { hint: "swap the two" });
  return { ...start, ...end };
}

async function startAt(session: Reader, text: string): Promise<Pick<PartSpan, "fromMs" | "fromSequence">> {
  const { frames, durationMs } = session.summary;
  const point = inSession(parseMoment(text, "--from"), durationMs);
  if (point.kind === "sequence" ? point.sequence > frames : point.offsetMs > durationMs) throw outside(session, "--from", text);
  if (point.kind === "sequence") {
    const fromSequence = Math.max(1, point.sequence);
    return { fromMs: Math.floor((await offsetOf(session, fromSequence)) ?? 0), fromSequence };
  }
  const fromMs = Math.floor(point.offsetMs);
  return { fromMs, fromSequence: await firstSequenceFrom(session, fromMs) };
}

async function endAt(session: Reader, text: string): Promise<Pick<PartSpan, "toMs" | "toSequence" | "reachesEnd">> {
  const { frames, durationMs } = session.summary;
  const point = inSession(parseMoment(text, "--to"), durationMs);
  if (point.kind === "offset") {
    if (point.offsetMs >= durationMs) return endOf(session);
    return { toMs: point.offsetMs, toSequence: await session.lastSequenceBy(point.offsetMs), reachesEnd: false };
  }
  const toSequence = Math.min(point.sequence, frames);
  const toMs = (await offsetOf(session, toSequence)) ?? 0;
  return { toMs, toSequence, reachesEnd: toSequence === frames && toMs >= durationMs };
}

function endOf({ summary: { frames, durationMs } }: Reader): Pick<PartSpan, "toMs" | "toSequence" | "reachesEnd"> {
  return { toMs: durationMs, toSequence: frames, reachesEnd: true };
}

async function firstSequenceFrom(session: Reader, fromOffsetMs: number): Promise<number> {
  for await (const { sequence } of session.frames({ fromOffsetMs })) return sequence;
  return session.summary.frames + 1;
}

async function offsetOf(session: Reader, sequence: number): Promise<number | undefined> {
  for await (const { offsetMs } of session.frames({ fromSequence: sequence, toSequence: sequence })) return offsetMs;
  return undefined;
}

function outside({ summary: { header, frames, durationMs } }: Reader, flag: string, text: string): UsageError {
  return new UsageError(`${flag} "${text}" is outside session "${header.name}"`, {
    hint: `it has ${frames} ${frames === 1 ? "frame" : "frames"} in ${formatDuration(durationMs)}`,
  });
}
