import { type MomentFormat, momentFormat, type TimeFormat } from "../../io/moment-format.js";
import type { SessionHeader, SessionSummary } from "../../model/session.js";
import { timeSpan } from "../../replay/moment.js";
import type { TimeBase } from "../replay/recorded-value.js";

/** The server's clock at offset 0; a recorder that measured the difference between the clocks stores it in the header. */
export function timeBase({ header }: SessionSummary): TimeBase {
  const startMs = Date.parse(header.startedAt) + (header.server?.clockOffsetMs ?? 0);
  return { startMs: Number.isNaN(startMs) ? undefined : startMs };
}

/** What stands beside API times: their offsets where offsets are shown, their local times beside local times, nothing beside UTC. */
export function timeBaseBeside({ format }: Pick<MomentFormat, "format">, base: TimeBase): TimeBase {
  if (format === "offset") return base;
  return format === "local" ? { startMs: undefined, isLocal: true } : { startMs: undefined };
}

/** How the moments of a session are shown. */
export function momentsOfSession(summary: SessionSummary, format: TimeFormat = "offset"): MomentFormat {
  return momentFormat(format, timeSpan(summary));
}

/** True when objects of several namespaces may be there: then each is named with its own. */
export function namesNamespaces({ header }: { readonly header: Pick<SessionHeader, "streams"> }): boolean {
  const namespaced = header.streams.filter((stream) => stream.namespaced);
  return new Set(namespaced.map((stream) => stream.namespace)).size > 1 || namespaced.some((stream) => stream.namespace === undefined);
}
