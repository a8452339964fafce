import { formatOffset } from "./duration.js";

/** How the times of a session are shown: since it began, in UTC, or on the clock of this process's time zone (`TZ`). */
export type TimeFormat = "offset" | "utc" | "local";

/** In the order in which a key goes through them. */
export const allTimeFormats: readonly TimeFormat[] = ["offset", "utc", "local"];

/** Where a clock is read: in UTC, in the time zone of this process, or this many minutes east of UTC. */
export type Zone = "utc" | "local" | number;

/** The zone of the times that are shown; undefined where these are offsets. */
export function zoneOf(format: TimeFormat | undefined): "utc" | "local" | undefined {
  return format === "offset" ? undefined : format;
}

/** Writes the moments of one session. What is written is understood where a moment is typed (`replay/moment.ts`). */
export interface MomentFormat {
  /** `offset` also where another one was wanted but the start time is unknown. */
  readonly format: TimeFormat;
  /** How many columns each takes; 0: they differ. */
  readonly columns: number;
  /** "+4.588s", "10:57:39.123Z", "2026-11-22T12:57:39.123+02:00", of an offset in ms. Rounded to ms. */
  readonly text: (offsetMs: number) => string;
  /** The same, always with its date: where sessions of several days stand side by side. */
  readonly dated: (offsetMs: number) => string;
}

export const offsetFormat: MomentFormat = { format: "offset", columns: 0, text: formatOffset, dated: formatOffset };

/** When a session began and how long it is. */
export interface TimeSpan {
  /** Wall clock at offset 0, ms since the epoch; NaN: unknown. */
  readonly startMs: number;
  readonly durationMs: number;
}

/**
 * An absolute time is the session's start plus the offset: no clock that was set meanwhile disturbs their order. The date is written where the session
 * spans days, and where a recording in progress has come to another day.
 */
export function momentFormat(format: TimeFormat, { startMs, durationMs }: TimeSpan): MomentFormat {
  if (format === "offset" || !isClockTime(startMs) || !isClockTime(startMs + durationMs)) return offsetFormat;
  const firstDay = dayOf(startMs, format);
  const spansDays = dayOf(startMs + Math.round(durationMs), format) !== firstDay;
  const dated = (offsetMs: number) => {
    const timeMs = startMs + Math.round(offsetMs);
    return isClockTime(timeMs) ? instantText(timeMs, format) : formatOffset(offsetMs);
  };
  const text = (offsetMs: number) => {
    const isDated = spansDays || dayOf(startMs + Math.round(offsetMs), format) !== firstDay;
    return isDated ? dated(offsetMs) : dated(offsetMs).slice(dateColumns);
  };
  return { format, columns: instantText(startMs, format).length - (spansDays ? 0 : dateColumns), text, dated };
}

/** "2026-11-22T". */
const dateColumns = 11;

/** The columns of a moment where offsets take at least so many. */
export function momentColumns({ columns }: MomentFormat, offsetColumns: number): number {
  return Math.max(columns, offsetColumns);
}

/** "2026-11-22T12:57:39.123+02:00" of a time in ms since the epoch, "…Z" in UTC; the same width for every time of one zone. RFC 3339. */
export function instantText(timeMs: number, zone: Zone): string {
  const east = minutesEast(zone, timeMs);
  return `${new Date(timeMs + east * 60_000).toISOString().slice(0, -1)}${zone === "utc" ? "Z" : zoneOffsetText(east)}`;
}

/** "2026-11-22 12:57:39 +02:00", "2026-11-22 10:57:39 UTC", of text in RFC 3339; undefined where it is not. Whole seconds. */
export function clockText(rfc3339: string, zone: "utc" | "local"): string | undefined {
  const timeMs = Date.parse(rfc3339);
  if (!isClockTime(timeMs)) return undefined;
  const [, day, time] = /^(.+)T(\d\d:\d\d:\d\d)/.exec(instantText(timeMs, zone)) ?? [];
  return `${day} ${time} ${zone === "utc" ? "UTC" : zoneOffsetText(minutesEast(zone, timeMs))}`;
}

/** "+02:00". */
function zoneOffsetText(minutes: number): string {
  const size = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${pad(Math.floor(size / 60))}:${pad(Math.floor(size % 60))}`;
}

/** Minutes that the zone is ahead of UTC at this time: it changes with daylight saving. */
export function minutesEast(zone: Zone, timeMs: number): number {
  if (zone === "utc") return 0;
  // Before there were time zones, places had odd seconds: nobody recorded Kubernetes then.
  return zone === "local" ? -Math.trunc(new Date(timeMs).getTimezoneOffset()) : zone;
}

export const dayMs = 86_400_000;

/** Days since 1970-01-01 on the clock of the zone. */
export function dayOf(timeMs: number, zone: Zone): number {
  return Math.floor((timeMs + minutesEast(zone, timeMs) * 60_000) / dayMs);
}

/** A time that can be written: four digits make the year, in every zone. */
export function isClockTime(timeMs: number): boolean {
  return timeMs > firstTimeMs && timeMs < endOfTimeMs;
}

const firstTimeMs = Date.UTC(1000, 0, 1);
const endOfTimeMs = Date.UTC(9999, 11, 30);

function pad(number: number): string {
  return String(number).padStart(2, "0");
}
