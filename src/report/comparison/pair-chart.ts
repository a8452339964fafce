import asciichart from "asciichart";
import type { Chart } from "../../compare/differences/charts.js";
import { printable } from "../../io/printable.js";
import { rangeOf, sample, timeAxis } from "../terminal/number-chart.js";
import type { Paint } from "../terminal/paint.js";
import { cut, padStart } from "../terminal/width.js";

export interface PairChartOptions {
  readonly paint: Paint;
  readonly columns: number;
  /** Where the time axis ends, ms since each run began: the longer of the two. */
  readonly durationMs: { readonly a: number; readonly b: number };
}

const labelColumns = 6;
const maxColumns = 110;
const maxRows = 8;

/** What the lines of `pairChart` mean, for a line below the charts. */
export const pairChartLegend = "─ A   ┄ B   ━ both";

/** One number of both runs in one picture: A drawn through, B dashed, heavy where both are one. It reads without colour. */
export function pairChart(chart: Chart, { paint, columns, durationMs }: PairChartOptions): readonly string[] {
  const longest = Math.max(durationMs.a, durationMs.b, 1);
  const width = Math.max(10, Math.min(maxColumns, columns) - labelColumns - 2);
  const curves = { a: curveOf(chart.a, durationMs.a, longest, width), b: curveOf(chart.b, durationMs.b, longest, width) };
  const values = [...curves.a, ...curves.b];
  const scale = { min: least(values), max: Math.max(...values, least(values) + 1) };
  const grids = { a: plot(curves.a, scale, solid), b: plot(curves.b, scale, dashed) };
  return [
    cut(printable(chart.title), columns),
    ...grids.a.map((line, row) => merged(line, grids.b[row] ?? "", paint)),
    ...timeAxis(width, longest).map(paint.dim),
  ];
}

function least(values: readonly number[]): number {
  return values.reduce((smallest, value) => Math.min(smallest, value), 0);
}

/** Ends where the recording ends, so that a shorter run is seen to be one. */
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

/** Two pictures of one scale laid upon each other. The labels on the left are the same in both. */
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

/** Where they cross, the one that goes on level is seen; where they go together, a heavy line. */
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
