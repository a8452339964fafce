import type { Marker, ServerInfo, SessionEnd, SessionHeader, SessionOutcome, SessionState, StreamInfo } from "../model/session.js";
import { isSessionName } from "../model/session-name.js";
import { Fields, fail, optional, recordOf, timeAfter } from "./fields.js";
import { formatName, formatVersion } from "./format.js";

/** The first line: what the file is, and the session's header. */
export function headerLine(header: SessionHeader): string {
  const { extra, ...known } = header;
  const shortened = {
    ...known,
    streams: header.streams.map(shortStream),
    omissions: header.omissions.length === 0 ? undefined : header.omissions,
    secretValues: header.secretValues === "digests" ? undefined : header.secretValues,
  };
  return JSON.stringify({ kubespy: formatName, version: formatVersion, ...without(extra, known), ...shortened });
}

/** The header of a first line whose name and version were already accepted. Throws `BadLine`. */
export function parseHeader(value: unknown): SessionHeader {
  const fields = new Fields(value, "the header");
  for (const name of ["kubespy", "version"]) fields.take(name);
  const name = fields.string("name");
  if (!isSessionName(name)) fail("name is not a session's name");
  return {
    name,
    ...optional("title", fields.optionalString("title")),
    ...optional("description", fields.optionalString("description")),
    startedAt: fields.time("startedAt"),
    targets: fields.strings("targets"),
    ...(fields.has("command") ? { command: fields.strings("command") } : {}),
    ...optional("context", fields.optionalString("context")),
    ...optional("namespace", fields.optionalString("namespace")),
    ...(fields.has("server") ? { server: parseServer(fields.take("server")) } : {}),
    streams: fields.array("streams").map(parseStream),
    omissions: fields.has("omissions") ? fields.strings("omissions") : [],
    secretValues: fields.take("secretValues") === "clear" ? "clear" : "digests",
    recorder: fields.optionalString("recorder") ?? "unknown",
    ...optional("extra", fields.rest()),
  };
}

/** Fields that are not known here stay in the record as they are. */
function parseServer(value: unknown): ServerInfo {
  const fields = new Fields(value, "server");
  fields.optionalString("version");
  if (fields.has("clockOffsetMs")) fields.milliseconds("clockOffsetMs");
  return value as ServerInfo;
}

/** A stream without what its id says already. */
function shortStream(stream: StreamInfo): object {
  const told = toldById(stream.id);
  const entries = Object.entries(stream);
  const same = told !== undefined && pathFields.every((name) => stream[name] === told[name]);
  return same ? Object.fromEntries(entries.filter(([name]) => !pathFields.some((field) => field === name))) : stream;
}

function parseStream(value: unknown): StreamInfo {
  const record = recordOf(value, "a stream");
  const told = "resource" in record || typeof record["id"] !== "string" ? {} : toldById(record["id"]);
  const stream = { ...told, ...record };
  const fields = new Fields(stream, "a stream");
  for (const name of ["id", "group", "version", "resource", "kind"]) fields.string(name);
  fields.boolean("namespaced");
  for (const name of ["namespace", "labelSelector", "fieldSelector", "resourceVersion"]) fields.optionalString(name);
  return stream as unknown as StreamInfo;
}

const pathFields = ["group", "version", "resource", "namespaced", "namespace", "labelSelector", "fieldSelector"] as const;

/** What a path with a namespace says of a stream; of others it does not say whether they are namespaced. */
function toldById(id: string): Pick<StreamInfo, (typeof pathFields)[number]> | undefined {
  const path = /^\/api(?:s\/([^/?]+))?\/([^/?]+)\/namespaces\/([^/?]+)\/([^/?]+)(?:\?(.*))?$/.exec(id);
  if (path === null) return undefined;
  const [, group = "", version = "", namespace = "", resource = "", query] = path;
  const selectors = new URLSearchParams(query);
  return {
    group,
    version,
    resource,
    namespaced: true,
    namespace,
    ...optional("labelSelector", selectors.get("labelSelector") ?? undefined),
    ...optional("fieldSelector", selectors.get("fieldSelector") ?? undefined),
  };
}

export function markerLine(marker: Marker): string {
  return JSON.stringify({ type: "MARKER", ...marker });
}

export function parseMarker(value: unknown): Marker {
  const { type: _, ...marker } = recordOf(value, "a marker");
  const fields = new Fields(marker, "a marker");
  fields.milliseconds("offsetMs");
  fields.string("text");
  fields.optionalTime("madeAt");
  return marker as unknown as Marker;
}

/** The last line. A file without it is cut short. */
export interface EndLine {
  readonly state: Exclude<SessionState, "recording">;
  readonly frames: number;
  readonly end?: SessionEnd;
}

/** `endedAt` only where it is not start plus offset; the state only where there is no end. */
export function endLine({ state, frames, end }: EndLine, startedAt: string): string {
  if (end === undefined || state !== "ended") return JSON.stringify({ type: "END", frames, state, end });
  const { endedAt, ...rest } = end;
  const differing = endedAt === timeAfter(Date.parse(startedAt), end.offsetMs) ? undefined : endedAt;
  return JSON.stringify({ type: "END", frames, end: { endedAt: differing, ...rest } });
}

export function parseEnd(value: unknown, startedAtMs: number): EndLine {
  const fields = new Fields(value, "the end");
  const frames = fields.count("frames");
  const end = fields.has("end") ? parseSessionEnd(fields.take("end"), startedAtMs) : undefined;
  const state = (fields.optionalString("state") ?? (end === undefined ? "interrupted" : "ended")) === "ended" ? "ended" : "interrupted";
  return { state, frames, ...optional("end", end) };
}

const outcomes: readonly SessionOutcome[] = ["until", "timeout", "duration", "signal", "command", "imported", "error"];

function parseSessionEnd(value: unknown, startedAtMs: number): SessionEnd {
  const fields = new Fields(value, "end");
  const offsetMs = fields.milliseconds("offsetMs");
  const endedAt = fields.optionalTime("endedAt") ?? timeAfter(startedAtMs, offsetMs);
  const outcome = fields.string("outcome");
  if (!outcomes.some((known) => known === outcome)) fail("outcome is none that is known");
  fields.optionalString("reason");
  if (fields.has("commandExitCode")) fields.count("commandExitCode");
  return { ...recordOf(value, "end"), endedAt } as SessionEnd;
}

/** Extra fields never stand in for known ones. */
export function without(extra: Readonly<Record<string, unknown>> | undefined, known: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(extra ?? {}).filter(([name]) => !Object.hasOwn(known, name)));
}
