import type { Marker, ServerInfo, SessionEnd, SessionHeader, SessionOutcome, SessionState, StreamInfo } from "../model/session.js";
import { isSessionName } from "../model/session-name.js";
import { Fields, fail, optional, recordOf } from "./fields.js";
import { formatName, formatVersion } from "./format.js";

/** The first line: what the file is, and the session's header. */
export function headerLine(header: SessionHeader): string {
  const { extra, ...known } = header;
  return JSON.stringify({ kubespy: formatName, version: formatVersion, ...without(extra, known), ...known });
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

function parseStream(value: unknown): StreamInfo {
  const fields = new Fields(value, "a stream");
  for (const name of ["id", "group", "version", "resource", "kind"]) fields.string(name);
  fields.boolean("namespaced");
  for (const name of ["namespace", "labelSelector", "fieldSelector", "resourceVersion"]) fields.optionalString(name);
  return value as StreamInfo;
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

export function endLine(line: EndLine): string {
  return JSON.stringify({ type: "END", ...line });
}

export function parseEnd(value: unknown): EndLine {
  const fields = new Fields(value, "the end");
  const frames = fields.count("frames");
  const state = fields.string("state") === "ended" ? "ended" : "interrupted";
  return { state, frames, ...(fields.has("end") ? { end: parseSessionEnd(fields.take("end")) } : {}) };
}

const outcomes: readonly SessionOutcome[] = ["until", "timeout", "duration", "signal", "command", "imported", "error"];

function parseSessionEnd(value: unknown): SessionEnd {
  const fields = new Fields(value, "end");
  fields.time("endedAt");
  fields.milliseconds("offsetMs");
  const outcome = fields.string("outcome");
  if (!outcomes.some((known) => known === outcome)) fail("outcome is none that is known");
  fields.optionalString("reason");
  if (fields.has("commandExitCode")) fields.count("commandExitCode");
  return value as SessionEnd;
}

/** Extra fields never stand in for known ones. */
export function without(extra: Readonly<Record<string, unknown>> | undefined, known: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(extra ?? {}).filter(([name]) => !Object.hasOwn(known, name)));
}
