import { applyUpdate } from "../../interpret/analysis-update.js";
import type { SessionData } from "./page-manifest.js";
import type { SessionUpdate } from "./session-snapshot.js";

/** What is known of a session after an update; what was known before stays as it was. */
export function applySessionUpdate(data: SessionData, { analysis, summary, header, markers }: SessionUpdate): SessionData {
  return {
    ...data,
    analysis: applyUpdate(data.analysis, analysis),
    summary: { ...summary, header: header ?? data.summary.header },
    markers: markers ?? data.markers,
  };
}
