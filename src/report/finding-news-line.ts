import { formatDuration, formatOffset } from "../io/duration.js";
import { printable } from "../io/printable.js";
import type { FindingNews } from "../lifecycle/findings/finding-reporter.js";
import type { LiveLineOptions } from "./live-line.js";
import { objectTitle } from "./object-title.js";
import { type Paint, paintWith } from "./paint.js";
import { cut, padStart } from "./width.js";

/** `! ErrImagePull on Pod/nginx, container nginx: The image ...`, or that it is over, and by what. Printable, without colour. */
export function findingNewsWords({ kind, finding }: FindingNews, namespaces?: boolean): string {
  const container = finding.container === undefined ? "" : `, container ${finding.container}`;
  const what = `${finding.class} on ${objectTitle(finding.object, namespaces)}${container}`;
  if (kind === "arose") return printable(`! ${what}: ${finding.message}`);
  const lasted = finding.durationMs === null ? "" : ` after ${formatDuration(finding.durationMs)}`;
  return printable(`✓ ${what} is over${lasted}: ${finding.resolution ?? ""}`);
}

/** The same as a line of a live recording. */
export function findingNewsLine(news: FindingNews, offsetMs: number, options: LiveLineOptions): string {
  const paint = paintWith(options.colour);
  const words = findingNewsWords(news, options.namespaces);
  const line = options.columns === undefined ? words : cut(words, Math.max(0, options.columns - 12));
  return `${paint.dim(padStart(formatOffset(offsetMs), 10))}  ${paintNews(news, paint, line)}`;
}

export function paintNews({ kind }: FindingNews, paint: Paint, text: string): string {
  return paint.tone(kind === "arose" ? "bad" : "good", text);
}
