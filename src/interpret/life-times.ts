import { isCreation } from "../lifecycle/creation.js";
import type { ChangeTimes } from "../lifecycle/kinds/kind-rules.js";
import type { StrippedFrame } from "../model/frame.js";

/**
 * When an object was created and its deletion requested, where that was seen: offsets in ms. A life ends with the deletion; where the same
 * uid appears again, another one begins.
 */
export interface LifeTimes {
  readonly createdMs?: number;
  readonly deletionRequestedMs?: number;
  /** The newest revision has a deletionTimestamp. */
  readonly isDeleting: boolean;
}

/** The times of a life after this frame, which does not end it. `known`: before the frame; undefined when it begins the life. */
export function timesAfter(known: LifeTimes | undefined, frame: StrippedFrame, isDeleting: boolean, clockOffsetMs: number): LifeTimes {
  if (known === undefined)
    return { isDeleting, ...(frame.repaired || !isCreation(frame, clockOffsetMs) ? {} : { createdMs: frame.offsetMs }) };
  if (known.isDeleting === isDeleting) return known;
  const isRequest = isDeleting && known.deletionRequestedMs === undefined && !frame.repaired;
  return { ...known, isDeleting, ...(isRequest ? { deletionRequestedMs: frame.offsetMs } : {}) };
}

/** What is known of these times before a frame. */
export type KnownTimes = { readonly [K in "createdMs" | "deletionRequestedMs"]?: number | undefined };

/** How long before this frame those were. `times`: before the frame; they are looked at only where these are. */
export function sinceTimes(times: KnownTimes | undefined, frame: StrippedFrame): ChangeTimes {
  if (frame.repaired || times === undefined) return {};
  const since = (offsetMs: number | undefined) => (offsetMs === undefined ? undefined : frame.offsetMs - offsetMs);
  return {
    get sinceCreationMs() {
      return since(times.createdMs);
    },
    get sinceDeletionRequestedMs() {
      return since(times.deletionRequestedMs);
    },
  };
}

/** Nothing is said of a Kubernetes Event that needs times, and there are many of them. */
export function hasLifeTimes({ ref }: StrippedFrame): boolean {
  return ref.kind !== "Event";
}
