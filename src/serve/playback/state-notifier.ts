import type { Clock } from "../../io/clock.js";

/** Lets callers wait for a condition without polling: code that changes the state calls `notify`. */
export class StateNotifier {
  readonly #clock: Clock;
  readonly #stop: AbortSignal;
  readonly #waiting = new Set<() => void>();

  /** `stop`: aborts when nothing will change any more. */
  constructor(clock: Clock, stop: AbortSignal) {
    this.#clock = clock;
    this.#stop = stop;
    stop.addEventListener("abort", () => this.notify());
  }

  /** Call after a change that a condition may depend on. */
  notify(): void {
    for (const wake of this.#waiting) wake();
  }

  /** Resolves to whether the condition became true within the time. */
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
