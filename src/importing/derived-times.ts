import { toRfc3339 } from "../io/clock.js";
import type { Revision } from "../model/revision.js";
import type { ForeignMoment } from "./foreign-frames.js";
import { latestOwnTime } from "./own-time.js";

/** Times later than now by more than clocks may differ were not set by an honest clock. */
const clockDifferenceMs = 24 * 3600 * 1000;

/**
 * Times for changes whose receipt nobody noted: each not earlier than what its object bears, none earlier than the one before it, counted from
 * the first. They say when a change happened at the earliest.
 */
export class DerivedTimes {
  readonly #nowMs: number;
  #startMs: number | undefined;
  #lastMs = Number.NEGATIVE_INFINITY;

  /** `nowMs`: the wall clock of the import. Stands in where an input begins with objects that bear no time at all. */
  constructor(nowMs: number) {
    this.#nowMs = nowMs;
  }

  /** Wall clock at offset 0; known after the first change. */
  get startedAt(): string {
    return toRfc3339(this.#startMs ?? this.#nowMs);
  }

  of(revision: Revision): ForeignMoment {
    const own = latestOwnTime(revision.object);
    const usable = own === undefined || own > this.#nowMs + clockDifferenceMs || own < 0 ? undefined : own;
    this.#startMs ??= usable ?? this.#nowMs;
    this.#lastMs = Math.max(this.#lastMs, usable ?? Number.NEGATIVE_INFINITY, this.#startMs);
    return { offsetMs: this.#lastMs - this.#startMs, observedAt: toRfc3339(this.#lastMs) };
  }
}
