import type { StepList } from "./step-list.js";

/** Takes the steps of a list as they fall due in recorded time. Silences beyond the idle limit are cut to it, as `replay/paced.ts` does. */
export class Playhead {
  readonly #idleLimitMs: number;
  /** Recorded time that has passed since the step at `#at`. */
  #waitedMs = 0;
  #at = 0;

  /** `idleLimitMs`: in recorded ms. */
  constructor(idleLimitMs: number) {
    this.#idleLimitMs = idleLimitMs;
  }

  /**
   * The position after so much recorded time has passed at a position. `offsetOf`: of the steps that were read; NaN where a step has no time. Time
   * waits for those that are still being read.
   */
  advance(list: StepList, position: number, passedMs: number, offsetOf: (sequence: number) => number | undefined): number {
    if (position !== this.#at) this.#waitedMs = 0;
    let at = position;
    let waitedMs = this.#waitedMs + passedMs;
    for (let next = list.beside(at, 1); next !== undefined; next = list.beside(at, 1)) {
      const [from, to] = [offsetOf(at), offsetOf(next)];
      if (from === undefined || to === undefined) {
        waitedMs = 0;
        break;
      }
      const silenceMs = Math.min(Math.max(0, to - from || 0), this.#idleLimitMs);
      if (waitedMs < silenceMs) break;
      waitedMs -= silenceMs;
      at = next;
    }
    this.#waitedMs = waitedMs;
    this.#at = at;
    return at;
  }
}
