import { setImmediate as nextTurn } from "node:timers/promises";
import type { Clock } from "../../io/clock.js";

/** Longer than this nobody waits for a key to be read or the screen to be drawn. */
const maxTurnMs = 8;

/**
 * Cuts long readings into pieces, so that keys come between them: whoever reads much asks for a pause after each frame, and has it when a
 * piece has taken long enough.
 */
export class Yielder {
  readonly #clock: Pick<Clock, "monotonicMs">;
  readonly #mustWait: () => boolean;
  #sinceMs: number;

  /** `mustWait`: somebody waits for something else to be read, which goes first. */
  constructor(clock: Pick<Clock, "monotonicMs">, mustWait: () => boolean = () => false) {
    this.#clock = clock;
    this.#mustWait = mustWait;
    this.#sinceMs = clock.monotonicMs();
  }

  async pause(): Promise<void> {
    if (this.#clock.monotonicMs() - this.#sinceMs < maxTurnMs && !this.#mustWait()) return;
    do await nextTurn();
    while (this.#mustWait());
    this.#sinceMs = this.#clock.monotonicMs();
  }
}
