import type { FindingNews } from "../../diagnosis/engine/finding-reporter.js";
import { formatDuration } from "../../io/duration.js";
import { printable } from "../../io/printable.js";
import { bothEnds } from "../../lifecycle/narration/words.js";
import { objectTitle } from "../replay/object-title.js";

/** A sentence about a finding, divided around the name of its object. Printable. */
export interface FindingNewsParts {
  /** "! ErrImagePull on " */
  readonly before: string;
  /** "Pod/nginx" */
  readonly object: string;
  /** ", container nginx: The image ..." */
  readonly after: string;
}

/** `! ErrImagePull on Pod/nginx, container nginx: The image ...`, or that it was resolved, and how. Printable, without colour. */
export function findingNewsText(news: FindingNews, namespaces?: boolean): string {
  const { before, object, after } = findingNewsParts(news, namespaces);
  return `${before}${object}${after}`;
}

/** The same sentence, where the name may have to be shortened. */
export function findingNewsParts({ kind, finding }: FindingNews, namespaces?: boolean): FindingNewsParts {
  const container = finding.container === undefined ? "" : `, container ${finding.container}`;
  const where = `${container}${finding.fromEventsAlone ? " (from Events alone)" : ""}`;
  const message = bothEnds(finding.message, maxMessage);
  const parts = (mark: string, rest: string): FindingNewsParts => ({
    before: printable(`${mark} ${finding.class} on `),
    object: objectTitle(finding.object, namespaces),
    after: printable(`${where}${rest}`),
  });
  if (kind !== "resolved") return parts("!", `: ${message}`);
  // It was over when it showed: its message says why.
  if (finding.durationMs === 0) return parts("✓", `: ${message}`);
  const lasted = finding.durationMs === null ? "" : ` after ${formatDuration(finding.durationMs)}`;
  return parts("✓", ` resolved${lasted}: ${finding.resolution ?? ""}`);
}

/** Characters. */
const maxMessage = 800;

/** Shown to people: that a finding opens or is resolved, not each change of its message. */
export function isTurningPoint({ kind }: FindingNews): boolean {
  return kind !== "changed";
}
