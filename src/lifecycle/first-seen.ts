import { timeAt } from "../model/fields.js";
import type { ObjectFrame } from "../model/frame.js";

/** A watch delivers a creation within seconds; clocks that nobody compared may be off by more. */
const maxLateMs = 60_000;

/**
 * Whether the first frame of an object shows its creation, and not an object that existed before and was only first seen now. Of a `repaired`
 * frame the time is that of the repair: it says that the object was created, not when.
 */
export function isCreation(frame: ObjectFrame, clockOffsetMs = 0): boolean {
  return frame.type === "ADDED" && !frame.initial && !frame.typeUnknown && !isSeenLate(frame, clockOffsetMs);
}

/** Whether the object of this frame was created long before it. */
export function isSeenLate(frame: ObjectFrame, clockOffsetMs = 0): boolean {
  return (ageAtMs(frame, clockOffsetMs) ?? 0) > maxLateMs;
}

/** How old the object was at this frame, by its own creation time (one-second grain, the server's clock); undefined when that is not known. */
export function ageAtMs(frame: ObjectFrame, clockOffsetMs = 0): number | undefined {
  const createdMs = timeAt(frame.revision.object, "metadata", "creationTimestamp");
  const observedMs = Date.parse(frame.observedAt) + clockOffsetMs;
  return createdMs === undefined || Number.isNaN(observedMs) || frame.repaired ? undefined : Math.max(0, observedMs - createdMs);
}
