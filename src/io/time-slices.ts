/** Longer than this no signal, timer or socket waits for work that is under way. */
const maxTurnMs = 20;

/**
 * Cuts long work into pieces, so that an interruption comes through while it lasts: who reads many frames, or compares many objects, asks for a pause after
 * each, and has one when a piece has taken long enough. In Node and in a browser.
 *
 *     const pause = slices.pause();
 *     if (pause !== undefined) await pause;
 */
export class TimeSlices {
  readonly #nowMs: () => number;
  readonly #nextTurn: () => Promise<void>;
  #sinceMs: number;

  constructor(nowMs: () => number = () => Date.now(), next: () => Promise<void> = nextTurn) {
    this.#nowMs = nowMs;
    this.#nextTurn = next;
    this.#sinceMs = nowMs();
  }

  /** Undefined: there is nothing to wait for, which costs no promise. */
  pause(): Promise<void> | undefined {
    // The clock may be set back meanwhile.
    return Math.abs(this.#nowMs() - this.#sinceMs) < maxTurnMs ? undefined : this.#pause();
  }

  async #pause(): Promise<void> {
    await this.#nextTurn();
    this.#sinceMs = this.#nowMs();
  }
}

/** After all that waits for its turn now. A promise alone comes before timers, sockets and signals. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    Object.assign(port1, {
      onmessage: () => {
        port1.close();
        resolve();
      },
    });
    port2.postMessage(undefined);
  });
}
