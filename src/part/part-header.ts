import { formatOffset } from "../io/duration.js";
import { groupOf, type ObjectRef } from "../model/kube-object.js";
import { apiVersionOf } from "../model/resource-type.js";
import type { EndVerification, SessionEnd, SessionHeader, SessionSummary, StreamInfo } from "../model/session.js";
import type { SessionPart } from "../model/session-part.js";
import { matchesObject } from "../replay/choose-objects.js";
import { isKind } from "../replay/kind-words.js";
import type { Cut } from "./cut.js";
import type { PartSpan } from "./part-span.js";

/**
 * The header of a part: that of the whole, as far as it is true of the part. `streams` are those that carried what it holds. Of `targets`, a whole kind
 * stays only where the part holds all its objects, so that who reads it, also with an older kubespy, does not take what was cut away for what did not
 * exist.
 */
export function partHeader(summary: SessionSummary, cut: Cut, span: PartSpan, kept: Iterable<ObjectRef>): SessionHeader {
  const { header } = summary;
  const isNarrowed = cut.objects !== undefined || cut.kinds !== undefined;
  const refs = [...kept];
  const streams = isNarrowed ? header.streams.filter((stream) => carries(stream, cut, refs)) : header.streams;
  return {
    ...header,
    name: partName(header.name),
    targets: isNarrowed ? header.targets.filter((target) => isHeld(target, cut, streams, refs)) : header.targets,
    // The version of the first list is older than a part that begins later.
    streams: span.fromSequence === 1 ? streams : streams.map(({ resourceVersion: _, ...stream }) => stream),
    part: partOfWhole(summary, cut, span),
  };
}

function partOfWhole({ header, frames, objects, durationMs }: SessionSummary, cut: Cut, { fromMs, toMs }: PartSpan): SessionPart {
  const { name, startedAt, part } = header;
  return {
    of: { name, startedAt, frames, objects, durationMs, ...(part === undefined ? {} : { part }) },
    fromMs,
    toMs,
    ...(cut.objects === undefined ? {} : { objects: cut.objects }),
    ...(cut.kinds === undefined ? {} : { kinds: cut.kinds }),
  };
}

const maxNameLength = 100;

/** Another name than that of the whole: both may be in one database, or in one folder. */
function partName(name: string): string {
  return `${name.slice(0, maxNameLength - "-part".length)}-part`;
}

/** Kubernetes Events come along with every object. */
function carries(stream: StreamInfo, { objects, kinds }: Cut, kept: readonly ObjectRef[]): boolean {
  const type = typeOf(stream);
  if (stream.kind === "Event" && ["", "events.k8s.io"].includes(stream.group)) return true;
  if (objects === undefined) return kinds?.some((word) => isKind(word, type)) ?? true;
  return kept.some((ref) => ref.kind === stream.kind && groupOf(ref.apiVersion) === stream.group && isWithin(stream, ref));
}

function isWithin({ namespace, fieldSelector }: StreamInfo, ref: ObjectRef): boolean {
  const name = /^metadata\.name=([^,\\]+)$/.exec(fieldSelector ?? "")?.[1];
  return (namespace === undefined || namespace === ref.namespace) && (name === undefined || name === ref.name);
}

/** "deploy/web" where the object is there; "pods" or "pods -l app=web" where all Pods are. */
function isHeld(target: string, { objects }: Cut, streams: readonly StreamInfo[], kept: readonly ObjectRef[]): boolean {
  const word = target.split(" ")[0] ?? "";
  if (word.includes("/")) return kept.some((ref) => matchesObject(word, ref));
  return objects === undefined && streams.some((stream) => isKind(word, typeOf(stream)));
}

function typeOf(stream: StreamInfo): Pick<ObjectRef, "kind" | "apiVersion"> {
  return { kind: stream.kind, apiVersion: apiVersionOf(stream) };
}

/**
 * How a part ended: as the whole, where it lasts as long. Else it was cut, which is no outcome of a recording: "duration" comes closest, and the
 * reason says what happened. Nobody compared the moment of the cut with the cluster.
 */
export function partEnd({ header, end }: SessionSummary, span: PartSpan, possibleLosses: number, endedAt: string): SessionEnd | undefined {
  const offsetMs = sinceStart(span, span.toMs);
  if (!span.reachesEnd)
    return {
      endedAt,
      offsetMs,
      outcome: "duration",
      reason: `cut from "${header.name}" at ${formatOffset(span.toMs)}`,
      verification: { verified: false, possibleLosses, reason: cutBeforeEnd(end?.verification) },
    };
  if (end === undefined) return undefined;
  const { verification, ...rest } = end;
  return { ...rest, offsetMs, ...(verification === undefined ? {} : { verification: { ...verification, possibleLosses } }) };
}

function cutBeforeEnd(whole: EndVerification | undefined): string {
  const known = whole === undefined ? "" : whole.verified ? ", whose end was verified" : ", whose end was not verified either";
  return `a part that ends before its recording${known}`;
}

/** An offset of the whole as one of the part, to the microsecond. */
export function sinceStart({ fromMs }: Pick<PartSpan, "fromMs">, offsetMs: number): number {
  return Math.round(Math.max(0, offsetMs - fromMs) * 1000) / 1000;
}
