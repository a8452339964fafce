import { changeManagers } from "../../../src/lifecycle/fields/managed-fields.js";
import { numberAt, textAt } from "../../../src/model/fields.js";
import { isFinalState } from "../../../src/model/final-state.js";
import type { ObjectFrame } from "../../../src/model/frame.js";
import { groupOf, type KubeObject } from "../../../src/model/kube-object.js";

/** A line of an audit log, with the frame that it was made of. */
export interface AuditLine {
  readonly text: string;
  readonly frame: ObjectFrame;
}

/**
 * The audit log that an API server would have written of the requests that led to these frames, by its rules: `pkg/registry/core/pod/storage` (binding and
 * deletion of Pods), `pkg/registry/core/pod/rest` and `apiserver/pkg/endpoints/handlers/delete.go` (a deletion answers with a Status, but for Pods and for
 * what waits). What existed before has no request. Two states have none either: the last one of a Pod before its deletion, which the same request made.
 */
export function auditOfFrames(frames: readonly ObjectFrame[]): readonly AuditLine[] {
  const last = new Map<string, ObjectFrame>();
  return frames.flatMap((frame, place) => {
    const before = last.get(frame.ref.uid);
    last.set(frame.ref.uid, frame);
    if (frame.initial || (frame.type === "MODIFIED" && isDeletedNext(frame, frames.slice(place + 1)))) return [];
    return [{ text: lineOf(frame, before, place), frame }];
  });
}

function isDeletedNext(frame: ObjectFrame, later: readonly ObjectFrame[]): boolean {
  const next = later.find(({ ref }) => ref.uid === frame.ref.uid);
  return next?.type === "DELETED" && isFinalState(frame.revision.object);
}

interface Request {
  readonly verb: string;
  readonly code?: number;
  readonly subresource?: string;
  readonly requestObject?: object;
  /** Default: the object. */
  readonly responseObject?: object;
}

function lineOf(frame: ObjectFrame, before: ObjectFrame | undefined, place: number): string {
  const { ref, revision, observedAt } = frame;
  const { object } = revision;
  const request = requestOf(frame, before?.revision.object);
  const { verb, subresource, code = 200, requestObject, responseObject } = request;
  const group = groupOf(ref.apiVersion);
  const resource = resourceOf(ref.kind);
  const { user, userAgent } = clientOf(before?.revision.object, object, request);
  const path = `${group === "" ? "/api/v1" : `/apis/${ref.apiVersion}`}/namespaces/${ref.namespace}/${resource}/${ref.name}`;
  const event = {
    ...{ kind: "Event", apiVersion: "audit.k8s.io/v1", level: "RequestResponse", auditID: `audit-${place}`, stage: "ResponseComplete" },
    requestURI: `${path}${subresource === undefined ? "" : `/${subresource}`}?fieldManager=test`,
    ...{ verb, user: { username: user, groups: ["system:authenticated"] }, sourceIPs: ["10.0.0.1"], userAgent },
    objectRef: {
      ...{ resource, namespace: ref.namespace, name: ref.name, subresource, apiVersion: ref.apiVersion.replace(`${group}/`, "") },
      ...(group === "" ? {} : { apiGroup: group }),
    },
    responseStatus: { metadata: {}, code },
    ...(requestObject === undefined ? {} : { requestObject }),
    responseObject: "HERE",
    requestReceivedTimestamp: observedAt.replace("Z", "000Z"),
    stageTimestamp: microTime(frame),
    annotations: { "authorization.k8s.io/decision": "allow" },
  };
  // The bytes of the object stay as they are.
  return JSON.stringify(event).replace('"HERE"', () => (responseObject === undefined ? revision.text : JSON.stringify(responseObject)));
}

function requestOf(frame: ObjectFrame, before: KubeObject | undefined): Request {
  const { ref, revision, type } = frame;
  const { object } = revision;
  if (type === "ADDED") return { verb: "create", code: 201 };
  if (type === "DELETED") {
    if (ref.kind === "Pod" || before?.metadata.deletionTimestamp !== undefined) return { verb: ref.kind === "Pod" ? "delete" : "patch" };
    const details = { name: ref.name, kind: resourceOf(ref.kind), uid: ref.uid };
    return { verb: "delete", responseObject: { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", details } };
  }
  if (before === undefined) return { verb: "update" };
  if (object.metadata.deletionTimestamp !== undefined && before.metadata.deletionTimestamp === undefined) return { verb: "delete" };
  const node = textAt(object, "spec", "nodeName");
  if (ref.kind === "Pod" && node !== undefined && textAt(before, "spec", "nodeName") === undefined) {
    const metadata = { name: ref.name, namespace: ref.namespace, uid: ref.uid };
    const requestObject = { kind: "Binding", apiVersion: "v1", metadata, target: { kind: "Node", name: node } };
    return { verb: "create", code: 201, subresource: "binding", requestObject, responseObject: success };
  }
  const scaled = changeManagers(before, object).some(({ subresource }) => subresource === "scale");
  if (scaled && numberAt(before, "spec", "replicas") !== numberAt(object, "spec", "replicas")) {
    const { name, namespace, uid, resourceVersion } = object.metadata;
    const spec = { replicas: numberAt(object, "spec", "replicas") };
    return {
      verb: "patch",
      subresource: "scale",
      responseObject: { kind: "Scale", apiVersion: "autoscaling/v1", metadata: { name, namespace, uid, resourceVersion }, spec },
    };
  }
  const isStatus =
    JSON.stringify(before["status"]) !== JSON.stringify(object["status"]) && before.metadata.generation === object.metadata.generation;
  return { verb: isStatus ? "patch" : "update", ...(isStatus && ref.kind !== "Event" ? { subresource: "status" } : {}) };
}

const success = { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", code: 201 };

function clientOf(before: KubeObject | undefined, after: KubeObject, { subresource }: Request): { user: string; userAgent: string } {
  if (subresource === "binding") return { user: "system:kube-scheduler", userAgent: "kube-scheduler/v1.36.2 (linux/amd64)" };
  const managers = changeManagers(before, after).map(({ manager }) => manager);
  if (managers.some((manager) => manager.startsWith("kubectl")))
    return { user: "alice", userAgent: "kubectl/v1.36.2 (linux/amd64) kubernetes/abc" };
  const [manager = "kube-controller-manager"] = managers;
  return { user: manager === "kubelet" ? "system:node:node-1" : `system:${manager}`, userAgent: `${manager}/v1.36.2 (linux/amd64)` };
}

function resourceOf(kind: string): string {
  return kind === "Endpoints" ? "endpoints" : `${kind.toLowerCase()}s`;
}

/** The moment of a frame, with microseconds. */
function microTime({ observedAt, offsetMs }: ObjectFrame): string {
  const micros = Math.floor((offsetMs % 1) * 1000);
  return observedAt.replace("Z", `${String(micros).padStart(3, "0")}Z`);
}
