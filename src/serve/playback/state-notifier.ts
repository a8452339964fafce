import type { Clock } from "../../io/clock.js";

/** Lets others wait until something has come true, without asking for it again and again: who changes something tells of it. */
export class StateNotifier {
  readonly #clock: Clock;
  readonly #stop: AbortSignal;
  readonly #waiting = new Set<() => void>();

  /** `stop`: nothing will change any more. */
  constructor(clock: Clock, stop: AbortSignal) {
    this.#clock = clock;
    this.#stop = stop;
    stop.addEventListener("abort", () => this.notify());
  }

  /** Something has changed that somebody may wait for. */
  notify(): void {
    for (const wake of this.#waiting) wake();
  }

  /** Resolves to whether it came true within the time. */
  async waitUntil(holds: () => boolean, timeoutMs: number): Promise<boolean> {
    const over = new AbortController();
    void this.#clock.sleep(timeoutMs, over.signal).then(() => over.abort());
    while (!holds() && !over.signal.aborted && !this.#stop.aborted) await this.#next(over.signal);
    over.abort();
    return holds();
  }

  #next(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        this.#waiting.delete(wake);
        signal.removeEventListener("abort", wake);
        resolve();
      };
      this.#waiting.add(wake);
      signal.addEventListener("abort", wake);
    });
  }
}
