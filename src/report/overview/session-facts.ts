import { formatDuration } from "../../io/duration.js";
import { clockText, type TimeFormat, zoneOf } from "../../io/moment-format.js";
import { printable } from "../../io/printable.js";
import { plural } from "../../lifecycle/narration/words.js";
import type { SessionSummary } from "../../model/session.js";
import { partSentence } from "./part-text.js";
import { shareSentence } from "./share-text.js";

/** "Recorded deploy/web, 2026-11-22 11:14:01 UTC for 42.7s (namespace default): 82 frames of 27 objects, no gaps." Of a part, first what it is a part of; of a shared session, what was removed. Can hold recorded text. `time`: how times are shown; when it was recorded is in UTC unless they are local. */
export function sessionFacts(summary: SessionSummary, time?: TimeFormat): string {
  const { header, frames, objects, gaps } = summary;
  const part = header.part === undefined ? "" : `${partSentence(header.part, time)} `;
  const shared = header.shared === undefined ? "" : `${shareSentence(header.shared)} `;
  const targets = header.targets.length === 0 ? "" : `${header.targets.join(" ")}, `;
  const where = [
    header.context === undefined ? undefined : `context ${header.context}`,
    header.namespace === undefined ? undefined : `namespace ${header.namespace}`,
    header.server?.version === undefined ? undefined : `server ${header.server.version}`,
  ].filter((part) => part !== undefined);
  const amounts = `${plural(frames, "frame")} of ${plural(objects, "object")}, ${gaps === 0 ? "no gaps" : plural(gaps, "gap")}`;
  return `${part}${shared}Recorded ${targets}${dayAndTime(header.startedAt, zoneOf(time))} for ${formatDuration(summary.durationMs)}${where.length === 0 ? "" : ` (${where.join(", ")})`}: ${amounts}${stateText(summary)}.`;
}

/** "2026-11-22 10:57:17 UTC", "2026-11-22 12:57:17 +02:00". */
export function dayAndTime(rfc3339: string, zone: "utc" | "local" = "utc"): string {
  const local = zone === "local" ? clockText(rfc3339, zone) : undefined;
  if (local !== undefined) return local;
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)/.exec(rfc3339);
  return match === null ? printable(rfc3339, 40) : `${match[1]} ${match[2]} UTC`;
}

function stateText(summary: SessionSummary): string {
  switch (summary.state) {
    case "recording":
      return "; still recording";
    case "interrupted":
      return "; interrupted: these are the frames that were saved";
    case "ended":
      return "";
  }
}
