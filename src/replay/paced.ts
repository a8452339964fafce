import type { Clock } from "../io/clock.js";

interface Pacing {
  /** Recorded time over real time: 2 plays twice as fast. Above 0. */
  readonly speed: number;
  /** Longer silences are cut to this, in recorded ms. */
  readonly idleLimitMs?: number;
  readonly clock: Pick<Clock, "monotonicMs" | "sleep">;
  /** Ends the playback early, also within a wait. */
  readonly signal?: AbortSignal;
}

/**
 * Yields each step at its time: the first at once, the others as long after it as when they were recorded. Nothing else of a replay waits.
 * Delays do not add up: a step that was late does not make the next one later.
 */
export async function* paced<T extends { readonly frame: { readonly offsetMs: number } }>(
  steps: AsyncIterable<T>,
  pacing: Pacing,
): AsyncGenerator<T> {
  const { clock, speed, signal } = pacing;
  const startMs = clock.monotonicMs();
  let lastOffsetMs: number | undefined;
  let playedMs = 0;
  for await (const step of steps) {
    const silenceMs = lastOffsetMs === undefined ? 0 : Math.max(0, step.frame.offsetMs - lastOffsetMs);
    lastOffsetMs = step.frame.offsetMs;
    playedMs += Math.min(silenceMs, pacing.idleLimitMs ?? Number.POSITIVE_INFINITY);
    await waitUntil(startMs + playedMs / speed, clock, signal);
    if (signal?.aborted) return;
    yield step;
  }
}

/** A timer takes at most some 24 days at once; longer waits are made of several. */
const maxWaitMs = 2 ** 30;

async function waitUntil(dueMs: number, clock: Pacing["clock"], signal: AbortSignal | undefined): Promise<void> {
  for (let left = dueMs - clock.monotonicMs(); left > 0 && !signal?.aborted; left = dueMs - clock.monotonicMs())
    await clock.sleep(Math.min(left, maxWaitMs), signal);
}
