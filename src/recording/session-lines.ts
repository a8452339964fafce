import type {
  EndVerification,
  Marker,
  ServerInfo,
  SessionEnd,
  SessionHeader,
  SessionOutcome,
  SessionState,
  StreamInfo,
} from "../model/session.js";
import { isSessionName } from "../model/session-name.js";
import { partIn } from "../model/session-part.js";
import { shareIn } from "../model/session-share.js";
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
    recorder: header.recorder === "unknown" ? undefined : header.recorder,
  };
  // Extra fields never replace known ones.
  const unknown = Object.fromEntries(Object.entries(extra ?? {}).filter(([name]) => !Object.hasOwn(known, name)));
  return JSON.stringify({ kubespy: formatName, version: formatVersion, ...unknown, ...shortened });
}

/** The header in a first line whose format and version are accepted. Throws `BadLine`. */
export function parseHeader(value: unknown): SessionHeader {
  const fields = new Fields(value, "the header");
  for (const name of ["kubespy", "version"]) fields.take(name);
  const name = fields.string("name");
  if (!isSessionName(name)) fail("name is not a valid session name");
  // What is no part and no share stays with the fields that this version does not know: it says nothing of the frames.
  const claims = value as { readonly part?: unknown; readonly shared?: unknown };
  const [part, shared] = [partIn(claims.part), shareIn(claims.shared)];
  if (part !== undefined) fields.take("part");
  if (shared !== undefined) fields.take("shared");
  return {
    name,
    ...optional("title", fields.optionalString("title")),
    ...optional("description", fields.optionalString("description")),
    startedAt: fields.time("startedAt"),
    ...(fields.take("times") === "derived" ? { times: "derived" as const } : {}),
    targets: fields.strings("targets"),
    ...(fields.has("command") ? { command: fields.strings("command") } : {}),
    ...optional("context", fields.optionalString("context")),
    ...optional("namespace", fields.optionalString("namespace")),
    ...(fields.has("server") ? { server: parseServer(fields.take("server")) } : {}),
    streams: fields.array("streams").map(parseStream),
    omissions: fields.has("omissions") ? fields.strings("omissions") : [],
    secretValues: fields.take("secretValues") === "clear" ? "clear" : "digests",
    recorder: fields.optionalString("recorder") ?? "unknown",
    ...optional("part", part),
    ...optional("shared", shared),
    ...optional("extra", fields.rest()),
  };
}

/** Unknown fields stay in the record. */
function parseServer(value: unknown): ServerInfo {
  const fields = new Fields(value, "server");
  fields.optionalString("version");
  if (fields.has("clockOffsetMs")) fields.milliseconds("clockOffsetMs");
  return value as ServerInfo;
}

/** A stream without the fields that its id implies. */
function shortStream(stream: StreamInfo): object {
  const implied = impliedById(stream.id);
  const entries = Object.entries(stream);
  const same = implied !== undefined && pathFields.every((name) => stream[name] === implied[name]);
  return same ? Object.fromEntries(entries.filter(([name]) => !pathFields.some((field) => field === name))) : stream;
}

function parseStream(value: unknown): StreamInfo {
  const record = recordOf(value, "a stream");
  const implied = "resource" in record || typeof record["id"] !== "string" ? {} : impliedById(record["id"]);
  const stream = { ...implied, ...record };
  const fields = new Fields(stream, "a stream");
  for (const name of ["id", "group", "version", "resource", "kind"]) fields.string(name);
  fields.boolean("namespaced");
  for (const name of ["namespace", "labelSelector", "fieldSelector", "resourceVersion"]) fields.optionalString(name);
  return stream as unknown as StreamInfo;
}

const pathFields = ["group", "version", "resource", "namespaced", "namespace", "labelSelector", "fieldSelector"] as const;

/** What a path with a namespace implies for a stream. Other paths do not show whether the resource is namespaced. */
function impliedById(id: string): Pick<StreamInfo, (typeof pathFields)[number]> | undefined {
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

/** The fields of an end are in the line itself, `t` for its offset; `at` only where it is not start plus offset; the state only without an end. */
export function endLine({ state, frames, end }: EndLine, startedAt: string): string {
  if (end === undefined) return JSON.stringify({ type: "END", frames, state });
  const { endedAt, offsetMs, ...rest } = end;
  const at = endedAt === timeAfter(Date.parse(startedAt), offsetMs) ? undefined : endedAt;
  return JSON.stringify({ type: "END", frames, state: state === "ended" ? undefined : state, t: offsetMs, at, ...rest });
}

export function parseEnd(value: unknown, startedAtMs: number): EndLine {
  const fields = new Fields(value, "the end");
  fields.take("type");
  const frames = fields.count("frames");
  const state = fields.optionalString("state");
  if (!fields.has("t")) return { state: state === "ended" ? "ended" : "interrupted", frames };
  return { state: state === "interrupted" ? "interrupted" : "ended", frames, end: parseSessionEnd(fields, startedAtMs) };
}

const outcomes: readonly SessionOutcome[] = ["until", "timeout", "duration", "signal", "command", "imported", "error"];

function parseSessionEnd(fields: Fields, startedAtMs: number): SessionEnd {
  const offsetMs = fields.milliseconds("t");
  const endedAt = fields.optionalTime("at") ?? timeAfter(startedAtMs, offsetMs);
  const text = fields.string("outcome");
  const outcome = outcomes.find((known) => known === text) ?? fail("unknown outcome");
  const reason = fields.optionalString("reason");
  const commandExitCode = fields.optionalCount("commandExitCode");
  return {
    endedAt,
    offsetMs,
    outcome,
    ...optional("reason", reason),
    ...optional("commandExitCode", commandExitCode),
    ...(fields.has("verification") ? { verification: parseVerification(fields.take("verification")) } : {}),
    ...fields.rest(),
  };
}

/** Unknown fields stay in the record. */
function parseVerification(value: unknown): EndVerification {
  const fields = new Fields(value, "verification");
  fields.count("possibleLosses");
  if (!fields.boolean("verified")) fields.string("reason");
  return value as EndVerification;
}
