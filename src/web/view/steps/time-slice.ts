/** Longer than this no other question waits for a piece of a long answer, ms; the frame under way is finished. */
const maxMs = 20;

/** Says when a piece of a long answer is large enough. */
export class TimeSlice {
  readonly #nowMs: () => number;
  readonly #startMs: number;

  constructor(nowMs: () => number = () => Date.now()) {
    this.#nowMs = nowMs;
    this.#startMs = nowMs();
  }

  get isOver(): boolean {
    // The clock may be set back meanwhile.
    return Math.abs(this.#nowMs() - this.#startMs) >= maxMs;
  }
}
