import { stageAfter } from "../../interpret/significance.js";
import { eventSubject } from "../../lifecycle/fields/kube-event.js";
import { subjectRef } from "../../lifecycle/session/event-subjects.js";
import type { StageInterval } from "../../lifecycle/session/object-lifecycle.js";
import { isSameInterval } from "../../lifecycle/stage.js";
import type { Frame } from "../../model/frame.js";
import type { ObjectRef, Uid } from "../../model/kube-object.js";
import { canGrow, type SessionReader } from "../../model/session.js";
import type { Yielder } from "./yielder.js";

/** The stages of one object over time. */
export interface Track {
  readonly ref: ObjectRef;
  readonly stageIntervals: readonly StageInterval[];
  /** Up to which frame it was read. Infinity where no more can come. */
  readonly readSequence: number;
  /** Up to where it is drawn: the offset of that frame, Infinity when it was read to the last one that there was. */
  readonly readMs: number;
}

/** What the timeline bar is drawn from: the tracks of those objects only that are on the screen, or have been. */
export interface Timeline {
  /** In the order of appearance, no more than a screen can show. Kubernetes Events have no track. */
  readonly refs: readonly ObjectRef[];
  /** How many objects there are that could have a track, if that is known yet. */
  readonly objects: number;
  readonly tracks: ReadonlyMap<Uid, Track>;
  /** The session holds Kubernetes Events alone: the tracks are those of the objects that they are about. */
  readonly ofSubjects?: boolean;
  readonly gaps: readonly { readonly fromMs: number; readonly toMs: number }[];
}

export const emptyTimeline: Timeline = { refs: [], objects: 0, tracks: new Map(), gaps: [] };

const maxRefs = 4096;
export const maxTracks = 256;
/** An object can change between stages for days: later ones are drawn as the last of these. */
const maxIntervals = 1024;
const maxGaps = 4096;
/** Frames between two partial results. */
const framesPerTrack = 256;

/** Reads which objects there are, page by page; where more have appeared, from there on. */
export class ObjectList {
  readonly #reader: SessionReader;
  readonly #refs: ObjectRef[] = [];
  #tracked = 0;
  #read = 0;

  constructor(reader: SessionReader) {
    this.#reader = reader;
  }

  /** How many there are, Kubernetes Events among them. */
  get length(): number {
    return this.#read;
  }

  /** What the timeline knows after each page, and those of the page that have a track: also beyond the limit of the timeline. */
  async *read(): AsyncGenerator<{ readonly known: Pick<Timeline, "refs" | "objects">; readonly page: readonly ObjectRef[] }> {
    const pages = canGrow(this.#reader) ? this.#reader.refs(this.#read) : this.#reader.refs();
    for await (const page of pages) {
      const tracked = page.filter(({ kind }) => kind !== "Event");
      for (const ref of tracked.slice(0, maxRefs - this.#refs.length)) this.#refs.push(ref);
      this.#read += page.length;
      this.#tracked += tracked.length;
      yield { known: { refs: [...this.#refs], objects: this.#tracked }, page: tracked };
    }
  }
}

/** Reads a track from where it was left, with partial results. Reads the object's own frames only. */
export async function* readTrack(
  reader: Pick<SessionReader, "frames" | "summary">,
  ref: ObjectRef,
  known: Track | undefined,
  yielder: Yielder,
): AsyncGenerator<Track> {
  const stageIntervals = [...(known?.stageIntervals ?? [])];
  const last = reader.summary.state === "recording" ? reader.summary.frames : Number.POSITIVE_INFINITY;
  let count = 0;
  for await (const frame of reader.frames({ uids: [ref.uid], fromSequence: (known?.readSequence ?? 0) + 1 })) {
    if (frame.kind !== "object") continue;
    const stage = stageAfter(frame);
    if (!isSameInterval(stageIntervals.at(-1)?.stage, stage)) stageIntervals.push({ fromMs: frame.offsetMs, stage });
    if (stageIntervals.length >= maxIntervals) break;
    if (++count % framesPerTrack === 0)
      yield { ref, stageIntervals: [...stageIntervals], readSequence: frame.sequence, readMs: frame.offsetMs };
    await yielder.pause();
  }
  const readSequence = stageIntervals.length >= maxIntervals ? Number.POSITIVE_INFINITY : last;
  yield { ref, stageIntervals, readSequence, readMs: Number.POSITIVE_INFINITY };
}

export async function readGaps(reader: Pick<SessionReader, "gaps">): Promise<Timeline["gaps"]> {
  const gaps = await reader.gaps();
  return gaps.slice(0, maxGaps).map(({ from, to }) => ({ fromMs: from.offsetMs, toMs: to.offsetMs }));
}

/** Keeps a track; the oldest one gives way. */
export function withTrack(timeline: Timeline, track: Track): Timeline {
  const tracks = new Map(timeline.tracks);
  tracks.delete(track.ref.uid);
  tracks.set(track.ref.uid, track);
  for (const uid of tracks.keys()) {
    if (tracks.size <= maxTracks) break;
    tracks.delete(uid);
  }
  return { ...timeline, tracks };
}

/** The object whose track a frame belongs to; undefined where there is none. */
export function trackedBy(frame: Frame | undefined, { ofSubjects = false }: Pick<Timeline, "ofSubjects">): ObjectRef | undefined {
  if (frame?.kind !== "object") return undefined;
  if (frame.ref.kind !== "Event") return frame.ref;
  const subject = ofSubjects ? eventSubject(frame.revision.object) : undefined;
  return subject === undefined ? undefined : subjectRef(subject);
}
