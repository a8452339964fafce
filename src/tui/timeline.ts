import { setImmediate as nextTurn } from "node:timers/promises";
import type { Stretch } from "../lifecycle/object-life.js";
import type { Frame, ObjectFrame } from "../model/frame.js";
import type { ObjectRef, Uid } from "../model/kube-object.js";
import type { SessionReader } from "../model/session.js";
import { stageAfter } from "./told-row.js";

/** The life of one object as stretches, each from where it begins to the next. */
export interface Track {
  readonly ref: ObjectRef;
  readonly stretches: readonly Stretch[];
}

/** What the timeline bar is drawn from: as much of it as has been read. */
export interface Timeline {
  /** In the order in which the objects appeared. Kubernetes Events have no track. */
  readonly tracks: ReadonlyMap<Uid, Track>;
  readonly gaps: readonly { readonly fromMs: number; readonly toMs: number }[];
  /** Up to where the session has been read; Infinity when it was read whole. */
  readonly readMs: number;
}

export const emptyTimeline: Timeline = { tracks: new Map(), gaps: [], readMs: 0 };

/** More objects than any screen has lines for. */
const mostTracks = 4096;
/** An object that goes to and fro for days: what comes later is drawn as the last of these. */
const mostStretches = 1024;
const mostGaps = 4096;

/** How many frames are read before others have their turn. */
const turn = 128;

/**
 * Reads a session from start to end beside everything else, and says now and then how far it has come. Keeps the stages of the objects and
 * nothing else; the one `Timeline` that it gives out grows.
 */
export async function* readTimeline(reader: Pick<SessionReader, "frames">, signal: AbortSignal): AsyncGenerator<Timeline> {
  const tracks = new Map<Uid, { ref: ObjectRef; stretches: Stretch[] }>();
  const gaps: { fromMs: number; toMs: number }[] = [];
  let count = 0;
  for await (const frame of reader.frames()) {
    if (signal.aborted) return;
    if (frame.kind === "gap") {
      if (gaps.length < mostGaps) gaps.push({ fromMs: frame.from.offsetMs, toMs: frame.to.offsetMs });
    } else note(tracks, frame);
    if (++count % turn !== 0) continue;
    if (isTimeToSay(count)) yield { tracks, gaps, readMs: frame.offsetMs };
    await nextTurn();
  }
  yield { tracks, gaps, readMs: Number.POSITIVE_INFINITY };
}

/** Often at first, when there is something new to see. */
function isTimeToSay(count: number): boolean {
  return count % (count < 16 * turn ? 4 * turn : 32 * turn) === 0;
}

function note(tracks: Map<Uid, { ref: ObjectRef; stretches: Stretch[] }>, frame: ObjectFrame): void {
  if (frame.ref.kind === "Event") return;
  const known = tracks.get(frame.ref.uid);
  if (known === undefined && tracks.size >= mostTracks) return;
  const track = known ?? { ref: frame.ref, stretches: [] };
  if (known === undefined) tracks.set(frame.ref.uid, track);
  const stage = stageAfter(frame);
  const last = track.stretches.at(-1)?.stage;
  if (last?.name === stage.name && last.tone === stage.tone) return;
  if (track.stretches.length < mostStretches) track.stretches.push({ fromMs: frame.offsetMs, stage });
}

/** The objects that an Event or a frame concerns, for showing its track: itself. */
export function trackOf(frame: Frame | undefined): Uid | undefined {
  return frame?.kind === "object" && frame.ref.kind !== "Event" ? frame.ref.uid : undefined;
}
