import { stageAfter } from "../../interpret/significance.js";
import { eventSubject } from "../../lifecycle/fields/kube-event.js";
import { subjectRef } from "../../lifecycle/session/event-subjects.js";
import type { StageInterval } from "../../lifecycle/session/object-lifecycle.js";
import { isSameInterval } from "../../lifecycle/stage.js";
import type { Frame } from "../../model/frame.js";
import type { ObjectRef, Uid } from "../../model/kube-object.js";
import type { SessionReader } from "../../model/session.js";
import type { Yielder } from "./yielder.js";

/** The stages of one object over time. */
export interface Track {
  readonly ref: ObjectRef;
  readonly stageIntervals: readonly StageInterval[];
  /** Up to where it was read: the frame, and its offset. Infinity when it was read to the end. */
  readonly readSequence: number;
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

/** Which objects there are, page by page. `onPage`: called with those of each that have a track, also beyond the limit. */
export async function* readObjects(
  reader: Pick<SessionReader, "refs">,
  onPage: (tracked: readonly ObjectRef[]) => void = () => {},
): AsyncGenerator<Pick<Timeline, "refs" | "objects">> {
  const refs: ObjectRef[] = [];
  let objects = 0;
  for await (const page of reader.refs()) {
    const tracked = page.filter(({ kind }) => kind !== "Event");
    for (const ref of tracked.slice(0, maxRefs - refs.length)) refs.push(ref);
    onPage(tracked);
    objects += tracked.length;
    yield { refs: [...refs], objects };
  }
}

/** Reads a track from where it was left, with partial results. Reads the object's own frames only. */
export async function* readTrack(
  reader: Pick<SessionReader, "frames">,
  ref: ObjectRef,
  known: Track | undefined,
  yielder: Yielder,
): AsyncGenerator<Track> {
  const stageIntervals = [...(known?.stageIntervals ?? [])];
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
  yield { ref, stageIntervals, readSequence: Number.POSITIVE_INFINITY, readMs: Number.POSITIVE_INFINITY };
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
