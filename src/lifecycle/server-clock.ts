import type { Frame } from "../model/frame.js";

/** When a frame was received, by both clocks. */
type Receipt = Pick<Frame, "offsetMs" | "observedAt">;

import type { Milestone } from "./milestones/milestone.js";

/** Where a milestone stands in time. */
export type MilestoneTime = Pick<Milestone, "offsetMs" | "serverTime" | "atMs" | "timeSource">;

/** API times are cut to whole seconds, and the clock offset was measured by a header that is, too. */
const grainMs = 1000;
const offsetErrorMs = 500;

/**
 * Carries times of the server over to a session's own. Both clocks are imperfect: ours stamps a frame a little after what it shows, and
 * sometimes long after (the kubelet gathers what it reports; an object was there before recording began); the server's is cut to
 * the second. So ours is taken unless the server's says, beyond its own error, that the frame came late.
 */
export class ServerClock {
  readonly #offsetMs: number;

  /** The server's clock minus the recorder's, as in the session's header; 0 where nobody measured it. */
  constructor(offsetMs = 0) {
    this.#offsetMs = offsetMs;
  }

  /** When that happened which the frame shows and of which the server says `serverMs`; not before `earliestMs`, where that is known. */
  place(frame: Receipt, serverMs: number | undefined, earliestMs = Number.NEGATIVE_INFINITY): MilestoneTime {
    const { offsetMs } = frame;
    const lateMs = this.lateMs(frame, serverMs);
    if (serverMs === undefined || lateMs === undefined) return { offsetMs, atMs: offsetMs, timeSource: "receipt" };
    const serverTime = rfc3339(serverMs);
    if (lateMs <= grainMs + offsetErrorMs) return { offsetMs, serverTime, atMs: offsetMs, timeSource: "receipt" };
    return { offsetMs, serverTime, atMs: Math.min(offsetMs, Math.max(offsetMs - lateMs, earliestMs)), timeSource: "server" };
  }

  /** How long after that time the frame arrived; undefined where one of the two is not known. */
  lateMs(frame: Receipt, serverMs: number | undefined): number | undefined {
    const observedMs = Date.parse(frame.observedAt);
    if (serverMs === undefined || serverMs <= 0 || Number.isNaN(observedMs)) return undefined;
    return observedMs + this.#offsetMs - serverMs;
  }
}

/** As the API writes times: without a fraction where there is none. */
function rfc3339(ms: number): string {
  return new Date(ms).toISOString().replace(".000Z", "Z");
}
