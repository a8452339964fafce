import { timeAt } from "../model/fields.js";
import type { StrippedFrame } from "../model/frame.js";

/** API times have a grain of one second, and clock offsets are measured once: allow for more than both. */
const maxDelayMs = 60_000;

/**
 * Whether the first frame of an incarnation shows its creation, or an object that existed before and is only first seen here (it began to
 * match the scope, or its type is unknown). A repaired frame can be a creation, but its offset is not when that happened.
 * `clockOffsetMs`: the server's clock minus the recorder's.
 */
export function isCreation(frame: StrippedFrame, clockOffsetMs: number): boolean {
  if (frame.type !== "ADDED" || frame.initial || frame.typeUnknown) return false;
  return frame.repaired === true || (ageMs(frame, clockOffsetMs) ?? 0) <= maxDelayMs;
}

/** How long the object had existed when the frame arrived; undefined where one of the two times is missing. One-second grain. */
export function ageMs(frame: StrippedFrame, clockOffsetMs: number): number | undefined {
  const createdMs = timeAt(frame.revision.object, "metadata", "creationTimestamp");
  const observedMs = Date.parse(frame.observedAt) + clockOffsetMs;
  return createdMs === undefined || Number.isNaN(observedMs) ? undefined : Math.max(0, observedMs - createdMs);
}
