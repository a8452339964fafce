import { applyUpdate } from "../../interpret/analysis-update.js";
import type { SessionData } from "./page-manifest.js";
import type { SessionUpdate } from "./session-snapshot.js";

/** What is known of a session after an update; what was known before stays as it was, and so does its verdict: see `withVerdict`. */
export function applySessionUpdate(data: SessionData, { analysis, summary, header, markers }: SessionUpdate): SessionData {
  const now = { analysis: applyUpdate(data.analysis, analysis), summary: { ...summary, header: header ?? data.summary.header } };
  return { ...data, ...now, markers: markers ?? data.markers };
}
