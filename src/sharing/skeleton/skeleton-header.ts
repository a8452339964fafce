import type { GapFrame } from "../../model/frame.js";
import { unrecordableStream } from "../../model/frame.js";
import type { ObjectRef, Uid } from "../../model/kube-object.js";
import type { SessionEnd, SessionHeader, StreamInfo } from "../../model/session.js";
import type { SessionPart } from "../../model/session-part.js";
import { isPlainShape } from "./plain-shapes.js";
import { apiVersionIn, groupIn, kindIn, nameIn, type SkeletonNames } from "./skeleton-names.js";

/**
 * A header without titles, descriptions, commands, contexts, selectors and reasons: what was recorded, by types and stand-ins. The manifest of the share stays.
 */
export function skeletonHeader(header: SessionHeader, names: SkeletonNames): SessionHeader {
  const { startedAt, times, targets, namespace, server, streams, omissions, secretValues, recorder, part, shared } = header;
  const version = /^v\d{1,4}\.\d{1,4}(\.\d{1,4})?/.exec(server?.version ?? "")?.[0];
  const clock = server?.clockOffsetMs === undefined ? {} : { clockOffsetMs: server.clockOffsetMs };
  return {
    name: sessionName(header.name, names),
    startedAt,
    ...(times === undefined ? {} : { times }),
    targets: targets.map((target) => typeIn(target, streams, names) ?? targetIn(target, names)),
    ...(namespace === undefined ? {} : { namespace: nameIn(namespace, names) }),
    ...(server === undefined ? {} : { server: { ...(version === undefined ? {} : { version }), ...clock } }),
    streams: streams.map((stream) => streamIn(stream, names)),
    omissions: omissions.map(() => left),
    secretValues,
    recorder: /^kubespy( \d{1,4}(\.\d{1,4}){0,2})?$/.test(recorder) ? recorder : "kubespy",
    ...(part === undefined ? {} : { part: partIn(part, names) }),
    ...(shared === undefined ? {} : { shared }),
  };
}

/** Which objects it concerns, and where it was; not why. */
export function skeletonGap(gap: GapFrame, names: SkeletonNames): GapFrame {
  const { extra: _, unrepaired, unchanged, from, to, ...known } = gap;
  const bound = (each: GapFrame["from"]) => {
    const { offsetMs, observedAt, resourceVersion } = each;
    return { offsetMs, observedAt, ...(resourceVersion === undefined ? {} : { resourceVersion: versionIn(resourceVersion, names) }) };
  };
  return {
    ...known,
    stream: streamId(gap.stream, names),
    reason: gap.reason.startsWith("410 Gone") ? "410 Gone" : left,
    from: bound(from),
    to: bound(to),
    ...(unchanged === undefined ? {} : { unchanged: unchanged.map((uid) => nameIn(uid, names) as Uid) }),
    ...(unrepaired === undefined ? {} : { unrepaired: left }),
  };
}

/** How and when it ended; not why. */
export function skeletonEnd(end: SessionEnd): SessionEnd {
  const { reason: _, verification, ...known } = end;
  if (verification === undefined) return known;
  return { ...known, verification: verification.verified ? verification : { ...verification, reason: left } };
}

export function skeletonRef({ uid, apiVersion, kind, namespace, name }: ObjectRef, names: SkeletonNames): ObjectRef {
  return {
    uid: nameIn(uid, names) as Uid,
    apiVersion: apiVersionIn(apiVersion, names),
    kind: kindIn(kind, names),
    ...(namespace === undefined ? {} : { namespace: nameIn(namespace, names) }),
    name: nameIn(name, names),
  };
}

/** As in `metadata.resourceVersion`. */
export function versionIn(version: string, names: SkeletonNames): string {
  return isPlainShape(version) ? version : nameIn(version, names);
}

/** Stands where a text was left out. */
const left = "(left out)";

function streamIn(stream: StreamInfo, names: SkeletonNames): StreamInfo {
  const { id, group, version, resource, kind, namespaced, namespace, labelSelector, fieldSelector, resourceVersion } = stream;
  return {
    id: streamId(id, names),
    group: groupIn(group, names),
    version: apiVersionIn(version, names),
    resource: resourceIn(resource, names),
    kind: kindIn(kind, names),
    namespaced,
    ...(namespace === undefined ? {} : { namespace: nameIn(namespace, names) }),
    // With a selector a stream does not show all objects of its kind.
    ...(labelSelector === undefined ? {} : { labelSelector: nameIn(labelSelector, names) }),
    ...(fieldSelector === undefined ? {} : { fieldSelector: nameIn(fieldSelector, names) }),
    ...(resourceVersion === undefined ? {} : { resourceVersion: versionIn(resourceVersion, names) }),
  };
}

/** The plural of a kind says what the kind says. */
function resourceIn(resource: string, names: SkeletonNames): string {
  return /^[a-z0-9]{1,63}$/.test(resource) ? resource : nameIn(resource, names);
}

/** A target that is the type of a stream ("services", "jobs.batch") says that all objects of the type were recorded. */
function typeIn(target: string, streams: readonly StreamInfo[], names: SkeletonNames): string | undefined {
  const stream = streams.find(({ group, resource }) => target === (group === "" ? resource : `${resource}.${group}`));
  if (stream === undefined) return undefined;
  const resource = resourceIn(stream.resource, names);
  return stream.group === "" ? resource : `${resource}.${groupIn(stream.group, names)}`;
}

function streamId(id: string, names: SkeletonNames): string {
  return id === unrecordableStream ? id : nameIn(id, names);
}

/** "deploy/web" keeps its kind; anything else that was typed is a stand-in as a whole. */
function targetIn(target: string, names: SkeletonNames): string {
  const [, kind, name = ""] = /^([a-z]{1,40})\/([^/]{1,253})$/.exec(target) ?? [];
  return kind !== undefined && targetKinds.has(kind) ? `${kind}/${nameIn(name, names)}` : nameIn(target, names);
}

const targetKinds: ReadonlySet<string> = new Set(
  (
    "pod pods po deployment deployments deploy replicaset replicasets rs statefulset statefulsets sts daemonset daemonsets ds job jobs cronjob cronjobs cj " +
    "service services svc ingress ingresses ing node nodes no namespace namespaces ns configmap configmaps cm secret secrets pvc pv event events ev hpa"
  ).split(" "),
);

function partIn(part: SessionPart, names: SkeletonNames): SessionPart {
  const { of, fromMs, toMs, objects, kinds } = part;
  const { name, startedAt, frames, objects: count, durationMs } = of;
  return {
    of: { name: sessionName(name, names), startedAt, frames, objects: count, durationMs },
    fromMs,
    toMs,
    ...(objects === undefined ? {} : { objects: objects.map((typed) => targetIn(typed, names)) }),
    ...(kinds === undefined ? {} : { kinds: kinds.map((typed) => (targetKinds.has(typed) ? typed : nameIn(typed, names))) }),
  };
}

/** A name of a session that has a stand-in stays one. */
function sessionName(name: string, names: SkeletonNames): string {
  return /^session-[0-9a-f]{16}$/.test(name) ? name : names.standInFor(name).replace(/^redacted-/, "session-");
}
