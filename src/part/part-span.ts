import { UsageError } from "../errors.js";
import type { SessionReader } from "../model/session.js";
import { lastWholeMs, momentOf, sequenceAt } from "../replay/moment.js";
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
export async function partSpan(session: Reader, { from, to, time }: Pick<Cut, "from" | "to" | "time">): Promise<PartSpan> {
  const start = from === undefined ? { fromMs: 0, fromSequence: 1 } : await startAt(session, from, time);
  const end = to === undefined ? endOf(session) : await endAt(session, to, time);
  if (end.toMs < start.fromMs || end.toSequence < start.fromSequence - 1)
    throw new UsageError(`--from ${from ?? ""} is after --to ${to ?? ""}`, { hint: "swap the two" });
  return { ...start, ...end };
}

async function startAt(session: Reader, text: string, time: Cut["time"]): Promise<Pick<PartSpan, "fromMs" | "fromSequence">> {
  const moment = momentOf(text, session.summary, { flag: "--from", time });
  if (moment.kind === "sequence") {
    const { sequence } = moment;
    return { fromMs: Math.floor((await offsetOf(session, sequence)) ?? 0), fromSequence: sequence };
  }
  const fromSequence = await firstSequenceFrom(session, moment.fromMs);
  // The ms that was typed: a frame that is printed as it may be earlier by less than half of one, and is then at the beginning.
  const isExact = moment.fromMs === moment.toMs;
  return { fromMs: Math.max(0, isExact ? Math.floor(moment.fromMs) : Math.round(moment.fromMs)), fromSequence };
}

async function endAt(session: Reader, text: string, time: Cut["time"]): Promise<Pick<PartSpan, "toMs" | "toSequence" | "reachesEnd">> {
  const { frames, durationMs } = session.summary;
  const moment = momentOf(text, session.summary, { flag: "--to", time });
  if (moment.kind === "offset") {
    if (moment.toMs >= durationMs) return endOf(session);
    const toSequence = await sequenceAt(session, moment);
    return { toMs: Math.max(lastWholeMs(moment), (await offsetOf(session, toSequence)) ?? 0), toSequence, reachesEnd: false };
  }
  const toMs = (await offsetOf(session, moment.sequence)) ?? 0;
  return { toMs, toSequence: moment.sequence, reachesEnd: moment.sequence === frames && toMs >= durationMs };
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
