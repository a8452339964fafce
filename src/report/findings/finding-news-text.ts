import type { FindingNews } from "../../diagnosis/engine/finding-reporter.js";
import { formatDuration } from "../../io/duration.js";
import { printable } from "../../io/printable.js";
import { bothEnds } from "../../lifecycle/narration/words.js";
import { objectTitle } from "../replay/object-title.js";

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
