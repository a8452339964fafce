import { type Clock, systemClock } from "../../io/clock.js";
import { canGrow, type SessionReader, type SessionSummary } from "../../model/session.js";

interface FollowOptions {
  /** Ends the following. */
  readonly signal?: AbortSignal | undefined;
  readonly clock?: Clock;
  /** How long what was committed may wait. Looking costs microseconds where nothing was. Default: 50. */
  readonly pollMs?: number;
}

/** Something was recorded: the session now reads frames from `fromSequence` to `summary.frames`; none where only the rest of the summary, or a marker, is new. */
interface SessionGrowth {
  readonly summary: SessionSummary;
  readonly fromSequence: number;
}

/**
 * Follows a session that another process is recording: yields whenever something was committed since the session was opened, and the session then reads that
 * too. Ends when its recorder has ended or died, with that as the last one; at once where a session is not being recorded. Rejects with `KubespyError`
 * where the session was removed or cannot be read.
 */
export async function* followSession(
  session: SessionReader,
  { signal, clock = systemClock, pollMs = 50 }: FollowOptions = {},
): AsyncGenerator<SessionGrowth, void, void> {
  if (!canGrow(session)) return;
  for (;;) {
    const { frames, state } = session.summary;
    if (state !== "recording" || signal?.aborted) return;
    if (await session.refresh()) yield { summary: session.summary, fromSequence: frames + 1 };
    else await clock.sleep(pollMs, signal);
  }
}
