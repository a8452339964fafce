import type { Actor } from "../../model/actor.js";
import type { GapBound, GapFrame } from "../../model/frame.js";
import type { EndVerification, Marker, SessionEnd, SessionHeader, StreamInfo } from "../../model/session.js";
import type { Place } from "../policy/place.js";

/** What of a session is no object, as one: rules and paths name it "session:title". */
export const sessionRoot: Pick<Place, "kind" | "apiVersion"> = { kind: "session", apiVersion: "" };

/** The fields of a header whose texts people or clusters wrote. */
export function headerTexts(header: SessionHeader): Readonly<Record<string, unknown>> {
  const { name, title, description, targets, command, context, namespace, omissions, part, recorder, server, streams } = header;
  const version = server?.version;
  return {
    ...{ name, title, description, targets, command, context, namespace, omissions, part, recorder },
    ...(version === undefined ? {} : { server: { version } }),
    streams: streams.map(streamTexts),
  };
}

/** `resource`, `version` and `kind` are names of types, and stay. */
function streamTexts({ id, group, namespace, labelSelector, fieldSelector, resourceVersion }: StreamInfo): object {
  return { id, group, namespace, labelSelector, fieldSelector, resourceVersion };
}

/** As a field of the session: rules name it "session:markers". */
export function markerTexts(markers: readonly Pick<Marker, "text">[]): Readonly<Record<string, unknown>> {
  return { markers: markers.map(({ text }) => text) };
}

export function gapTexts({ reason, unrepaired, unchanged, stream, from, to }: GapFrame): Readonly<Record<string, unknown>> {
  return { reason, unrepaired, unchanged, stream, from: from.resourceVersion, to: to.resourceVersion };
}

/** Who asked for a change: rules name it "session:actor.user". */
export function actorTexts({ user, as, verb, subresource, userAgent, sources }: Actor): Readonly<Record<string, unknown>> {
  return { actor: { user, as, verb, subresource, userAgent, sources } };
}

/** An actor with other texts, without what this version does not know. */
export function actorWithTexts(texts: ReturnType<typeof actorTexts>): Actor {
  return defined(texts["actor"] as object) as unknown as Actor;
}

export function endTexts({ reason, verification }: SessionEnd): Readonly<Record<string, unknown>> {
  return { reason, verification: verification?.verified === false ? verification.reason : undefined };
}

/** A header with other texts, as `headerTexts` gave them; undefined ones are left out, and so is what this version does not know. */
export function withHeaderTexts(header: SessionHeader, texts: ReturnType<typeof headerTexts>): SessionHeader {
  const { streams, server, ...others } = texts as unknown as Omit<SessionHeader, "streams"> & {
    readonly streams: readonly Partial<StreamInfo>[];
  };
  const { startedAt, times, secretValues, shared } = header;
  const clockOffsetMs = header.server?.clockOffsetMs;
  return defined({
    ...others,
    ...{ startedAt, times, secretValues, shared },
    server: header.server && defined({ version: server?.version, clockOffsetMs }),
    streams: header.streams.map((stream, i) => streamWithTexts(stream, streams[i] ?? {})),
  }) as unknown as SessionHeader;
}

function streamWithTexts({ version, resource, kind, namespaced }: StreamInfo, texts: Partial<StreamInfo>): object {
  return defined({ version, resource, kind, namespaced, ...texts });
}

export function withMarkerText({ offsetMs, madeAt }: Marker, text: string): Marker {
  return { offsetMs, text, ...(madeAt === undefined ? {} : { madeAt }) };
}

export function withGapTexts(gap: GapFrame, texts: ReturnType<typeof gapTexts>): GapFrame {
  const { extra: _, from, to, ...known } = gap;
  const { from: fromVersion, to: toVersion, ...others } = texts;
  return defined({
    ...{ ...known, ...others },
    ...{ from: withVersion(from, fromVersion), to: withVersion(to, toVersion) },
  }) as unknown as GapFrame;
}

function withVersion({ offsetMs, observedAt }: GapBound, resourceVersion: unknown): object {
  return defined({ offsetMs, observedAt, resourceVersion });
}

/** Without what this version does not know. */
export function withEndTexts(end: SessionEnd, { reason, verification }: ReturnType<typeof endTexts>): SessionEnd {
  const { endedAt, offsetMs, outcome, commandExitCode } = end;
  const checked = end.verification && withReason(end.verification, verification);
  return defined({ endedAt, offsetMs, outcome, reason, commandExitCode, verification: checked }) as unknown as SessionEnd;
}

function withReason({ verified, possibleLosses }: EndVerification, reason: unknown): object {
  return verified ? { verified, possibleLosses } : { verified, possibleLosses, reason: reason ?? "" };
}

function defined(fields: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
