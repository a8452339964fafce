import type { StageInterval } from "../../../lifecycle/session/object-lifecycle.js";
import type { TimeScale } from "./time-scale.js";

/** A part of a row's bar, in whole columns: device pixels from the left edge. */
interface BarSegment {
  readonly from: number;
  readonly to: number;
  /** The interval that it shows, by its place among those of the object. */
  readonly index: number;
  /** Shorter stages that gave way to it: they fall into the same column. */
  readonly merged: number;
}

interface Columns {
  readonly scale: TimeScale;
  /** Device pixels in a CSS pixel. */
  readonly pixelRatio: number;
  /** Where the last stage ends. */
  readonly endMs: number;
}

/**
 * The stages of an object as they are drawn. Every stage in view takes a column or shares one: in a column that several want, a failing one is shown,
 * else the last.
 */
export function barSegments(intervals: readonly StageInterval[], { scale, pixelRatio, endMs }: Columns): readonly BarSegment[] {
  const width = Math.round(scale.width * pixelRatio);
  const columnOf = (ms: number) => Math.floor(scale.xOf(ms) * pixelRatio);
  const segments: { from: number; to: number; index: number; merged: number }[] = [];
  for (let index = firstInView(intervals, scale.range.fromMs); index < intervals.length; index++) {
    const interval = intervals[index] as StageInterval;
    const start = columnOf(interval.fromMs);
    const end = columnOf(intervals[index + 1]?.fromMs ?? Math.max(endMs, interval.fromMs));
    if (start >= width) break;
    if (end < 0) continue;
    let from = Math.max(0, start);
    const to = Math.max(from + 1, Math.min(width, end));
    let merged = 0;
    const last = segments.at(-1);
    if (last !== undefined && from < last.to) {
      if (isBad(intervals[last.index]) && !isBad(interval)) {
        from = last.to;
        if (to <= from) {
          last.merged++;
          continue;
        }
      } else if (from <= last.from) {
        segments.pop();
        merged = last.merged + 1;
      } else last.to = from;
    }
    segments.push({ from, to, index, merged });
  }
  return segments;
}

/**
 * How bad each column is, over the stages of many objects: 1 where one of them is failing. For the row of objects that are folded into one.
 */
export function failingColumns(
  objects: readonly { readonly stageIntervals: readonly StageInterval[] }[],
  columns: Omit<Columns, "endMs"> & { readonly endMs: number },
): Uint8Array {
  const failing = new Uint8Array(Math.round(columns.scale.width * columns.pixelRatio));
  for (const { stageIntervals } of objects)
    for (const [index, { fromMs, stage }] of stageIntervals.entries()) {
      if (stage.tone !== "bad") continue;
      const from = Math.floor(columns.scale.xOf(fromMs) * columns.pixelRatio);
      const to = Math.floor(columns.scale.xOf(stageIntervals[index + 1]?.fromMs ?? columns.endMs) * columns.pixelRatio);
      if (to >= 0) failing.fill(1, Math.max(0, from), Math.max(from, to - 1) + 1);
    }
  return failing;
}

function isBad(interval: StageInterval | undefined): boolean {
  return interval?.stage.tone === "bad";
}

/** The interval that the range begins in. */
function firstInView(intervals: readonly StageInterval[], fromMs: number): number {
  let low = 0;
  let high = intervals.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((intervals[middle] as StageInterval).fromMs <= fromMs) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}
