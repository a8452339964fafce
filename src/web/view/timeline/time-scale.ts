/** A part of the time axis, in ms. */
export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Where times are drawn: one function for the timeline, its axis, the minimap and the charts. */
export interface TimeScale {
  /** What is drawn from 0 to `width`. */
  readonly range: TimeRange;
  /** CSS pixels. */
  readonly width: number;
  /** All of the axis from its start to its end, in parts of one speed each. */
  readonly parts: readonly ScalePart[];
  /** Grows with the time; outside of the range too. */
  xOf(ms: number): number;
  /** The inverse. */
  msAt(x: number): number;
}

interface ScalePart extends TimeRange {
  readonly fromX: number;
  readonly toX: number;
  /** An idle time, drawn as narrow as its mark. */
  readonly isFold: boolean;
}

interface ScaleOptions {
  /** From the first to the last moment there is. */
  readonly domain: TimeRange;
  readonly range?: TimeRange | undefined;
  /** Within the domain, in order, apart from each other. */
  readonly folds?: readonly TimeRange[];
  readonly width: number;
}

/** The width of a fold's mark in CSS pixels. */
const foldWidth = 34;

/**
 * Every moment outside of a fold takes the same room, and every fold the same few pixels, however long it is. Where a fold fills the range, nothing
 * is folded.
 */
export function timeScale({ domain, range = domain, folds = [], width }: ScaleOptions): TimeScale {
  const shares = folds.map((fold) => overlap(fold, range) / rangeLength(fold));
  const folded = folds.reduce((sum, fold) => sum + overlap(fold, range), 0);
  const marks = shares.reduce((sum, share) => sum + share, 0);
  const openMs = rangeLength(range) - folded;
  if (openMs <= rangeLength(range) * 1e-6 && folds.length > 0) return timeScale({ domain, range, width });
  const foldPx = marks === 0 ? foldWidth : Math.min(foldWidth, width / 2 / marks);
  const pxPerMs = (width - marks * foldPx) / openMs;
  return scaleOf(range, width, partsOf(domain, range, folds, pxPerMs, foldPx), pxPerMs);
}

function partsOf(domain: TimeRange, range: TimeRange, folds: readonly TimeRange[], pxPerMs: number, foldPx: number): readonly ScalePart[] {
  const pieces: (TimeRange & { readonly isFold: boolean })[] = [];
  let atMs = Math.min(domain.fromMs, range.fromMs);
  for (const { fromMs, toMs } of folds) {
    if (fromMs > atMs) pieces.push({ fromMs: atMs, toMs: fromMs, isFold: false });
    pieces.push({ fromMs, toMs, isFold: true });
    atMs = toMs;
  }
  const endMs = Math.max(domain.toMs, range.toMs);
  if (endMs > atMs || pieces.length === 0) pieces.push({ fromMs: atMs, toMs: endMs, isFold: false });
  const widthOf = (piece: (typeof pieces)[number]) => (piece.isFold ? foldPx : rangeLength(piece) * pxPerMs);
  // The start of the range is at 0.
  let x = 0;
  for (const piece of pieces) {
    if (piece.toMs <= range.fromMs) x -= widthOf(piece);
    else {
      x -= widthOf(piece) * (Math.max(0, range.fromMs - piece.fromMs) / rangeLength(piece));
      break;
    }
  }
  return pieces.map((piece) => {
    const fromX = x;
    x += widthOf(piece);
    return { ...piece, fromX, toX: x };
  });
}

function scaleOf(range: TimeRange, width: number, parts: readonly ScalePart[], pxPerMs: number): TimeScale {
  const first = parts[0] as ScalePart;
  const last = parts[parts.length - 1] as ScalePart;
  return {
    range,
    width,
    parts,
    xOf(ms) {
      if (ms < first.fromMs) return first.fromX + (ms - first.fromMs) * pxPerMs;
      const part = parts.length === 1 ? first : lastFrom(parts, ms, "fromMs");
      if (!part.isFold) return part.fromX + (ms - part.fromMs) * pxPerMs;
      return (
        part.fromX +
        (Math.min(ms - part.fromMs, rangeLength(part)) / rangeLength(part)) * (part.toX - part.fromX) +
        beyond(ms, last, pxPerMs)
      );
    },
    msAt(x) {
      if (x < first.fromX) return first.fromMs + (x - first.fromX) / pxPerMs;
      const part = parts.length === 1 ? first : lastFrom(parts, x, "fromX");
      if (!part.isFold) return part.fromMs + (x - part.fromX) / pxPerMs;
      const share = Math.min(1, (x - part.fromX) / (part.toX - part.fromX));
      return part.fromMs + share * rangeLength(part) + Math.max(0, x - last.toX) / pxPerMs;
    },
  };
}

/** Where the axis ends with a fold, what is after it is not part of the fold. */
function beyond(ms: number, last: ScalePart, pxPerMs: number): number {
  return Math.max(0, ms - last.toMs) * pxPerMs;
}

/** The last part that begins at or before a place. */
function lastFrom(parts: readonly ScalePart[], place: number, key: "fromMs" | "fromX"): ScalePart {
  let low = 0;
  let high = parts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((parts[middle] as ScalePart)[key] <= place) low = middle;
    else high = middle - 1;
  }
  return parts[low] as ScalePart;
}

/** The same scale for a session whose start is not that of the axis: `originMs` of the session is 0 of the axis. */
export function shifted(scale: TimeScale, originMs: number): TimeScale {
  if (originMs === 0) return scale;
  const later = <R extends TimeRange>(range: R) => ({ ...range, fromMs: range.fromMs + originMs, toMs: range.toMs + originMs });
  return {
    range: later(scale.range),
    width: scale.width,
    parts: scale.parts.map(later),
    xOf: (ms) => scale.xOf(ms - originMs),
    msAt: (x) => scale.msAt(x) + originMs,
  };
}

export function rangeLength({ fromMs, toMs }: TimeRange): number {
  return toMs - fromMs;
}

function overlap(a: TimeRange, b: TimeRange): number {
  return Math.max(0, Math.min(a.toMs, b.toMs) - Math.max(a.fromMs, b.fromMs));
}
