import type { Clock } from "../../io/clock.js";

/** Enough to keep a server busy that answers in some milliseconds, and less than it lets one user do at once. */
const maxLanes = 8;
/** After so many answers without a 429, one more request may run at once. */
const answersToSpeedUp = 32;
/**
 * Pause between two requests of one lane: as long as the last response took, so that a busy server gets fewer requests; an overloaded one
 * answers 429.
 */
const pauseMs = { least: 2, most: 50 } as const;

/**
 * How many requests may run at once for all repairs of a recording together. A 429 halves that number and holds back all of them for as long as
 * the server asks; answers increase it again.
 */
export class RequestLanes {
  readonly #clock: Clock;
  #limit = maxLanes;
  #running = 0;
  /** Since the last 429. */
  #answers = 0;
  #allAnswers = 0;
  #heldUntilMs = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Runs the request as soon as there is room. The signal ends waiting and pausing, but not the request, which is asked all the same: it notices by
   * itself.
   */
  async run<R>(ask: () => Promise<R>, signal: AbortSignal): Promise<R> {
    if (this.#running < this.#limit) this.#running++;
    else await this.#room(signal);
    const holdMs = this.#heldUntilMs - this.#clock.monotonicMs();
    if (holdMs > 0) await this.#clock.sleep(holdMs, signal);
    const askedMs = this.#clock.monotonicMs();
    try {
      return await ask();
    } finally {
      const tookMs = this.#clock.monotonicMs() - askedMs;
      void this.#clock.sleep(Math.min(pauseMs.most, Math.max(pauseMs.least, tookMs)), signal).then(() => this.#leave());
    }
  }

  /** How many requests were answered so far, also with a refusal. */
  get answers(): number {
    return this.#allAnswers;
  }

  /** The server said something: it is there. */
  heard(): void {
    this.#allAnswers++;
  }

  answered(): void {
    if (++this.#answers % answersToSpeedUp === 0 && this.#limit < maxLanes) this.#limit++;
  }

  /** After a 429. */
  slowDown(holdMs: number): void {
    this.#answers = 0;
    this.#limit = Math.max(1, Math.floor(this.#limit / 2));
    this.#heldUntilMs = Math.max(this.#heldUntilMs, this.#clock.monotonicMs() + holdMs);
  }

  async #room(signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const enter = () => {
        signal.removeEventListener("abort", giveUp);
        resolve();
      };
      const giveUp = () => {
        const place = this.#waiting.indexOf(enter);
        if (place < 0) return;
        this.#waiting.splice(place, 1);
        // Counted as the others, because it leaves as they do.
        this.#running++;
        enter();
      };
      this.#waiting.push(enter);
      if (signal.aborted) giveUp();
      else signal.addEventListener("abort", giveUp);
    });
  }

  #leave(): void {
    this.#running--;
    while (this.#running < this.#limit && this.#waiting.length > 0) {
      this.#running++;
      this.#waiting.shift()?.();
    }
  }
}
