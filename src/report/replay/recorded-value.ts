import { valueInShort } from "../../diff/value-text.js";
import { formatDuration } from "../../io/duration.js";
import { clockText } from "../../io/moment-format.js";
import { printable } from "../../io/printable.js";

/** When the recording began by the server's clock, so that API times can be shown as offsets. */
export interface TimeBase {
  /** The server's clock at offset 0, ms since the epoch; undefined when it is not known. */
  readonly startMs: number | undefined;
  /** Local times stand beside: API times, which are in UTC, are shown in local time as well. */
  readonly isLocal?: true;
}

export const noTimeBase: TimeBase = { startMs: undefined };

/**
 * A recorded value on one line, printable. An API time is followed by its offset from the start of the recording (one-second grain), which
 * can be compared with the offsets beside it: `2026-11-22T10:57:20Z (+2s)`; beside local times by its local time.
 */
export function recordedValue(value: unknown, base: TimeBase, most = 4000): string {
  if (typeof value !== "string" || !apiTime.test(value) || Number.isNaN(Date.parse(value)))
    return printable(valueInShort(value, most), most + 40);
  return `${value}${base.isLocal === true ? ` (${clockText(value, "local") ?? "?"})` : relative(Date.parse(value), base)}`;
}

const apiTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;
const dayMs = 86_400_000;

function relative(timeMs: number, { startMs }: TimeBase): string {
  if (startMs === undefined || Math.abs(timeMs - startMs) > 30 * dayMs) return "";
  const seconds = Math.round((timeMs - startMs) / 1000);
  const size = Math.abs(seconds);
  return ` (${seconds < 0 ? "-" : "+"}${size < 60 ? `${size}s` : formatDuration(size * 1000)})`;
}
