import { formatOffset } from "../../io/duration.js";
import type { TimeFormat } from "../../io/moment-format.js";

/** In the order of the page's switch. */
export const timeFormats: readonly TimeFormat[] = ["offset", "local", "utc"];

export interface TimeContext {
  readonly format: TimeFormat;
  /** Wall clock at offset 0, ms since the epoch; NaN: unknown, then all times are offsets. */
  readonly startMs: number;
  /** The offset from which offsets are counted where sessions are aligned; absent: from the session's start. */
  readonly originMs?: number;
}

/**
 * A moment of a session: "+4.588s", "12:14:05.588", "11:14:05.588Z"; on another day than the session's first with its date before. All parts of the
 * page name a moment by this, so that the same one looks the same.
 */
export function formatMoment(offsetMs: number, { format, startMs, originMs = 0 }: TimeContext): string {
  const date = new Date(startMs + Math.round(offsetMs));
  if (format === "offset" || Number.isNaN(date.getTime())) return formatOffset(offsetMs - originMs);
  const { day, time, ms } = partsOf(date, format);
  const first = partsOf(new Date(startMs), format);
  return `${day === first.day ? "" : `${day} `}${time}.${ms}${format === "utc" ? "Z" : ""}`;
}

/** A date and time to the second, of text in RFC 3339: "2026-11-22 11:14:01 UTC"; on the reader's clock with its offset: "2026-11-22 12:14:01 +01:00". */
export function formatDate(rfc3339: string, format: TimeFormat): string {
  const date = new Date(rfc3339);
  if (Number.isNaN(date.getTime())) return rfc3339;
  const zone = format === "local" ? "local" : "utc";
  const { day, time } = partsOf(date, zone);
  return `${day} ${time} ${zone === "utc" ? "UTC" : zoneOffset(date)}`;
}

/** "+01:00", as it is at that time. */
export function zoneOffset(date: Date): string {
  const minutes = -date.getTimezoneOffset();
  const size = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${pad(Math.floor(size / 60))}:${pad(size % 60)}`;
}

function partsOf(date: Date, zone: "local" | "utc"): { readonly day: string; readonly time: string; readonly ms: string } {
  const there = zone === "utc" ? date : new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  const match = /^(.+)T(.{8})\.(\d+)Z$/.exec(Number.isNaN(there.getTime()) ? "" : there.toISOString());
  return { day: match?.[1] ?? "", time: match?.[2] ?? "", ms: match?.[3] ?? "" };
}

function pad(number: number): string {
  return String(number).padStart(2, "0");
}
