import type { Frame } from "../../model/frame.js";
import type { Milestone } from "./milestone.js";

/** When a frame was received, by both clocks. */
type Receipt = Pick<Frame, "offsetMs" | "observedAt">;

type MilestoneTime = Pick<Milestone, "offsetMs" | "serverTime" | "atMs" | "timeSource">;

/** API times are cut to whole seconds, and so is the `Date` header that the clock offset was measured by. */
const grainMs = 1000;
const offsetErrorMs = 500;

/**
 * Converts times of the server to offsets of a session. Neither clock is exact: ours stamps a frame shortly after what it shows, and
 * sometimes long after (the kubelet batches its status updates; an object existed before recording began); the server's is cut to
 * the second. So ours is used unless the server's shows, beyond its own error, that the frame came late.
 */
export class ServerClock {
  readonly #offsetMs: number;

  /** The server's clock minus the recorder's, as in the session's header; 0 if it was not measured. */
  constructor(offsetMs: number) {
    this.#offsetMs = offsetMs;
  }

  /** The time of what the frame shows, for which the server gives `serverMs`; not before `earliestMs`, if that is known. */
  place(frame: Receipt, serverMs: number | undefined, earliestMs = Number.NEGATIVE_INFINITY): MilestoneTime {
    const { offsetMs } = frame;
    const lateMs = this.#lateMs(frame, serverMs);
    if (serverMs === undefined || lateMs === undefined) return { offsetMs, atMs: offsetMs, timeSource: "receipt" };
    const serverTime = rfc3339(serverMs);
    if (lateMs <= grainMs + offsetErrorMs) return { offsetMs, serverTime, atMs: offsetMs, timeSource: "receipt" };
    return { offsetMs, serverTime, atMs: Math.min(offsetMs, Math.max(offsetMs - lateMs, earliestMs)), timeSource: "server" };
  }

  /** How long after that time the frame arrived; undefined if one of the two is unknown. */
  #lateMs(frame: Receipt, serverMs: number | undefined): number | undefined {
    const observedMs = Date.parse(frame.observedAt);
    if (serverMs === undefined || serverMs <= 0 || Number.isNaN(observedMs)) return undefined;
    return observedMs + this.#offsetMs - serverMs;
  }
}

/** As the API writes times: without a fraction where there is none. */
function rfc3339(ms: number): string {
  return new Date(ms).toISOString().replace(".000Z", "Z");
}
