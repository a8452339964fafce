import type { Frame, GapFrame, ObjectFrame } from "../../src/model/frame.js";
import type { KubeObject, ObjectRef, Uid } from "../../src/model/kube-object.js";
import { Revision } from "../../src/model/revision.js";
import type { SessionHeader, SessionReader } from "../../src/model/session.js";
import { InMemorySessionReader } from "../support/in-memory-session-reader.js";

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

/** A session in memory. */
export function sessionOf(frames: readonly Frame[], header: Partial<SessionHeader> = {}): SessionReader {
  return new InMemorySessionReader(frames, { header: { startedAt, targets: ["pods"], ...header } });
}
