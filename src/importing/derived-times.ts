import { toRfc3339 } from "../io/clock.js";
import type { Revision } from "../model/revision.js";
import type { ForeignMoment } from "./foreign-frames.js";
import { latestOwnTime } from "./own-time.js";

/** A time further in the future than clocks differ is wrong. */
const clockDifferenceMs = 24 * 3600 * 1000;

/**
 * Times for changes without a time of receipt: each not earlier than the times in its object, none earlier than the one before it, counted from the
 * first. They show when a change happened at the earliest.
 */
export class DerivedTimes {
  readonly #nowMs: number;
  #startMs: number | undefined;
  #lastMs = Number.NEGATIVE_INFINITY;

  /** `nowMs`: the wall clock of the import, used where an input begins with objects that hold no time. */
  constructor(nowMs: number) {
    this.#nowMs = nowMs;
  }

  /** Wall clock at offset 0; known after the first change. */
  get startedAt(): string {
    return toRfc3339(this.#startMs ?? this.#nowMs);
  }

  of(revision: Revision): ForeignMoment {
    return this.at(this.ownTime(revision));
  }

  /** Of something that happened at this time, in ms since the epoch; undefined: nobody says when. */
  at(own: number | undefined): ForeignMoment {
    this.#startMs ??= own ?? this.#nowMs;
    this.#lastMs = Math.max(this.#lastMs, own ?? Number.NEGATIVE_INFINITY, this.#startMs);
    return this.latest;
  }

  /** The time of the last change; of the import when there was none. */
  get latest(): ForeignMoment {
    const startMs = this.#startMs ?? this.#nowMs;
    const lastMs = Math.max(this.#lastMs, startMs);
    return { offsetMs: lastMs - startMs, observedAt: toRfc3339(lastMs) };
  }

  /** The latest time in the object, in ms since the epoch, where it can be true. */
  ownTime(revision: Revision): number | undefined {
    const own = latestOwnTime(revision.object);
    return own === undefined || own > this.#nowMs + clockDifferenceMs || own < 0 ? undefined : own;
  }
}
