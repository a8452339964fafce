import asciichart from "asciichart";
import type { Chart } from "../../compare/differences/charts.js";
import { printable } from "../../io/printable.js";
import { greatest, least } from "../../model/extremes.js";
import { rangeOf, sample, timeAxis } from "../terminal/number-chart.js";
import type { Paint } from "../terminal/paint.js";
import { cut, padStart } from "../terminal/width.js";

interface PairChartOptions {
  readonly paint: Paint;
  readonly columns: number;
  /** ms since the first change of each run; the time axis ends at the longer one. */
  readonly durationMs: { readonly a: number; readonly b: number };
}

const labelColumns = 6;
const maxColumns = 110;
const maxRows = 8;

/** Explains the lines of `pairChart`. */
export const pairChartLegend = "─ A   ┄ B   ━ both";

/** One number of both runs in one chart: A solid, B dashed, heavy where both are equal, so that it is readable without colour. */
export function pairChart(chart: Chart, { paint, columns, durationMs }: PairChartOptions): readonly string[] {
  const longest = Math.max(durationMs.a, durationMs.b, 1);
  const width = Math.max(10, Math.min(maxColumns, columns) - labelColumns - 2);
  const curves = { a: curveOf(chart.a, durationMs.a, longest, width), b: curveOf(chart.b, durationMs.b, longest, width) };
  const values = [...curves.a, ...curves.b];
  const min = least(values, 0);
  const scale = { min, max: greatest(values, min + 1) };
  const grids = { a: plot(curves.a, scale, solid), b: plot(curves.b, scale, dashed) };
  return [
    cut(printable(chart.title), columns),
    ...grids.a.map((line, row) => merged(line, grids.b[row] ?? "", paint)),
    ...timeAxis(width, longest).map(paint.dim),
  ];
}

/** Ends where the recording ends, which shows that a run is shorter. */
function curveOf(points: Chart["a"], durationMs: number, maxMs: number, width: number): readonly number[] {
  const columns = Math.max(1, Math.round((durationMs / maxMs) * width) + 1);
  const first = points[0];
  const known = first === undefined || first.offsetMs > 0 ? [{ offsetMs: 0, value: 0 }, ...points] : points;
  return sample(known, durationMs, Math.min(columns, width + 1));
}

type Symbols = readonly string[];
const solid: Symbols = ["┤", "┤", "─", "─", "─", "╰", "╭", "╮", "╯", "│"];
const dashed: Symbols = ["┤", "┤", "┄", "┄", "┄", "└", "┌", "┐", "┘", "┆"];

function plot(curve: readonly number[], { min, max }: { min: number; max: number }, symbols: Symbols): readonly string[] {
  const height = Math.min(maxRows, rangeOf([min, max]));
  const format = (value: number) => padStart(Number.isInteger(value) ? String(value) : value.toFixed(1), labelColumns);
  return asciichart.plot([curve], { height, min, max, symbols, format }).split("\n");
}

/** Overlays two plots of the same scale, whose labels on the left are equal. */
function merged(a: string, b: string, paint: Paint): string {
  const length = Math.max(a.length, b.length);
  let line = "";
  for (let column = 0; column < length; column++) {
    const [left, right] = [a[column] ?? " ", b[column] ?? " "];
    if (column <= labelColumns + 1) line += left === " " ? right : left;
    else if (left !== " " && right !== " ") line += paint.bold(both(left, right));
    else line += left === " " ? (right === " " ? " " : paint.sideB(right)) : paint.sideA(left);
  }
  return line.trimEnd();
}

/** A heavy line where both have the same symbol; where they cross, the horizontal one. */
function both(left: string, right: string): string {
  const place = solid.lastIndexOf(left);
  return dashed.lastIndexOf(right) === place ? (heavy.get(left) ?? left) : left === "─" || right === "┄" ? "┿" : left;
}

const heavy: ReadonlyMap<string, string> = new Map([
  ["─", "━"],
  ["│", "┃"],
  ["╰", "┗"],
  ["╭", "┏"],
  ["╮", "┓"],
  ["╯", "┛"],
]);
