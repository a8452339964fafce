import type { TimeScale } from "./time-scale.js";

export interface AxisTick {
  readonly ms: number;
  readonly x: number;
  readonly label: string;
}

/** How the axis is labelled. */
export interface AxisLabels {
  readonly format: "offset" | "local" | "utc";
  /** The wall clock at 0, RFC 3339. */
  readonly startedAt: string;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const steps = [
  ...[0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((n) => n * second),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * minute),
  ...[1, 2, 3, 6, 12].map((n) => n * hour),
  ...[1, 2, 5, 10, 30, 100, 300].map((n) => n * day),
];

/** Round times with labels that do not touch each other; none within folds. */
export function axisTicks(scale: TimeScale, { format, startedAt }: AxisLabels): readonly AxisTick[] {
  const minPx = format === "offset" ? 64 : 84;
  const open = scale.parts.filter(({ isFold, fromX, toX }) => !isFold && toX > 0 && fromX < scale.width);
  const pxPerMs = open.reduce((most, { fromX, toX, fromMs, toMs }) => Math.max(most, (toX - fromX) / (toMs - fromMs)), 0);
  const step = steps.find((each) => each * pxPerMs >= minPx) ?? (steps[steps.length - 1] as number);
  const wall = wallClock(format, startedAt);
  const shift = wall?.(0).shiftMs ?? 0;
  const ticks: AxisTick[] = [];
  for (const { fromMs, toMs } of open) {
    const from = Math.max(fromMs, scale.msAt(0));
    const to = Math.min(toMs, scale.msAt(scale.width));
    for (let n = Math.ceil((from + shift) / step - 1e-9); n * step - shift <= to; n++) {
      const ms = n * step - shift;
      const x = scale.xOf(ms);
      if (x - (ticks.at(-1)?.x ?? Number.NEGATIVE_INFINITY) < minPx * 0.9) continue;
      ticks.push({ ms, x, label: wall === undefined ? offsetLabel(ms, step) : wallLabel(wall(ms).date, step) });
    }
  }
  return ticks;
}

/** A moment as the axis names it, to the millisecond: "+12.345s", "14:03:07.120". */
export function momentText(ms: number, { format, startedAt }: AxisLabels, formatOffset: (ms: number) => string): string {
  const wall = wallClock(format, startedAt);
  return wall === undefined ? formatOffset(ms) : wallLabel(wall(ms).date, 1);
}

/** The fields of a wall clock's time as those of a UTC date; `shiftMs` adds up to multiples of round steps. Undefined where offsets are shown. */
function wallClock(
  format: AxisLabels["format"],
  startedAt: string,
): ((ms: number) => { readonly date: Date; readonly shiftMs: number }) | undefined {
  const started = Date.parse(startedAt);
  if (format === "offset" || Number.isNaN(started)) return undefined;
  const zoneMs = format === "utc" ? 0 : -new Date(started).getTimezoneOffset() * minute;
  return (ms) => ({ date: new Date(started + ms + zoneMs), shiftMs: started + zoneMs });
}

function wallLabel(date: Date, step: number): string {
  const text = date.toISOString();
  if (step >= day) return text.slice(5, 10);
  if (step >= minute) return text.slice(11, 16);
  return step >= second ? text.slice(11, 19) : text.slice(11, 23);
}

/** "0s", "2.5s", "1m30s", "2h05m", "3d". */
function offsetLabel(ms: number, step: number): string {
  if (ms < 0) return `−${offsetLabel(-ms, step)}`;
  if (step < 1) return `${(ms / second).toFixed(4)}s`;
  if (step < second && ms < minute) return `${(ms / second).toFixed(step < 10 ? 3 : step < 100 ? 2 : 1)}s`;
  const rest = step < second ? `.${String(Math.round(ms % second)).padStart(3, "0")}` : "";
  const whole = Math.floor(ms / second + 1e-6);
  const two = (n: number) => String(n).padStart(2, "0");
  const [s, m, h, d] = [whole % 60, Math.floor(whole / 60) % 60, Math.floor(whole / 3600) % 24, Math.floor(whole / 86_400)];
  if (d > 0) return step >= day ? `${d}d` : `${d}d${two(h)}h${step < hour ? `${two(m)}m` : ""}`;
  if (h > 0) return `${h}h${two(m)}m${step < minute ? `${two(s)}s` : ""}`;
  if (m > 0) return step < minute ? `${m}m${two(s)}${rest}s` : `${m}m`;
  return `${s}s`;
}
