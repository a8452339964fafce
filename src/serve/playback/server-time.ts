import type { Clock } from "../../io/clock.js";
import type { Playback } from "./playback.js";
import type { ServedSession } from "./served-session.js";

/**
 * The server's clock as it stood at the moment that is played, ms since the epoch: what the `Date` header says and ages are counted from.
 * A forged recording may bear no valid date; then ours.
 */
export function recordedNowMs({ header }: ServedSession, playback: Playback, clock: Clock): number {
  const nowMs = Date.parse(header.startedAt) + (header.server?.clockOffsetMs ?? 0) + playback.offsetMs;
  return Number.isNaN(new Date(nowMs).getTime()) ? clock.wallMs() : nowMs;
}
