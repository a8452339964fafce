import type { TimeContext } from "../times.js";
import type { TimeScale } from "./time-scale.js";

interface AxisTick {
  readonly ms: number;
  readonly x: number;
  readonly label: string;
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

/** Half of a label's width, at most. */
const labelPx = 26;

/** Round times with labels that touch neither each other nor the mark of a fold. The scale counts from the origin of the times. */
export function axisTicks(scale: TimeScale, times: TimeContext): readonly AxisTick[] {
  const { format } = times;
  const startMs = times.startMs + (times.originMs ?? 0);
  const isWall = format !== "offset" && !Number.isNaN(new Date(startMs).getTime());
  const minPx = isWall ? 84 : 64;
  const inView = scale.parts.filter(({ fromX, toX }) => toX > 0 && fromX < scale.width);
  const open = inView.filter(({ isFold }) => !isFold);
  const folds = inView.filter(({ isFold }) => isFold);
  const pxPerMs = open.reduce((most, { fromX, toX, fromMs, toMs }) => Math.max(most, (toX - fromX) / (toMs - fromMs)), 0);
  const step = steps.find((each) => each * pxPerMs >= minPx) ?? (steps[steps.length - 1] as number);
  // Added to an offset it is a time of day, whose multiples are round.
  const shift = isWall ? startMs - (format === "utc" ? 0 : new Date(startMs).getTimezoneOffset() * minute) : 0;
  const ticks: AxisTick[] = [];
  for (const { fromMs, toMs } of open) {
    const from = Math.max(fromMs, scale.msAt(0));
    const to = Math.min(toMs, scale.msAt(scale.width));
    for (let n = Math.ceil((from + shift) / step - 1e-9); n * step - shift <= to; n++) {
      const ms = n * step - shift;
      const x = scale.xOf(ms);
      if (x - (ticks.at(-1)?.x ?? Number.NEGATIVE_INFINITY) < minPx * 0.9) continue;
      if (folds.some(({ fromX, toX }) => x + labelPx > fromX && x - labelPx < toX)) continue;
      ticks.push({ ms, x, label: isWall ? wallLabel(wallDate(startMs + ms, format), step) : offsetLabel(ms, step) });
    }
  }
  return ticks;
}

/** The fields of the clock that is shown, as those of a UTC date. */
function wallDate(ms: number, format: TimeContext["format"]): Date {
  return new Date(format === "utc" ? ms : ms - new Date(ms).getTimezoneOffset() * minute);
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
