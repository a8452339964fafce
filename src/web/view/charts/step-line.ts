import type { NumberPoint } from "../../../lifecycle/session/number-series.js";
import type { TimeScale } from "../timeline/time-scale.js";

/** The last of these at or before a moment: -1 where there is none. */
function lastPointBy(points: readonly { readonly offsetMs: number }[], ms: number): number {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((points[middle]?.offsetMs ?? 0) <= ms) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The value at a moment; undefined before it is known. */
export function valueAt(points: readonly NumberPoint[], ms: number): number | undefined {
  return points[lastPointBy(points, ms)]?.value;
}

/**
 * The path of a number that stays until it changes, as SVG has it. Changes within one pixel are one stroke from the lowest to the highest, so that
 * short ones are visible.
 */
export function stepLine(points: readonly NumberPoint[], scale: TimeScale, endMs: number, yOf: (value: number) => number): string {
  const first = Math.max(0, lastPointBy(points, scale.range.fromMs));
  let path = "";
  let here = "";
  for (let at = first; at < points.length; ) {
    const x = Math.round(scale.xOf((points[at] as NumberPoint).offsetMs) * 2) / 2;
    if (x > scale.width) break;
    let [low, high, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
    for (let point = points[at]; point !== undefined && scale.xOf(point.offsetMs) < x + 0.75; point = points[++at]) {
      last = point.value;
      low = Math.min(low, last);
      high = Math.max(high, last);
    }
    const y = number(yOf(last));
    path += path === "" ? `M${number(Math.max(x, 0))} ${y}` : `H${x}V${number(yOf(low))}V${number(yOf(high))}V${y}`;
    here = y;
  }
  return here === "" ? "" : `${path}H${number(Math.min(scale.width, scale.xOf(endMs)))}`;
}

export function number(value: number): string {
  return String(Math.round(value * 10) / 10);
}
