import type { Finding } from "../../../diagnosis/engine/finding.js";
import type { ObjectAnalysis } from "../../../interpret/session-analysis.js";
import type { Milestone } from "../../../lifecycle/milestones/milestone.js";
import type { OccurrenceTimes } from "../../../lifecycle/session/occurrence-times.js";
import type { TimeScale } from "./time-scale.js";

/** What is drawn at one moment in the row of an object. */
export type RowMark =
  | { readonly kind: "milestone"; readonly atMs: number; readonly isBad: boolean; readonly sequence: number; readonly milestone: Milestone }
  | { readonly kind: "evidence"; readonly atMs: number; readonly isBad: true; readonly sequence: number; readonly finding: Finding }
  /** Of Kubernetes Events and restarts only the time is known without reading the recording. */
  | { readonly kind: "event" | "warning" | "restart"; readonly atMs: number; readonly isBad: boolean; readonly sequence?: undefined };

/** A frame that shows a finding, where its time is known. */
export interface EvidencePlace {
  readonly finding: Finding;
  readonly sequence: number;
  readonly atMs: number;
}

/** In order of time. */
export function rowMarks({ milestones, occurrences }: ObjectAnalysis, evidence: readonly EvidencePlace[]): readonly RowMark[] {
  const marks: RowMark[] = [
    ...milestones.map((milestone) => {
      const { atMs, tone, sequence } = milestone;
      return { kind: "milestone", atMs, isBad: tone === "bad", sequence, milestone } as const;
    }),
    ...evidence.map(({ finding, sequence, atMs }) => ({ kind: "evidence", atMs, isBad: true, sequence, finding }) as const),
    ...occurrenceMarks(occurrences),
  ];
  return marks.sort((a, b) => a.atMs - b.atMs);
}

function occurrenceMarks({ events = [], warnings = [], restarts = [] }: OccurrenceTimes = {}): readonly RowMark[] {
  return [
    ...events.map((atMs) => ({ kind: "event", atMs, isBad: false }) as const),
    ...warnings.map((atMs) => ({ kind: "warning", atMs, isBad: true }) as const),
    ...restarts.map((atMs) => ({ kind: "restart", atMs, isBad: true }) as const),
  ];
}

/** Marks that are too close to be drawn apart: the first failing one, else the first, is drawn for all. */
interface MarkGroup {
  readonly x: number;
  readonly mark: RowMark;
  readonly all: readonly RowMark[];
}

/** The marks in view, as groups that are at least `apartPx` from each other. One from before the axis is shown at its start. */
export function markGroups(
  marks: readonly RowMark[],
  scale: TimeScale,
  apartPx: number,
  startMs = Number.NEGATIVE_INFINITY,
): readonly MarkGroup[] {
  const groups: { x: number; mark: RowMark; all: RowMark[] }[] = [];
  for (const mark of marks) {
    const x = scale.xOf(Math.max(mark.atMs, startMs));
    if (x < -apartPx || x > scale.width + apartPx) continue;
    const last = groups.at(-1);
    if (last === undefined || x - last.x >= apartPx) groups.push({ x, mark, all: [mark] });
    else {
      last.all.push(mark);
      if (mark.isBad && !last.mark.isBad) last.mark = mark;
    }
  }
  return groups;
}
