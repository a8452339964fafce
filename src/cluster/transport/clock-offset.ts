import type { IncomingHttpHeaders } from "node:http";
import type { Clock } from "../../io/clock.js";

/** The server's clock minus ours, in ms, from the `Date` header of any response; empty without one. */
export function clockOffset(headers: IncomingHttpHeaders, clock: Pick<Clock, "wallMs">): { clockOffsetMs?: number } {
  const serverMs = Date.parse(headers.date ?? "");
  // The header is truncated to seconds; the middle of the second is the best estimate.
  return Number.isNaN(serverMs) ? {} : { clockOffsetMs: Math.round(serverMs + 500 - clock.wallMs()) };
}
