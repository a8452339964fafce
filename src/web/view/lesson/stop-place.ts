import { findingKey } from "../../../diagnosis/engine/finding.js";
import { finalFindings, type SessionAnalysis } from "../../../interpret/session-analysis.js";
import type { StopPane } from "../../../lesson/lesson.js";
import type { PlayableStop } from "../../../lesson/play/playable-lesson.js";
import { assertNever } from "../../../model/assert-never.js";
import type { PageView } from "../links.js";
import { formatFilter, noFilter } from "../object-filter.js";

/** What is shown above the timeline. */
export type LessonTop = "folded" | "findings" | "comparison";

/** Where a stop is in the page. */
export interface StopPlace {
  readonly sequence: number;
  readonly pane: PageView;
  readonly top: LessonTop;
  /** As typed into the filter. */
  readonly only: string;
  /** Of a stop that shows findings: the key of one that its frame is evidence of. */
  readonly finding?: string | undefined;
}

export function placeOfStop({ sequence, pane, objects }: PlayableStop, analysis: SessionAnalysis): StopPlace {
  const finding = pane === "findings" ? finalFindings(analysis).find(({ evidence }) => evidence.includes(sequence)) : undefined;
  return {
    sequence,
    pane: viewOf(pane),
    top: pane === "findings" || pane === "comparison" ? pane : "folded",
    only: filterOf(objects),
    ...(finding === undefined ? {} : { finding: findingKey(finding) }),
  };
}

/** The words of a stop as the filter writes them. */
export function filterOf(words: readonly string[]): string {
  return formatFilter({ ...noFilter, objects: words });
}

function viewOf(pane: StopPane): PageView {
  switch (pane) {
    case "diff":
    // The findings, and a comparison, have a place of their own.
    case "findings":
    case "comparison":
      return "step";
    case "object":
    case "world":
      return pane;
    default:
      return assertNever(pane);
  }
}
