import type { ObjectAnalysis } from "../../../interpret/session-analysis.js";
import { barSegments } from "./bar-segments.js";
import { markGroups, type RowMark } from "./row-marks.js";
import type { TimeScale } from "./time-scale.js";
import type { TimelineLayout } from "./timeline-layout.js";

/** What is at a place in the row of an object. */
export type RowHit =
  | { readonly kind: "marks"; readonly marks: readonly RowMark[]; readonly mark: RowMark; readonly x: number }
  | { readonly kind: "stage"; readonly index: number; readonly merged: number };

type MarkLane = "above" | "bar" | "below";

/** Marks that are closer than this are drawn as one. */
export const apartPx: Readonly<Record<MarkLane, number>> = { above: 7, bar: 9, below: 3 };

export function marksIn(marks: readonly RowMark[], lane: MarkLane): readonly RowMark[] {
  return marks.filter(({ kind }) => (kind === "milestone" ? "above" : kind === "restart" ? "bar" : "below") === lane);
}

/** How far from a mark the pointer may be, in CSS pixels. */
const reach = 6;

export function rowHit(
  { x, y }: { readonly x: number; readonly y: number },
  object: ObjectAnalysis,
  marks: readonly RowMark[],
  { layout, scale, endMs }: { readonly layout: TimelineLayout; readonly scale: TimeScale; readonly endMs: number },
): RowHit | undefined {
  const lane = y < layout.barTop - 1 ? "above" : y > layout.barTop + layout.barHeight ? "below" : "bar";
  const near = markGroups(marksIn(marks, lane), scale, apartPx[lane], 0).filter((group) => Math.abs(group.x - x) <= reach);
  const [nearest] = near.sort((a, b) => Math.abs(a.x - x) - Math.abs(b.x - x));
  if (nearest !== undefined) return { kind: "marks", marks: nearest.all, mark: nearest.mark, x: nearest.x };
  const segment = barSegments(object.stageIntervals, { scale, pixelRatio: 1, endMs }).findLast(
    ({ from, to }) => from <= x + 1 && x <= to + 1,
  );
  return segment === undefined ? undefined : { kind: "stage", index: segment.index, merged: segment.merged };
}

/** A place in a row that the keyboard stops at: where a stage begins or a mark is. */
interface RowStop {
  readonly atMs: number;
  readonly stage?: number;
  readonly mark?: RowMark;
}

/** In order of time. */
export function rowStops({ stageIntervals }: ObjectAnalysis, marks: readonly RowMark[]): readonly RowStop[] {
  const stops: RowStop[] = [
    ...stageIntervals.map(({ fromMs }, stage) => ({ atMs: fromMs, stage })),
    ...marks.map((mark) => ({ atMs: mark.atMs, mark })),
  ];
  return stops.sort((a, b) => a.atMs - b.atMs);
}
