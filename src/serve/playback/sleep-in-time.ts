import type { Clock } from "../../io/clock.js";

/** A timer is in time when it fires no later than this. */
const inTimeMs = 4;
const maxLateTimers = 5;

/**
 * Sleeps for so long before a client is sent more. A timer that fires late tells of a busy machine, on which a client is as late in reading
 * what it was sent: then it sleeps on, until a timer is in time again.
 */
export async function sleepInTime(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  for (let restMs = ms, tries = 0; restMs > 0 && tries < maxLateTimers && !signal.aborted; tries++) {
    const dueMs = clock.monotonicMs() + restMs;
    await clock.sleep(restMs, signal);
    const lateMs = clock.monotonicMs() - dueMs;
    restMs = lateMs > inTimeMs ? 2 * lateMs : 0;
  }
}
