import { Diagnosis } from "../../src/diagnosis/engine/diagnosis.js";
import type { Finding } from "../../src/diagnosis/engine/finding.js";
import type { Frame, ObjectFrame } from "../../src/model/frame.js";
import { type KubeObject, refOf } from "../../src/model/kube-object.js";
import { Revision } from "../../src/model/revision.js";

/** A history as the API server would send it: objects, each at a second of the session. `gone`: it is deleted. */
export type TimedObject = readonly [second: number, object: KubeObject, gone?: "gone"];

const startMs = Date.parse("2026-01-01T00:00:00Z");

export function framesOf(history: readonly TimedObject[]): readonly ObjectFrame[] {
  const seen = new Set<string>();
  return history.map(([second, object, gone], i) => {
    const ref = refOf(object);
    const type = gone === "gone" ? "DELETED" : seen.has(ref.uid) ? "MODIFIED" : "ADDED";
    seen.add(ref.uid);
    return {
      kind: "object",
      sequence: i + 1,
      offsetMs: second * 1000,
      observedAt: new Date(startMs + second * 1000).toISOString(),
      type,
      ref,
      resourceVersion: String(i + 1),
      revision: Revision.ofObject(object),
    };
  });
}

/** The findings of a history, at its last frame or at a later second. */
export function findingsOf(history: readonly TimedObject[], atSecond?: number): readonly Finding[] {
  return findingsIn(framesOf(history), atSecond === undefined ? undefined : atSecond * 1000);
}

export function findingsIn(frames: Iterable<Frame>, nowMs?: number): readonly Finding[] {
  const diagnosis = new Diagnosis();
  for (const frame of frames) diagnosis.note(frame);
  return diagnosis.findings(nowMs);
}

/** "critical ErrImagePull Pod/web[nginx]", with the index of its causes: "← 0". "~": resolved. */
export function inBrief(findings: readonly Finding[]): readonly string[] {
  return findings.map(({ severity, class: name, object, container, causes, resolved }) => {
    const of = container === undefined ? "" : `[${container}]`;
    const because = causes.length === 0 ? "" : ` ← ${causes.join(",")}`;
    return `${resolved ? "~" : ""}${severity} ${name} ${object.kind}/${object.name}${of}${because}`;
  });
}

export function brief(history: readonly TimedObject[], atSecond?: number): readonly string[] {
  return inBrief(findingsOf(history, atSecond));
}

/** A Kubernetes Event about an object; with the same reason and message it is the same Event again. */
export function event(
  about: KubeObject,
  reason: string,
  message: string,
  more: { count?: number; container?: string; type?: string } = {},
): KubeObject {
  const { name, namespace, uid } = about.metadata;
  return {
    apiVersion: "v1",
    kind: "Event",
    metadata: { name: `${name}.${reason}`, namespace: namespace ?? "default", uid: `event-${uid}-${reason}-${message.slice(0, 60)}` },
    involvedObject: {
      apiVersion: about.apiVersion,
      kind: about.kind,
      name,
      namespace,
      uid,
      ...(more.container === undefined ? {} : { fieldPath: `spec.containers{${more.container}}` }),
    },
    reason,
    message,
    type: more.type ?? "Warning",
    count: more.count ?? 1,
  };
}

/** Any object of the API. */
export function thing(apiVersion: string, kind: string, name: string, fields: object = {}, metadata: object = {}): KubeObject {
  return { apiVersion, kind, metadata: { name, namespace: "default", uid: `uid-${kind}-${name}`, generation: 1, ...metadata }, ...fields };
}

export function ownedBy(owner: KubeObject): { readonly ownerReferences: readonly object[] } {
  const { apiVersion, kind, metadata } = owner;
  return { ownerReferences: [{ apiVersion, kind, name: metadata.name, uid: metadata.uid, controller: true }] };
}

export function condition(type: string, status: string, reason: string, message = ""): object {
  return { type, status, reason, message };
}
