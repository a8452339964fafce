import type { Finding } from "../../diagnosis/engine/finding.js";
import { type FindingGroup, groupFindings } from "../../diagnosis/group-findings.js";
import type { ObjectAnalysis } from "../../interpret/session-analysis.js";
import type { StageInterval } from "../../lifecycle/session/object-lifecycle.js";
import type { SessionSummary } from "../../model/session.js";
import { type FindingNewsParts, findingNewsParts } from "../../report/findings/finding-news-text.js";
import { findingsHeadline } from "../../report/findings/findings-headline.js";
import { ownerTree } from "../../report/overview/owner-tree.js";
import { namesNamespaces } from "../../report/overview/session-display.js";
import { objectTitle } from "../../report/replay/object-title.js";

/** What was read of a session for its preview. */
export interface PreviewSource {
  /** Some objects, in the order in which they appeared. */
  readonly objects: readonly Pick<ObjectAnalysis, "ref" | "owners" | "stageIntervals">[];
  /** How many there are beside these. */
  readonly objectsLeftOut: number;
  /** All, as they are known at the end. */
  readonly findings: readonly Finding[];
}

/** What the preview is drawn from: no more than a screen can show, whatever the session holds. Texts are printable. */
export interface SessionPreview {
  /** "2 findings, all resolved". */
  readonly headline: string;
  /** The first of them, open ones before resolved ones. */
  readonly findings: readonly { readonly parts: FindingNewsParts; readonly isOpen: boolean }[];
  readonly findingCount: number;
  /** As a tree of owners. */
  readonly objects: readonly { readonly title: string; readonly stageIntervals: readonly StageInterval[] }[];
  readonly objectsLeftOut: number;
}

/** More than fit a screen. */
const maxObjects = 100;
const maxFindings = 20;

export function previewOf({ objects, objectsLeftOut, findings }: PreviewSource, summary: SessionSummary): SessionPreview {
  const namespaces = namesNamespaces(summary);
  const failures = groupFindings(findings).filter(({ finding }) => finding.severity !== "info");
  const sorted = [...failures.filter(isOpen), ...failures.filter((group) => !isOpen(group))];
  return {
    headline: findingsHeadline(findings),
    findings: sorted.slice(0, maxFindings).map((group) => ({ parts: partsOf(group, namespaces), isOpen: isOpen(group) })),
    findingCount: failures.length,
    objects: ownerTree(objects)
      .slice(0, maxObjects)
      .map(({ item, lead }) => ({ title: `${lead}${objectTitle(item.ref, namespaces)}`, stageIntervals: item.stageIntervals })),
    objectsLeftOut: objectsLeftOut + Math.max(0, objects.length - maxObjects),
  };
}

function isOpen({ finding }: FindingGroup): boolean {
  return !finding.resolved;
}

/** "! ErrImagePull on Pod/nginx, container nginx: ...", of several siblings with their number. */
function partsOf({ finding, members }: FindingGroup, namespaces: boolean): FindingNewsParts {
  const parts = findingNewsParts({ kind: finding.resolved ? "resolved" : "opened", finding }, namespaces);
  return members.length === 1 ? parts : { ...parts, after: `${parts.after} (×${members.length})` };
}
