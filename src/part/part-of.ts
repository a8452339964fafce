import { toRfc3339 } from "../io/clock.js";
import type { Frame } from "../model/frame.js";
import type { FrameRange, Marker, SessionReader, SessionSummary } from "../model/session.js";
import type { Cut } from "./cut.js";
import { keptObjects } from "./kept-objects.js";
import { type PartPlan, partFrames } from "./part-frames.js";
import { partGaps } from "./part-gaps.js";
import { partEnd, partHeader, sinceStart } from "./part-header.js";
import { type PartSpan, partSpan } from "./part-span.js";

/** What a writer of files reads of a part. The whole must stay open meanwhile. */
type PartOfSession = Pick<SessionReader, "summary" | "markers" | "frames">;

/**
 * A part of a session, which is a session itself: the objects that existed at its beginning as frames with `initial`, each in its state by then; the
 * frames, gaps and markers of its time; its own sequences from 1 and offsets from 0, at the same wall times. Its header says what it is a part of.
 * Reads the session once before it resolves, and again with its frames; no more than one revision of each object is in memory.
 *
 * Rejects with `UsageError` for an invalid moment, a word that matches nothing, and where nothing is left; with the signal's reason when it aborts.
 */
export async function partOf(session: SessionReader, cut: Cut, signal?: AbortSignal): Promise<PartOfSession> {
  const span = await partSpan(session, cut);
  const kept = await keptObjects(session, cut, span, signal);
  const header = {
    ...partHeader(session.summary, cut, span, kept.refs.values()),
    startedAt: await wallAt(session, span.fromMs, span.fromSequence - 1),
  };
  const held = { span, kept, startedAt: header.startedAt, endedAt: await wallAt(session, span.toMs, span.toSequence) };
  const plan: PartPlan = { ...held, gaps: await partGaps(session, header, held) };
  return {
    summary: partSummary(session.summary, header, plan),
    markers: async () => markersIn(await session.markers(), span),
    frames: (range) => (range === undefined ? partFrames(session, plan) : within(partFrames(session, plan), range)),
  };
}

function partSummary(whole: SessionSummary, header: SessionSummary["header"], { span, kept, gaps, endedAt }: PartPlan): SessionSummary {
  const possibleLosses = [...gaps.values()].filter((gap) => gap.possibleLoss).length;
  const end = partEnd(whole, span, possibleLosses, endedAt);
  return {
    header,
    state: span.reachesEnd ? whole.state : "ended",
    ...(end === undefined ? {} : { end }),
    frames: kept.existing.size + kept.frames + gaps.size,
    objects: kept.refs.size,
    gaps: gaps.size,
    durationMs: sinceStart(span, span.toMs),
  };
}

/** The wall clock at an offset, as the frame before shows it: it may have been set during the recording. */
async function wallAt(session: SessionReader, offsetMs: number, toSequence: number): Promise<string> {
  const startMs = Date.parse(session.summary.header.startedAt);
  const wallMs = startMs + offsetMs + (await clockShift(session, startMs, toSequence));
  return toRfc3339(Math.min(Math.max(wallMs, -maxDateMs), maxDateMs));
}

/** How much later than start plus offset a frame was received by the wall clock. What was read back from history has the time of its repair. */
async function clockShift(session: SessionReader, startMs: number, toSequence: number): Promise<number> {
  if (toSequence < 1) return 0;
  for await (const frame of session.framesBackward({ toSequence }))
    if (frame.kind === "object" && frame.repaired === undefined) return Date.parse(frame.observedAt) - Math.trunc(startMs + frame.offsetMs);
  return 0;
}

/** The range of a date. */
const maxDateMs = 8.64e15;

function markersIn(markers: readonly Marker[], span: PartSpan): readonly Marker[] {
  return markers
    .filter(({ offsetMs }) => offsetMs >= span.fromMs && offsetMs <= span.toMs)
    .map((marker) => ({ ...marker, offsetMs: sinceStart(span, marker.offsetMs) }));
}

async function* within(frames: AsyncIterable<Frame>, range: FrameRange): AsyncGenerator<Frame> {
  const { fromSequence = 0, toSequence = Number.POSITIVE_INFINITY, fromOffsetMs = 0, toOffsetMs = Number.POSITIVE_INFINITY, uids } = range;
  for await (const frame of frames) {
    if (frame.sequence > toSequence) return;
    if (frame.sequence < fromSequence || frame.offsetMs < fromOffsetMs || frame.offsetMs > toOffsetMs) continue;
    if (uids === undefined || (frame.kind === "object" && uids.includes(frame.ref.uid))) yield frame;
  }
}
