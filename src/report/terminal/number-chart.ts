import asciichart from "asciichart";
import { formatDuration } from "../../io/duration.js";
import { type MomentFormat, offsetFormat } from "../../io/moment-format.js";
import type { NumberPoint } from "../../lifecycle/session/number-series.js";
import type { StatusMetric } from "../../lifecycle/session/status-metrics.js";
import { metricRange, metricTitle } from "../replay/metric-title.js";
import { paintWith } from "./paint.js";
import { cut, padStart } from "./width.js";

interface NumberChartOptions {
  readonly colour: boolean;
  readonly columns: number;
  readonly namespaces?: boolean;
  /** Where the time axis ends, in ms since session start. */
  readonly durationMs: number;
  /** How moments are shown. Default: as offsets. */
  readonly moments?: MomentFormat;
}

/** A number over the time of a session: what it is, the curve, and the axis of time below it. */
export function numberChart(number: StatusMetric, options: NumberChartOptions): readonly string[] {
  const paint = paintWith(options.colour);
  const width = Math.max(10, Math.min(maxColumns, options.columns) - labelColumns - 2);
  const values = sample(number.points, options.durationMs, width + 1);
  const plot = asciichart.plot([values], {
    height: Math.min(maxRows, rangeOf(values)),
    format: (value) => padStart(Number.isInteger(value) ? String(value) : value.toFixed(1), labelColumns),
    ...(options.colour ? { colors: [asciichart.cyan] } : {}),
  });
  return [
    cut(`${metricTitle(number, options.namespaces)}: ${metricRange(number)}`, options.columns),
    ...plot.split("\n").map((line) => line.trimEnd()),
    ...timeAxis(width, options.durationMs, options.moments).map(paint.dim),
  ];
}

const labelColumns = 6;
const maxColumns = 110;
const maxRows = 8;

/**
 * The number at this many equal steps of time. A column shows the value at its end; where the number changed and returned within one, it shows the
 * value farthest from that, so that short changes are visible.
 */
export function sample(points: readonly NumberPoint[], durationMs: number, columns: number): readonly number[] {
  const values: number[] = [];
  let here = points[0]?.value ?? 0;
  let next = 0;
  for (let column = 0; column < columns; column++) {
    const end = column === columns - 1 ? Number.POSITIVE_INFINITY : (durationMs * column) / (columns - 1);
    const before = here;
    let farthest = here;
    for (let point = points[next]; point !== undefined && point.offsetMs <= end; point = points[++next]) {
      here = point.value;
      if (Math.abs(here - before) > Math.abs(farthest - before)) farthest = here;
    }
    values.push(here === before ? farthest : here);
  }
  return values;
}

/** The rows that a chart of these values takes at most. */
export function rangeOf(values: readonly number[]): number {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) [least, most] = [Math.min(least, value), Math.max(most, value)];
  return Math.max(1, most - least);
}

/** `└────────┴────────┘` with the offsets of start, middle and end below; of times, which are longer, with those of start and end. */
export function timeAxis(width: number, durationMs: number, moments: MomentFormat = offsetFormat): readonly string[] {
  const indent = " ".repeat(labelColumns + 1);
  const middle = Math.floor(width / 2);
  const line = `${indent}└${"─".repeat(middle - 1)}┴${"─".repeat(Math.max(0, width - middle - 1))}┘`;
  if (moments.format !== "offset") {
    const end = moments.text(durationMs);
    const hasRoom = moments.text(0).length + end.length < width + 1;
    return [line, `${indent}${hasRoom ? moments.text(0) : ""}${padStart(end, width + 1 - (hasRoom ? moments.text(0).length : 0))}`];
  }
  const half = `+${formatDuration(durationMs / 2)}`;
  const end = `+${formatDuration(durationMs)}`;
  const start = "0s".padEnd(Math.max(3, middle - Math.floor(half.length / 2)));
  const labels = `${start}${half}`;
  return [line, `${indent}${labels}${padStart(end, width + 1 - labels.length)}`];
}
