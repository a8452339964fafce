import type { Frame, ObjectFrame } from "../../src/model/frame.js";
import { type KubeObject, refOf } from "../../src/model/kube-object.js";
import type { ResourceType } from "../../src/model/resource-type.js";
import { Revision } from "../../src/model/revision.js";
import type { SessionHeader, SessionReader, StreamInfo } from "../../src/model/session.js";

/** A session of given frames, without a store. */
export function sessionOf(frames: readonly Frame[], header: Partial<SessionHeader> = {}): SessionReader {
  const last = frames.at(-1);
  return {
    summary: {
      header: {
        name: "test",
        startedAt: "2026-01-01T00:00:00.000Z",
        targets: [],
        streams: [],
        omissions: [],
        secretValues: "digests",
        recorder: "test",
        ...header,
      },
      state: "ended",
      frames: frames.length,
      objects: 1,
      gaps: 0,
      durationMs: last?.offsetMs ?? 0,
    },
    frames: async function* () {
      yield* frames;
    },
    lastFramesAt: async () => [],
    markers: async () => [],
    close: async () => {},
  };
}

/** One object frame; sequence and offset (10 ms apart) follow from its index. */
export function frame(sequence: number, type: ObjectFrame["type"], object: KubeObject, more: Partial<ObjectFrame> = {}): ObjectFrame {
  return {
    kind: "object",
    sequence,
    offsetMs: sequence * 10,
    observedAt: "2026-01-01T00:00:00.000Z",
    type,
    ref: refOf(object),
    resourceVersion: object.metadata.resourceVersion ?? "",
    revision: Revision.ofObject(object),
    ...more,
  };
}

export function streamOf(type: ResourceType, resourceVersion: string, more: Partial<StreamInfo> = {}): StreamInfo {
  const { group, version, resource, kind, namespaced } = type;
  const id = `${group}/${version}/${resource}`;
  return { id, group, version, resource, kind, namespaced, resourceVersion, ...(namespaced ? { namespace: "default" } : {}), ...more };
}
