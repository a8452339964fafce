import { rangeLength, type TimeRange, type TimeScale } from "./time-scale.js";

/** The shortest range that is shown, in ms. */
const minRangeMs = 2;

/** The range after zooming by this factor (more than 1: closer) with the moment at `x` kept in its place; undefined: all there is. */
export function zoomed(scale: TimeScale, domain: TimeRange, x: number, factor: number): TimeRange | undefined {
  const fromMs = scale.msAt(x - x / factor);
  const toMs = scale.msAt(x + (scale.width - x) / factor);
  if (factor > 1 && toMs - fromMs < minRangeMs) return scale.range;
  return withinDomain({ fromMs, toMs }, domain);
}

/** The range after moving it by this many pixels; it stops at both ends of the axis. */
export function panned(scale: TimeScale, domain: TimeRange, dx: number): TimeRange | undefined {
  const room = { least: Math.min(0, scale.xOf(domain.fromMs)), most: Math.max(0, scale.xOf(domain.toMs) - scale.width) };
  const by = Math.max(room.least, Math.min(room.most, dx));
  return by === 0
    ? withinDomain(scale.range, domain)
    : withinDomain({ fromMs: scale.msAt(by), toMs: scale.msAt(scale.width + by) }, domain);
}

/** The range between two places; undefined where they are too close to mean one. */
export function selected(scale: TimeScale, domain: TimeRange, a: number, b: number): TimeRange | undefined {
  const range = { fromMs: scale.msAt(Math.min(a, b)), toMs: scale.msAt(Math.max(a, b)) };
  return rangeLength(range) < minRangeMs ? undefined : withinDomain(range, domain);
}

/** A range of the same length in whose middle a moment is. */
export function centred({ range }: TimeScale, domain: TimeRange, ms: number): TimeRange | undefined {
  const half = rangeLength(range) / 2;
  const middle = Math.max(domain.fromMs + half, Math.min(domain.toMs - half, ms));
  return withinDomain({ fromMs: middle - half, toMs: middle + half }, domain);
}

function withinDomain({ fromMs, toMs }: TimeRange, domain: TimeRange): TimeRange | undefined {
  const slack = rangeLength(domain) * 1e-6;
  const from = Math.max(domain.fromMs, fromMs);
  const to = Math.min(domain.toMs, toMs);
  if (from <= domain.fromMs + slack && to >= domain.toMs - slack) return undefined;
  return to - from < minRangeMs ? undefined : { fromMs: from, toMs: to };
}
