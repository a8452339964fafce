import type { FindingNews } from "../../diagnosis/engine/finding-reporter.js";
import { formatDuration, formatOffset } from "../../io/duration.js";
import { printable } from "../../io/printable.js";
import { bothEnds } from "../../lifecycle/narration/words.js";
import type { LiveLineOptions } from "../replay/live-line.js";
import { objectTitle } from "../replay/object-title.js";
import { type Paint, paintWith } from "../terminal/paint.js";
import { cutMiddle, padStart } from "../terminal/width.js";

/** `! ErrImagePull on Pod/nginx, container nginx: The image ...`, or that it was resolved, and how. Printable, without colour. */
export function findingNewsText({ kind, finding }: FindingNews, namespaces?: boolean): string {
  const container = finding.container === undefined ? "" : `, container ${finding.container}`;
  const what = `${finding.class} on ${objectTitle(finding.object, namespaces)}${container}${finding.fromEventsAlone ? " (from Events alone)" : ""}`;
  const message = bothEnds(finding.message, maxMessage);
  if (kind !== "resolved") return printable(`! ${what}: ${message}`);
  // It was over when it showed: its message says why.
  if (finding.durationMs === 0) return printable(`✓ ${what}: ${message}`);
  const lasted = finding.durationMs === null ? "" : ` after ${formatDuration(finding.durationMs)}`;
  return printable(`✓ ${what} resolved${lasted}: ${finding.resolution ?? ""}`);
}

/** Characters. */
const maxMessage = 800;

/** Shown to people: that a finding opens or is resolved, not each change of its message. */
export function isTurningPoint({ kind }: FindingNews): boolean {
  return kind !== "changed";
}

/** The same as a line of a live recording. */
export function findingNewsLine(news: FindingNews, offsetMs: number, options: LiveLineOptions): string {
  const paint = paintWith(options.colour);
  const words = findingNewsText(news, options.namespaces);
  const line = options.columns === undefined ? words : cutMiddle(words, Math.max(0, options.columns - 12));
  return `${paint.dim(padStart(formatOffset(offsetMs), 10))}  ${paintNews(news, paint, line)}`;
}

export function paintNews({ kind }: FindingNews, paint: Paint, text: string): string {
  return paint.tone(kind === "resolved" ? "good" : "bad", text);
}
