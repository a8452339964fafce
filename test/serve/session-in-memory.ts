import type { Frame, ObjectFrame } from "../../src/model/frame.js";
import { type KubeObject, refOf } from "../../src/model/kube-object.js";
import type { ResourceType } from "../../src/model/resource-type.js";
import { Revision } from "../../src/model/revision.js";
import type { SessionHeader, SessionReader, StreamInfo } from "../../src/model/session.js";
import { InMemorySessionReader } from "../support/in-memory-session-reader.js";

/** A session of given frames, without a store. */
export function sessionOf(frames: readonly Frame[], header: Partial<SessionHeader> = {}): SessionReader {
  return new InMemorySessionReader(frames, { header: { name: "test", ...header } });
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
