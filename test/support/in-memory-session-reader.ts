import type { Frame, GapFrame, ObjectFrame } from "../../src/model/frame.js";
import type { ObjectRef, Uid } from "../../src/model/kube-object.js";
import type {
  FrameRange,
  FrameVisitor,
  Marker,
  ObjectAt,
  ObjectSpan,
  SessionHeader,
  SessionReader,
  SessionSummary,
  VisitOptions,
} from "../../src/model/session.js";

interface InMemorySession {
  readonly header?: Partial<SessionHeader>;
  readonly summary?: Partial<SessionSummary>;
  readonly markers?: readonly Marker[];
}

const plainHeader: SessionHeader = {
  name: "in-memory",
  startedAt: "2026-01-01T00:00:00.000Z",
  targets: [],
  streams: [],
  omissions: [],
  secretValues: "digests",
  recorder: "test",
};

/** A session of frames in memory: the simplest reader there can be, to which the others are compared. */
export class InMemorySessionReader implements SessionReader {
  readonly summary: SessionSummary;
  readonly #frames: readonly Frame[];
  readonly #objectFrames: readonly ObjectFrame[];
  readonly #markers: readonly Marker[];

  constructor(frames: readonly Frame[], { header, summary, markers = [] }: InMemorySession = {}) {
    this.#frames = frames;
    this.#objectFrames = frames.flatMap((frame) => (frame.kind === "object" ? [frame] : []));
    this.#markers = markers;
    this.summary = {
      header: { ...plainHeader, ...header },
      state: "ended",
      frames: frames.length,
      objects: new Set(this.#objectFrames.map(({ ref }) => ref.uid)).size,
      gaps: frames.length - this.#objectFrames.length,
      durationMs: frames.at(-1)?.offsetMs ?? 0,
      ...summary,
    };
  }

  revisionBytes(sequence: number): Uint8Array {
    const frame = this.#objectFrames.find((candidate) => candidate.sequence === sequence);
    if (frame === undefined) throw new RangeError(`no object frame ${sequence}`);
    return frame.revision.bytes;
  }

  async *frames(range: FrameRange = {}): AsyncIterable<Frame> {
    for (const frame of this.#frames) if (isInRange(frame, range)) yield frame;
  }

  async visitFrames(visit: FrameVisitor, { signal, ...range }: VisitOptions = {}): Promise<void> {
    for (const frame of this.#frames) {
      if (signal?.aborted) return;
      const pause = isInRange(frame, range) ? visit(frame) : undefined;
      if (pause !== undefined) await pause;
    }
  }

  async *framesBackward(range: FrameRange = {}): AsyncIterable<Frame> {
    for (const frame of [...this.#frames].reverse()) if (isInRange(frame, range)) yield frame;
  }

  async lastFramesAt(sequence: number): Promise<readonly ObjectFrame[]> {
    const last = new Map<Uid, ObjectFrame>();
    for (const frame of this.#objectFrames) if (frame.sequence <= sequence) last.set(frame.ref.uid, frame);
    return [...last.values()].sort((a, b) => a.sequence - b.sequence);
  }

  async lastFrameOf(uid: Uid, sequence: number): Promise<ObjectFrame | undefined> {
    return this.#objectFrames.findLast((frame) => frame.ref.uid === uid && frame.sequence <= sequence);
  }

  async firstFrameOf(uid: Uid): Promise<ObjectFrame | undefined> {
    return this.#objectFrames.find((frame) => frame.ref.uid === uid);
  }

  async objectsAt(sequence: number): Promise<readonly ObjectAt[]> {
    return (await this.lastFramesAt(sequence)).map(({ ref, sequence: at, type }) => ({ ref, sequence: at, type }));
  }

  async lastSequenceBy(offsetMs: number): Promise<number> {
    return this.#frames.findLast((frame) => frame.offsetMs <= offsetMs)?.sequence ?? 0;
  }

  async *refs(): AsyncIterable<readonly ObjectRef[]> {
    yield (await this.objectSpans()).map(({ ref }) => ref);
  }

  async objectSpans(): Promise<readonly ObjectSpan[]> {
    const spans = new Map<Uid, ObjectSpan>();
    for (const { ref, sequence } of this.#objectFrames) {
      const { frames, firstSequence } = spans.get(ref.uid) ?? { frames: 0, firstSequence: sequence };
      spans.set(ref.uid, { ref, frames: frames + 1, firstSequence, lastSequence: sequence });
    }
    return [...spans.values()];
  }

  async gaps(): Promise<readonly GapFrame[]> {
    return this.#frames.flatMap((frame) => (frame.kind === "gap" ? [frame] : []));
  }

  async markers(): Promise<readonly Marker[]> {
    return this.#markers;
  }

  async storedBytes(): Promise<undefined> {
    return undefined;
  }

  async close(): Promise<void> {}
}

function isInRange(frame: Frame, { uids, fromSequence, toSequence, fromOffsetMs, toOffsetMs }: FrameRange): boolean {
  const isAfter = frame.sequence >= (fromSequence ?? 0) && frame.offsetMs >= (fromOffsetMs ?? 0);
  const isBefore = frame.sequence <= (toSequence ?? Number.POSITIVE_INFINITY) && frame.offsetMs <= (toOffsetMs ?? Number.POSITIVE_INFINITY);
  return isAfter && isBefore && (uids === undefined || (frame.kind === "object" && uids.includes(frame.ref.uid)));
}
