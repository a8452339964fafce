import type { Clock } from "../io/clock.js";
import type { Frame } from "../model/frame.js";

/** How often findings are looked for that only time shows, at most; and that takes at most this share of the time. */
const lookAheadMs = 1000;
const lookAheadShare = 0.05;
/** Frames are committed some time after they arrive: until then nobody knows that nothing happened. */
const commitMs = 1000;

/** When to look, in a session that is being recorded, for what shows in nothing happening: to look costs as much as computing all findings. */
export class LookAhead {
  readonly #clock: Pick<Clock, "wallMs" | "monotonicMs">;
  #lookedMs = Number.NEGATIVE_INFINITY;
  #everyMs = lookAheadMs;

  constructor(clock: Pick<Clock, "wallMs" | "monotonicMs">) {
    this.#clock = clock;
  }

  isDue(): boolean {
    return this.#clock.monotonicMs() - this.#lookedMs >= this.#everyMs;
  }

  /** Ms since session start, by the recorder's clock where that is ours too. `last`: the last frame, else the start of the session. */
  nowMs({ offsetMs, observedAt }: Pick<Frame, "offsetMs" | "observedAt">): number {
    return offsetMs + Math.max(0, this.#clock.wallMs() - Date.parse(observedAt) - commitMs);
  }

  /** Looks, and notes how long it took. */
  look<T>(action: () => T): T {
    const startedMs = this.#clock.monotonicMs();
    const result = action();
    this.#lookedMs = this.#clock.monotonicMs();
    this.#everyMs = Math.max(lookAheadMs, (this.#lookedMs - startedMs) / lookAheadShare);
    return result;
  }
}
