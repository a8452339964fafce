import type { Frame, GapFrame, ObjectFrame } from "../../src/model/frame.js";
import type { KubeObject, ObjectRef, Uid } from "../../src/model/kube-object.js";
import { Revision } from "../../src/model/revision.js";
import type { FrameRange, SessionReader } from "../../src/model/session.js";

const startedAt = "2026-01-01T00:00:00.000Z";

export interface FrameSketch {
  readonly name?: string;
  readonly uid?: string;
  readonly type?: ObjectFrame["type"];
  readonly offsetMs?: number;
  readonly object?: Partial<KubeObject>;
}

/** A frame of a small Pod. */
export function objectFrame(sequence: number, sketch: FrameSketch = {}): ObjectFrame {
  const name = sketch.name ?? "web";
  const uid = (sketch.uid ?? `uid-${name}`) as Uid;
  const offsetMs = sketch.offsetMs ?? sequence * 1000;
  const object = { apiVersion: "v1", kind: "Pod", metadata: { name, uid, namespace: "default" }, ...sketch.object };
  const ref: ObjectRef = { uid, apiVersion: object.apiVersion, kind: object.kind, namespace: "default", name };
  return {
    kind: "object",
    sequence,
    offsetMs,
    observedAt: new Date(Date.parse(startedAt) + offsetMs).toISOString(),
    type: sketch.type ?? "MODIFIED",
    ref,
    resourceVersion: String(sequence),
    revision: Revision.ofObject(object),
  };
}

export function gapFrame(sequence: number, more: Partial<GapFrame> = {}): GapFrame {
  const offsetMs = sequence * 1000;
  const observedAt = new Date(Date.parse(startedAt) + offsetMs).toISOString();
  const bound = { offsetMs, observedAt };
  return {
    kind: "gap",
    sequence,
    offsetMs,
    observedAt,
    stream: "/api/v1/pods",
    reason: "410 Gone",
    from: { ...bound, offsetMs: offsetMs - 500 },
    to: bound,
    possibleLoss: true,
    ...more,
  };
}

/** A session that lies in memory. */
export function sessionOf(frames: readonly Frame[]): SessionReader {
  const last = frames.at(-1);
  return {
    summary: {
      header: { name: "in-memory", startedAt, targets: ["pods"], streams: [], omissions: [], secretValues: "digests", recorder: "test" },
      state: "ended",
      frames: frames.length,
      objects: new Set(frames.flatMap((frame) => (frame.kind === "object" ? [frame.ref.uid] : []))).size,
      gaps: frames.filter((frame) => frame.kind === "gap").length,
      durationMs: last?.offsetMs ?? 0,
    },
    frames: (range) => inRange(frames, range),
    lastFramesAt: async (sequence) => lastOf(frames.filter((frame) => frame.sequence <= sequence)),
    markers: async () => [],
    close: async () => {},
  };
}

async function* inRange(frames: readonly Frame[], range: FrameRange = {}): AsyncIterable<Frame> {
  for (const frame of frames) {
    const after = frame.sequence >= (range.fromSequence ?? 0) && frame.offsetMs >= (range.fromOffsetMs ?? 0);
    const before = frame.sequence <= (range.toSequence ?? Infinity) && frame.offsetMs <= (range.toOffsetMs ?? Infinity);
    const chosen = range.uids === undefined || (frame.kind === "object" && range.uids.includes(frame.ref.uid));
    if (after && before && chosen) yield frame;
  }
}

function lastOf(frames: readonly Frame[]): readonly Frame[] {
  const last = new Map<string, Frame>();
  for (const frame of frames) if (frame.kind === "object") last.set(frame.ref.uid, frame);
  return [...last.values()].sort((a, b) => a.sequence - b.sequence);
}
