import { formatDuration } from "../../io/duration.js";
import { printable } from "../../io/printable.js";
import { plural } from "../../lifecycle/narration/words.js";
import type { SessionSummary } from "../../model/session.js";
import { paintWith } from "../terminal/paint.js";
import { wrap } from "../terminal/width.js";
import { partSentence } from "./part-text.js";

/** The heading of a session: name and title; what it is a part of; targets, time and cluster; how much was recorded. Ends in an empty line. */
export function sessionHeading(summary: SessionSummary, options: { readonly colour: boolean; readonly columns?: number }): string {
  const { header } = summary;
  const paint = paintWith(options.colour);
  const title = header.title === undefined ? "" : ` · ${printable(header.title, 300)}`;
  const part = header.part === undefined ? undefined : partSentence(header.part);
  const about = [header.description, part, facts(summary), ...header.omissions.map((omission) => `Not recorded: ${omission}`)].filter(
    (text) => text !== undefined,
  );
  const lines = about.flatMap((text) => fold(printable(text), options.columns)).map((line) => paint.dim(line));
  return `${[`${paint.bold(printable(header.name))}${title}`, ...lines].join("\n")}\n\n`;
}

function facts(summary: SessionSummary): string {
  const { header, frames, objects, gaps } = summary;
  const targets = header.targets.length === 0 ? "" : `${header.targets.join(" ")}, `;
  const where = [
    header.context === undefined ? undefined : `context ${header.context}`,
    header.namespace === undefined ? undefined : `namespace ${header.namespace}`,
    header.server?.version === undefined ? undefined : `server ${header.server.version}`,
  ].filter((part) => part !== undefined);
  const amounts = `${plural(frames, "frame")} of ${plural(objects, "object")}, ${gaps === 0 ? "no gaps" : plural(gaps, "gap")}`;
  return `Recorded ${targets}${dayAndTime(header.startedAt)} for ${formatDuration(summary.durationMs)}${where.length === 0 ? "" : ` (${where.join(", ")})`}: ${amounts}${stateText(summary)}.`;
}

/** "2026-11-22 10:57:17 UTC". */
export function dayAndTime(rfc3339: string): string {
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

function fold(text: string, columns: number | undefined): readonly string[] {
  return columns === undefined ? [text] : wrap(text, Math.min(columns, 110));
}
